package io.gyre.dns.wire;

/** A bit of the header. */
public enum HeaderFlag {
    /** This is an answer, no question. */
    QR(0x8000),
    /** The server has the zone: {@code EVDNS_FLAGS_AA}. */
    AA(0x0400),
    /** Some of the answer did not fit. */
    TC(0x0200),
    /** The server is to ask others: {@code EVDNS_FLAGS_RD}. */
    RD(0x0100),
    /** The server can ask others. */
    RA(0x0080),
    /** The server has checked the signatures. */
    AD(0x0020),
    /** The server need not check the signatures. */
    CD(0x0010);

    private final int bit;

    HeaderFlag(int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }
}
