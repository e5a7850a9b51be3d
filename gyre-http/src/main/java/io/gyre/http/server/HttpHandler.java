package io.gyre.http.server;

/** Answers requests: the callback of {@code evhttp_set_cb} and {@code evhttp_set_gencb}. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * A request is there. Called on the loop's thread. It may be answered now or later, but must be answered.
     * If this throws, the client gets a 500, and the exception goes to the base's uncaught handler.
     *
     * @param request valid until its answer is complete, unless {@link HttpRequest#own} is called
     */
    void onRequest(HttpRequest request);

    /** The server that this answers for was closed. Called on its loop's thread, or where the loop does not run; does nothing by itself. */
    default void serverClosed() {}
}
