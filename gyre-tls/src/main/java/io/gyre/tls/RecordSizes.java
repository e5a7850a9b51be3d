package io.gyre.tls;

/**
 * How much text goes into one record. The first ones fit one segment of TCP each, so that the peer can decrypt what comes before the
 * congestion window has opened; after that they are as large as TLS has them, which costs least.
 */
final class RecordSizes {
    private static final int ONE_SEGMENT = 1300;
    private static final int FULL = 1 << 14;
    private static final long SMALL_UNTIL = 32 << 10;

    private long sent;

    int next() {
        return sent < SMALL_UNTIL ? ONE_SEGMENT : FULL;
    }

    void sent(int bytes) {
        sent += bytes;
    }
}
