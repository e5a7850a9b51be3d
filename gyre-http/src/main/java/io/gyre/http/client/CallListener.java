package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Headers;

/** Learns of a call, on the loop's thread. After {@link #onEnd} or {@link #onFailure}, one of which comes once, nothing is called. */
public interface CallListener {
    /**
     * Another URL is asked now. Cookies are up to the user, so this is where they are kept and added.
     *
     * @param head the response that said so
     * @param url where to
     * @param headers to be sent there, which may be changed; credentials and cookies are gone already if it is of another origin
     */
    default void onRedirect(Call call, ResponseHead head, String url, Headers headers) {}

    /** {@return whether to go on with a response} Otherwise the call is cancelled. */
    default boolean onHead(Call call, ResponseHead head) {
        return true;
    }

    /** Some content is there, decompressed. What is left in {@code part} is there again the next time, and dropped at the end. */
    void onContent(Call call, EvBuffer part);

    /** The response is complete, whatever its status. */
    void onEnd(Call call, Headers trailers);

    /** There is no response, or only a part of one. */
    void onFailure(Call call, CallFailure failure);
}
