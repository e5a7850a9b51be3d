package io.gyre.dns.wire;

import java.util.List;

/**
 * The extension of DNS (RFC 6891): what a pseudo-record of type {@link RecordType#OPT} says. The high bits of the response code,
 * which are there too, are in the {@link Header}.
 *
 * @param udpSize how many octets the sender takes in a datagram, as it says; below 512 means 512
 * @param version 0
 * @param dnssecOk whether signatures are wanted
 * @param options further options; copied
 */
public record Edns(int udpSize, int version, boolean dnssecOk, List<EdnsOption> options) {
    /** Checks the numbers, and copies the list. */
    public Edns {
        if (udpSize < 0 || udpSize > 0xffff || version < 0 || version > 0xff) {
            throw new IllegalArgumentException("EDNS version " + version + " with " + udpSize
                    + " octets: use a version from 0 to 255 and a size from 0 to 65535");
        }
        options = List.copyOf(options);
    }

    /** {@return version 0 without options} */
    public static Edns of(int udpSize) {
        return new Edns(udpSize, 0, false, List.of());
    }
}
