package io.gyre.http.client;

import io.gyre.http.Headers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A response that is complete, whatever its status. */
public final class Response {
    private final ResponseHead head;
    private final Headers trailers;
    private final byte[] content;

    Response(ResponseHead head, Headers trailers, byte[] content) {
        this.head = head;
        this.trailers = trailers;
        this.content = content;
    }

    /** {@return its beginning} */
    public ResponseHead head() {
        return head;
    }

    /** {@return the status} */
    public int status() {
        return head.status();
    }

    /** {@return the trailer fields, which never mix with the headers} */
    public Headers trailers() {
        return trailers;
    }

    /** {@return the content, not copied} */
    public byte[] content() {
        return content;
    }

    /** {@return the content as UTF-8} */
    public String text() {
        return text(StandardCharsets.UTF_8);
    }

    /** {@return the content as text} */
    public String text(Charset charset) {
        return new String(content, charset);
    }

    @Override
    public String toString() {
        return head.status() + " " + head.reason() + " from " + head.url() + " with " + content.length + " bytes";
    }
}
