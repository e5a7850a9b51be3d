package io.gyre.http.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Learns how a request ended: exactly one of the two is called, once, on the loop's thread. */
@FunctionalInterface
public interface ResponseCallback {
    /** The response is complete, whatever its status. Its content is in {@link ClientRequest#input}, which is closed afterwards. */
    void onResponse(ClientRequest request);

    /**
     * There is no response, or only a part of one: the callback of {@code evhttp_request_set_error_cb}.
     *
     * @param cause more about it, if there is
     */
    default void onFailure(ClientRequest request, RequestError error, @Nullable IOException cause) {}
}
