package io.gyre.net;

import org.jspecify.annotations.Nullable;

/**
 * Why a host could not be resolved: the {@code EVUTIL_EAI_*} codes. The numbers are those of Linux on every system, and
 * libevent's own for {@link #CANCEL}; 0, libevent's success, is {@link HostResult.Resolved} instead.
 */
public enum EaiError {
    /** The query combines flags in a way that is not supported. */
    BADFLAGS(-1, "unsupported flags in the query"),
    /** There is no such host, or the text is no literal where one was demanded. */
    NONAME(-2, "no such host"),
    /** No answer for now, also when the deadline passed or too many lookups wait. Trying again later may help. */
    AGAIN(-3, "no answer from the name service for now"),
    /** The name service refuses to answer, or was shut down. */
    FAIL(-4, "the name service failed"),
    /** The host exists, but has no address. */
    NODATA(-5, "the host has no address"),
    /** The address family is not supported. */
    FAMILY(-6, "unsupported address family"),
    /** The kind of socket is not supported. */
    SOCKTYPE(-7, "unsupported socket type"),
    /** The service is neither a port number nor a name known for this kind of socket. */
    SERVICE(-8, "unknown service"),
    /** The host has addresses, but none of the family asked for. */
    ADDRFAMILY(-9, "the host has no address of this family"),
    /** Memory ran out. */
    MEMORY(-10, "out of memory"),
    /** The operating system reported another error. */
    SYSTEM(-11, "system error"),
    /** The request was cancelled. */
    CANCEL(-90001, "the request was cancelled");

    private final int code;
    private final String text;

    EaiError(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** {@return the number of {@code EVUTIL_EAI_*}} Always negative. */
    public int code() {
        return code;
    }

    /** {@return what happened, in a few words} Answers to {@code evutil_gai_strerror}. */
    public String text() {
        return text;
    }

    /**
     * {@return the error with a number, or null if there is none}
     *
     * @param code as of {@link #code()}
     */
    public static @Nullable EaiError ofCode(int code) {
        for (EaiError error : values()) {
            if (error.code == code) {
                return error;
            }
        }
        return null;
    }
}
