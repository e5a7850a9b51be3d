package io.gyre.http.wire;

/** Why a message is not taken. Nothing after it in the same connection can be understood. */
public enum Refusal {
    /** Bytes that are no HTTP/1.1 message. */
    MALFORMED(400),
    /** No Host, several, or one that names no host: RFC 9112, section 3.2. */
    BAD_HOST(400),
    /** The length of the content is told twice, differently or badly: RFC 9112, section 6.3. */
    AMBIGUOUS_LENGTH(400),
    /** A chunk whose size or end is wrong, or a trailer that is no field. */
    BAD_CHUNK(400),
    /** The request target is longer than the limit. */
    TARGET_TOO_LONG(414),
    /** The header or trailer section is longer, or has more fields, than the limits. */
    HEADERS_TOO_LARGE(431),
    /** The content is longer than the limit. */
    CONTENT_TOO_LARGE(413),
    /** A transfer coding other than chunked. */
    UNKNOWN_CODING(501),
    /** A version other than 1.0 and 1.1. */
    UNKNOWN_VERSION(505);

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    /** {@return the status that a server answers with} */
    public int status() {
        return status;
    }
}
