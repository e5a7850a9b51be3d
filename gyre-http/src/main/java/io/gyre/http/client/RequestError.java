package io.gyre.http.client;

/** Why a request has no response: {@code evhttp_request_error}. */
public enum RequestError {
    /** Something took too long: {@code EVREQ_HTTP_TIMEOUT}. */
    TIMEOUT,
    /** The connection ended before the response did: {@code EVREQ_HTTP_EOF}. */
    EOF,
    /** What came is no response, or its head is too long: {@code EVREQ_HTTP_INVALID_HEADER}. */
    INVALID_HEADER,
    /** No connection, or it broke: {@code EVREQ_HTTP_BUFFER_ERROR}. */
    BUFFER_ERROR,
    /** {@link ClientConnection#cancel} was called, or the connection was closed: {@code EVREQ_HTTP_REQUEST_CANCEL}. */
    REQUEST_CANCEL,
    /** The content is over the limit: {@code EVREQ_HTTP_DATA_TOO_LONG}. */
    DATA_TOO_LONG,
    /** There are too many redirects, or one to where an {@link HttpClient} does not go. */
    REDIRECT,
    /** The content cannot be decompressed, or grows out of all proportion. */
    DECODING,
    /** The proxy does not let a connection through. */
    PROXY,
    /** Too many calls wait for a connection already. */
    OVERLOAD
}
