package io.gyre.dns;

/** How reading {@code resolv.conf} went: {@code EVDNS_ERROR_*}. The resolver works after each of them. */
public enum ConfStatus {
    /** It was read. */
    NONE(0),
    /** It is missing, or may not be read. */
    FAILED_TO_OPEN_FILE(1),
    /** It is longer than 1 MiB, and was not read. */
    FILE_TOO_LARGE(3),
    /** Reading it failed. */
    SHORT_READ_FROM_FILE(5),
    /** It names no server, so that 127.0.0.1 is asked. */
    NO_NAMESERVERS_CONFIGURED(6);

    private final int code;

    ConfStatus(int code) {
        this.code = code;
    }

    /** {@return libevent's number} */
    public int code() {
        return code;
    }
}
