package io.gyre.dns.wire;

/**
 * An option of EDNS, such as a cookie.
 *
 * @param code IANA's number, from 0 to 65535
 * @param data its octets
 */
public record EdnsOption(int code, Octets data) {
    /** Checks the number. */
    public EdnsOption {
        if (code < 0 || code > 0xffff) {
            throw new IllegalArgumentException("an option lies between 0 and 65535, but " + code + " was given");
        }
    }
}
