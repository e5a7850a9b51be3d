package io.gyre.http.client;

import io.gyre.http.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a response.
 *
 * @param url where it comes from, after redirects
 * @param status 200 or more
 * @param reason the phrase, which may be empty
 * @param headers without {@code Content-Encoding} and {@code Content-Length} if the content is decompressed on the way
 * @param length how much content there will be, or -1 if that is not known, as of content that is decompressed
 */
public record ResponseHead(String url, int status, String reason, Headers headers, long length) {
    /** {@return the value of the first header of that name, or null} */
    public @Nullable String header(String name) {
        return headers.find(name);
    }

    /** {@return whether the status says that it went well: 2xx} */
    public boolean isSuccess() {
        return status / 100 == 2;
    }
}
