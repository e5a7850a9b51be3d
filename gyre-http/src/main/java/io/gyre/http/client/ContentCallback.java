package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;

/** Takes content as it comes: the callback of {@code evhttp_request_set_chunked_cb}. */
@FunctionalInterface
public interface ContentCallback {
    /** Some content is there. What is left in {@code part} is there again the next time. */
    void onContent(ClientRequest request, EvBuffer part);
}
