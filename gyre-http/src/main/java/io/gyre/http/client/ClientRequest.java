package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Headers;
import io.gyre.http.Method;
import io.gyre.http.wire.Head;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One request to a server, and its response: {@code evhttp_request}. Sent once. */
public final class ClientRequest {
    private final Method method;
    private final String target;
    private final ResponseCallback callback;
    private final Headers headers = new Headers();
    private final Headers responseHeaders = new Headers();
    private final EvBuffer output = new EvBuffer();
    private final EvBuffer input = new EvBuffer();
    private @Nullable Predicate<ClientRequest> onHeaders;
    private @Nullable ContentCallback onContent;
    private int status;
    private String reason = "";
    private boolean sent;
    private boolean over;
    private boolean again;

    /**
     * Makes a request: {@code evhttp_request_new}.
     *
     * @param method what to ask for
     * @param target path and query, or another form that the method takes; encoded, so that it has no blanks and no controls
     * @param callback learns how it ended
     * @throws IllegalArgumentException if the target has something else
     */
    public ClientRequest(Method method, String target, ResponseCallback callback) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw new IllegalArgumentException("a target cannot have the character U+"
                        + Integer.toHexString(0x10000 | c).substring(1) + " at " + i + ": encode it with UriEncoding");
            }
        }
        if (target.isEmpty()) {
            throw new IllegalArgumentException("a target cannot be empty: use /");
        }
        this.method = method;
        this.target = target;
        this.callback = callback;
    }

    /** {@return the method} */
    public Method method() {
        return method;
    }

    /** {@return the target} */
    public String target() {
        return target;
    }

    /** {@return the headers to be sent; Host and the content's length are added: {@code evhttp_request_get_output_headers}} */
    public Headers headers() {
        return headers;
    }

    /** {@return the content to be sent: {@code evhttp_request_get_output_buffer}} */
    public EvBuffer output() {
        return output;
    }

    /** Sets who sees the response's head first; if the answer is false, this is cancelled: {@code evhttp_request_set_header_cb}. */
    public void onHeaders(Predicate<ClientRequest> filter) {
        onHeaders = filter;
    }

    /** Sets who takes content as it comes, which is then not collected: {@code evhttp_request_set_chunked_cb}. */
    public void onContent(ContentCallback taker) {
        onContent = taker;
    }

    /** {@return the status of the response, 0 before it: {@code evhttp_request_get_response_code}} */
    public int status() {
        return status;
    }

    /** {@return the reason phrase, which may be empty: {@code evhttp_request_get_response_code_line}} */
    public String reason() {
        return reason;
    }

    /** {@return the headers of the response: {@code evhttp_request_get_input_headers}} */
    public Headers responseHeaders() {
        return responseHeaders;
    }

    /** {@return the content of the response: {@code evhttp_request_get_input_buffer}} */
    public EvBuffer input() {
        return input;
    }

    void markSent() {
        if (sent) {
            throw new IllegalStateException("a request is sent once: make another");
        }
        sent = true;
    }

    boolean isOver() {
        return over;
    }

    /** {@return whether it may be sent once more after a connection that had been idle broke: RFC 9112, section 9.3.1} */
    boolean mayRepeat(boolean hadContent) {
        boolean first = !again;
        again = true;
        return first && !hadContent && status == 0 && !method.hasBody();
    }

    /** {@return whether to go on} */
    boolean head(Head head) {
        status = head.status();
        reason = head.reason();
        head.forEach(responseHeaders::add);
        return onHeaders == null || onHeaders.test(this);
    }

    void content(EvBuffer in, long count) {
        in.removeBuffer(input, count);
        if (onContent != null) {
            onContent.onContent(this, input);
        }
    }

    void succeeded() {
        if (!over) {
            over = true;
            try {
                callback.onResponse(this);
            } finally {
                closeBuffers();
            }
        }
    }

    void failed(RequestError error, @Nullable IOException cause) {
        if (!over) {
            over = true;
            try {
                callback.onFailure(this, error, cause);
            } finally {
                closeBuffers();
            }
        }
    }

    private void closeBuffers() {
        output.close();
        input.close();
    }
}
