package io.gyre.dns;

import io.gyre.dns.wire.ResponseCode;
import io.gyre.net.EaiError;
import org.jspecify.annotations.Nullable;

/** Why a question has no answer: {@code DNS_ERR_*}. Success, {@code DNS_ERR_NONE}, is {@link DnsResult.Answered} instead. */
public enum DnsError {
    /** The server could not read the query. */
    FORMAT(1, "misformatted query", EaiError.FAIL),
    /** The servers failed. */
    SERVERFAILED(2, "server failed", EaiError.AGAIN),
    /** The name does not exist. */
    NOTEXIST(3, "name does not exist", EaiError.NONAME),
    /** The servers do not know this kind of query. */
    NOTIMPL(4, "query not implemented", EaiError.FAIL),
    /** The servers refused. */
    REFUSED(5, "refused", EaiError.FAIL),
    /** The answer was cut, and was not asked for in whole. */
    TRUNCATED(65, "reply truncated or ill-formed", EaiError.FAIL),
    /** Something else. */
    UNKNOWN(66, "unknown", EaiError.FAIL),
    /** Nobody answered in time. */
    TIMEOUT(67, "request timed out", EaiError.AGAIN),
    /** The resolver was closed. */
    SHUTDOWN(68, "dns subsystem shut down", EaiError.FAIL),
    /** The request was cancelled. */
    CANCEL(69, "dns request canceled", EaiError.CANCEL),
    /** The name exists, but has no data of this type. */
    NODATA(70, "no records in the reply", EaiError.NODATA);

    private final int code;
    private final String text;
    private final EaiError eai;

    DnsError(int code, String text, EaiError eai) {
        this.code = code;
        this.text = text;
        this.eai = eai;
    }

    /** {@return libevent's number} */
    public int code() {
        return code;
    }

    /** {@return what happened, in libevent's words} {@code evdns_err_to_string}. */
    public String text() {
        return text;
    }

    /** {@return what {@code getaddrinfo} calls it} */
    public EaiError toEai() {
        return eai;
    }

    /** {@return the error with libevent's number, or null} */
    public static @Nullable DnsError ofCode(int code) {
        for (DnsError error : values()) {
            if (error.code == code) {
                return error;
            }
        }
        return null;
    }

    /** {@return what a response code means, or null for {@link ResponseCode#NOERROR}} */
    public static @Nullable DnsError of(ResponseCode code) {
        return switch (code.code()) {
            case 0 -> null;
            case 1 -> FORMAT;
            case 2 -> SERVERFAILED;
            case 3 -> NOTEXIST;
            case 4 -> NOTIMPL;
            case 5 -> REFUSED;
            default -> UNKNOWN;
        };
    }
}
