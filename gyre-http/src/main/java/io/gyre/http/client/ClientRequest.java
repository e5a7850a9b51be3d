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
    private @Nullable EvBuffer output;
    private @Nullable EvBuffer input;
    private @Nullable Headers responseHeaders;
    private @Nullable Head head;
    private @Nullable Link link;
    private @Nullable Upload upload;
    private @Nullable Predicate<ClientRequest> onHeaders;
    private @Nullable ContentCallback onContent;
    private int status;
    private String reason = "";
    private boolean sent;
    private boolean over;

    /** Whether the callback that tells the end has returned too. */
    private boolean ended;

    private boolean again;
    private boolean expectsContinue;
    private boolean stale;

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
        EvBuffer made = output;
        if (made == null) {
            made = buffer();
            output = made;
        }
        return made;
    }

    long outputLength() {
        return output == null ? 0 : output.length();
    }

    void moveOutput(EvBuffer to) {
        if (output != null) {
            to.addBuffer(output);
        }
    }

    /** Most requests have no content, and many responses neither. */
    private EvBuffer buffer() {
        var made = new EvBuffer();
        if (ended) {
            made.close();
        }
        return made;
    }

    /**
     * Sets content that is made while it is sent, in place of {@link #output}. It is sent in chunks if its length is not known, and closed
     * when the request is over.
     */
    public void upload(@Nullable Upload source) {
        upload = source;
    }

    @Nullable
    Upload upload() {
        return upload;
    }

    /** Says that an {@link Upload} that had returned {@link Upload.Step#LATER} has more. */
    public void resumeUpload() {
        if (link != null && !over) {
            link.resumeUpload();
        }
    }

    /**
     * Sets whether an {@link Upload} waits until the server wants it, for a second at most: {@code Expect: 100-continue}, RFC 9110, section
     * 10.1.1. If the answer comes first, nothing of it is sent.
     */
    public void expectContinue(boolean wanted) {
        expectsContinue = wanted;
    }

    boolean expectsContinue() {
        return expectsContinue;
    }

    /** Takes no more content until {@link #resumeContent}, so that the server has to wait. Also within {@link #onContent}'s callback. */
    public void pauseContent() {
        if (link != null && !over) {
            link.pause();
        }
    }

    /** Undoes {@link #pauseContent}. */
    public void resumeContent() {
        if (link != null && !over) {
            link.resume();
        }
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

    /**
     * {@return the headers of the response: {@code evhttp_request_get_input_headers}} Asked for the first time after the callback that
     * ends the request, there are none any more.
     */
    public Headers responseHeaders() {
        Headers made = responseHeaders;
        if (made == null) {
            made = new Headers();
            responseHeaders = made;
            if (head != null) {
                head.forEach(made::add);
            }
        }
        return made;
    }

    @Nullable
    String responseField(String name) {
        return head == null ? null : head.value(name);
    }

    long responseLength() {
        return head == null ? -1 : head.contentLength();
    }

    /** {@return whether it failed because a kept connection was over, as far as is known} */
    boolean wasStale() {
        return stale;
    }

    void stale(boolean was) {
        stale = was;
    }

    /** {@return the trailer fields of the response, which never mix with its headers; only in the callback that ends the request} */
    public Headers trailers() {
        var fields = new Headers();
        if (head != null) {
            for (int i = head.size(); i < head.size() + head.trailers(); i++) {
                fields.add(head.name(i), head.value(i));
            }
        }
        return fields;
    }

    /** {@return the content of the response: {@code evhttp_request_get_input_buffer}} */
    public EvBuffer input() {
        EvBuffer made = input;
        if (made == null) {
            made = buffer();
            input = made;
        }
        return made;
    }

    void markSent() {
        if (sent) {
            throw new IllegalStateException("a request is sent once: make another");
        }
        if (upload == null) {
            checkFraming();
        }
        sent = true;
    }

    /** A length that is not that of the content would make the server take it for another request, or wait. */
    private void checkFraming() {
        if (headers.contains("Transfer-Encoding")) {
            throw new IllegalStateException(
                    "Transfer-Encoding is set by the client: give it an upload without a length");
        }
        String length = headers.find("Content-Length");
        if (length != null && !length.equals(Long.toString(outputLength()))) {
            throw new IllegalStateException(
                    "Content-Length says " + length + ", but there are " + outputLength() + " bytes of content");
        }
    }

    boolean isOver() {
        return over;
    }

    /** {@return whether it may be sent once more after a connection that had been idle broke: RFC 9112, section 9.3.1} */
    boolean mayRepeat(boolean hadContent) {
        boolean first = !again;
        again = true;
        return first && !hadContent && upload == null && Repeating.isIdempotent(method);
    }

    void link(@Nullable Link now) {
        link = now;
    }

    /** {@return whether to go on} */
    boolean head(Head came) {
        head = came;
        status = came.status();
        reason = came.reason();
        return onHeaders == null || onHeaders.test(this);
    }

    void content(EvBuffer in, long count) {
        EvBuffer part = input();
        in.removeBuffer(part, count);
        if (onContent != null) {
            onContent.onContent(this, part);
        }
    }

    void succeeded() {
        if (!over) {
            over = true;
            try {
                callback.onResponse(this);
            } finally {
                end();
            }
        }
    }

    void failed(RequestError error, @Nullable IOException cause) {
        if (!over) {
            over = true;
            try {
                callback.onFailure(this, error, cause);
            } finally {
                end();
            }
        }
    }

    private void end() {
        ended = true;
        link = null;
        head = null;
        close(output);
        close(input);
        if (upload != null) {
            upload.close();
        }
    }

    private static void close(@Nullable EvBuffer buffer) {
        if (buffer != null) {
            buffer.close();
        }
    }
}
