package io.gyre.http.server;

import io.gyre.buffer.EvBuffer;

/** Takes content as it comes. */
@FunctionalInterface
public interface BodyCallback {
    /**
     * Some content is there.
     *
     * @param request whose it is
     * @param part the content; what is left in it is there again the next time, together with what came since
     */
    void onBody(HttpRequest request, EvBuffer part);
}
