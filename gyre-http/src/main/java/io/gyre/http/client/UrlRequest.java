package io.gyre.http.client;

import io.gyre.http.Headers;
import io.gyre.http.Method;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What to ask of a URL. It may be sent more than once, one after another if it has an {@link Upload}. Not to be changed meanwhile. */
public final class UrlRequest {
    private final Method method;
    private final Url url;
    private final String urlText;
    private final Headers headers = new Headers();
    private @Nullable Upload upload;
    private @Nullable ClientTimeouts timeouts;
    private @Nullable SocketAddress address;
    private boolean expectsContinue;
    private long maxContent = -1;

    /**
     * Makes a request.
     *
     * @param method what to ask for; not CONNECT
     * @param url absolute, {@code http} or {@code https}; a user in it is sent as {@code Authorization}, a fragment is not sent
     * @throws IllegalArgumentException if it is none
     */
    public UrlRequest(Method method, String url) {
        if (method.equals(Method.CONNECT)) {
            throw new IllegalArgumentException("CONNECT has no URL: a client connects through a Proxy by itself");
        }
        this.method = method;
        this.url = Url.parse(url);
        urlText = this.url.toString();
    }

    /** {@return a request that gets a URL} */
    public static UrlRequest get(String url) {
        return new UrlRequest(Method.GET, url);
    }

    /** {@return a request that posts to a URL} */
    public static UrlRequest post(String url, Upload content) {
        return new UrlRequest(Method.POST, url).upload(content);
    }

    /** {@return the method} */
    public Method method() {
        return method;
    }

    Url url() {
        return url;
    }

    String urlText() {
        return urlText;
    }

    /** {@return the headers to be sent; Host, the content's length and, unless they are there, Accept-Encoding are added} */
    public Headers headers() {
        return headers;
    }

    /** {@return this, with one more header} */
    public UrlRequest header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    /** {@return this, with content} It is closed when a call has ended. */
    public UrlRequest upload(@Nullable Upload content) {
        upload = content;
        return this;
    }

    @Nullable
    Upload upload() {
        return upload;
    }

    /** {@return this, whose content waits until the server wants it, or not} As {@link ClientRequest#expectContinue}. */
    public UrlRequest expectContinue(boolean wanted) {
        expectsContinue = wanted;
        return this;
    }

    boolean expectsContinue() {
        return expectsContinue;
    }

    /** {@return this, with other timeouts than the client says} */
    public UrlRequest timeouts(@Nullable ClientTimeouts other) {
        timeouts = other;
        return this;
    }

    @Nullable
    ClientTimeouts timeouts() {
        return timeouts;
    }

    /**
     * {@return this, with a limit for the response's content, both as it comes and decompressed} Unless said otherwise 64 MiB if it is
     * collected, and none if a listener takes it.
     */
    public UrlRequest maxContent(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a limit cannot be " + bytes);
        }
        maxContent = bytes;
        return this;
    }

    long maxContentOr(long otherwise) {
        return maxContent < 0 ? otherwise : maxContent;
    }

    /** {@return this, which connects there in place of the URL's host} A Unix socket, for example. Not heeded after a redirect to another origin. */
    public UrlRequest address(@Nullable SocketAddress at) {
        address = at;
        return this;
    }

    @Nullable
    SocketAddress address() {
        return address;
    }

    @Override
    public String toString() {
        return method + " " + url;
    }
}
