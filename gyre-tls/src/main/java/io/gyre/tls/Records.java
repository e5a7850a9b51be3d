package io.gyre.tls;

import io.gyre.buffer.EvBuffer;
import javax.net.ssl.SSLException;

/** Finds where TLS records end (RFC 8446, section 5.1), so that engines are only given whole ones, and nothing that is none. */
final class Records {
    static final int HEADER = 5;

    /** The most that a record may hold: 2^14 bytes, and up to 2048 that encryption adds (RFC 5246, section 6.2.3). */
    static final int LARGEST = HEADER + (1 << 14) + 2048;

    static final int INCOMPLETE = -1;

    /** {@code change_cipher_spec} is the lowest type and {@code heartbeat}, which nobody speaks any more, comes after the highest. */
    private static final int LOWEST_TYPE = 20;

    private static final int HIGHEST_TYPE = 23;

    private Records() {}

    /**
     * {@return the length of the record at the front with its header, or INCOMPLETE}
     *
     * @throws SSLException if that is no record
     */
    static int next(EvBuffer source) throws SSLException {
        long available = source.length();
        if (available == 0) {
            return INCOMPLETE;
        }
        checkType(source, available);
        if (available < HEADER) {
            return INCOMPLETE;
        }
        int length = HEADER + (source.byteAt(3) << 8 | source.byteAt(4));
        if (length > LARGEST) {
            throw new SSLException("the peer announces a record of " + length + " bytes, which is more than the "
                    + LARGEST + " that TLS allows");
        }
        return length <= available ? length : INCOMPLETE;
    }

    private static void checkType(EvBuffer source, long available) throws SSLException {
        int type = source.byteAt(0);
        boolean tls = type >= LOWEST_TYPE && type <= HIGHEST_TYPE && (available < 2 || source.byteAt(1) == 3);
        if (!tls) {
            throw new SSLException("the peer does not speak TLS: it sends " + describe(source, available));
        }
    }

    private static String describe(EvBuffer source, long available) {
        var begin = new StringBuilder();
        for (int i = 0; i < Math.min(8, available); i++) {
            begin.append(String.format("%02x ", source.byteAt(i)));
        }
        return begin.toString().strip();
    }
}
