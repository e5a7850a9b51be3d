package io.gyre.http.server;

import io.gyre.http.Html;
import io.gyre.http.Status;

/** The page that goes with an error. */
final class ErrorPages {
    private ErrorPages() {}

    static String page(int status, String reason) {
        String phrase = Status.reason(status);
        String more = reason.equals(phrase) ? "" : "<p>" + Html.escape(reason) + "</p>\n";
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><title>" + status + ' ' + phrase
                + "</title></head>\n<body><h1>" + phrase + "</h1>\n" + more + "</body></html>\n";
    }
}
