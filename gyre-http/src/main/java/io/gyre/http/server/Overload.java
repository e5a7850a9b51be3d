package io.gyre.http.server;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Status;
import java.nio.charset.StandardCharsets;

/** Replies that belong to no request. */
final class Overload {
    static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Overload() {}

    /** Writes what a connection gets that is one too many. */
    static void write(HttpServer server, EvBuffer out) {
        int status = Status.SERVICE_UNAVAILABLE;
        String reason = Status.reason(status);
        byte[] page = ErrorPages.page(status, reason).getBytes(StandardCharsets.UTF_8);
        server.writer()
                .status(1, status, reason)
                .lines(server.date().line())
                .field("Content-Type", "text/html; charset=utf-8")
                .field("Content-Length", page.length)
                .field("Connection", "close")
                .end(out, page);
    }
}
