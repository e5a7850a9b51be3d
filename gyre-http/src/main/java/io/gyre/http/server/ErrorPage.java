package io.gyre.http.server;

import org.jspecify.annotations.Nullable;

/** Makes the content of error replies: the callback of {@code evhttp_set_errorcb}. */
@FunctionalInterface
public interface ErrorPage {
    /** {@return HTML for a reply, or null for the page that is built in} */
    @Nullable
    String of(HttpRequest request, int status, String reason);
}
