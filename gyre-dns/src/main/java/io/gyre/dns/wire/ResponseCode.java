package io.gyre.dns.wire;

/**
 * How a server says that a question ended, with the high bits that only EDNS can tell.
 *
 * @param code IANA's number
 */
public record ResponseCode(int code) {
    /** It was answered, perhaps with nothing. */
    public static final ResponseCode NOERROR = new ResponseCode(0);
    /** The server could not read the query. */
    public static final ResponseCode FORMERR = new ResponseCode(1);
    /** The server failed. */
    public static final ResponseCode SERVFAIL = new ResponseCode(2);
    /** The name does not exist. */
    public static final ResponseCode NXDOMAIN = new ResponseCode(3);
    /** The server does not know this kind of query. */
    public static final ResponseCode NOTIMP = new ResponseCode(4);
    /** The server will not answer. */
    public static final ResponseCode REFUSED = new ResponseCode(5);
    /** The server does not know this version of EDNS. */
    public static final ResponseCode BADVERS = new ResponseCode(16);

    private static final ResponseCode[] COMMON = {NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED};

    private static final String[] NAMES = {"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"};

    /** Checks the number. */
    public ResponseCode {
        if (code < 0 || code > 0xfff) {
            throw new IllegalArgumentException("a response code lies between 0 and 4095, but " + code + " was given");
        }
    }

    /** {@return the code with a number} */
    public static ResponseCode of(int code) {
        return code >= 0 && code < COMMON.length ? COMMON[code] : new ResponseCode(code);
    }

    @Override
    public String toString() {
        return code < NAMES.length ? NAMES[code] : code == 16 ? "BADVERS" : "RCODE" + code;
    }
}
