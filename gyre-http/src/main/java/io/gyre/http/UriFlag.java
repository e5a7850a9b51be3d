package io.gyre.http;

/** How {@link Uri} treats what it parses: {@code EVHTTP_URI_*}. */
public enum UriFlag {
    /** Takes characters in path, query and fragment that RFC 3986 forbids, such as blanks: {@code EVHTTP_URI_NONCONFORMANT}. */
    NONCONFORMANT,

    /** Shows an IPv6 host without its brackets; the text has them again: {@code EVHTTP_URI_HOST_STRIP_BRACKETS}. */
    HOST_STRIP_BRACKETS,

    /** Knows {@code http://unix:/path/of/socket:/path}: {@code EVHTTP_URI_UNIX_SOCKET}. */
    UNIX_SOCKET
}
