package io.gyre.http.server;

/** Learns of requests that were answered. */
@FunctionalInterface
public interface AccessLog {
    /**
     * A reply is complete, though perhaps not sent. Called on the loop's thread.
     *
     * @param request with everything that was asked
     * @param status of the reply
     * @param bytes of content in the reply, as far as they are known
     */
    void onReply(HttpRequest request, int status, long bytes);
}
