package io.gyre.dns;

import io.gyre.buffer.EvBuffer;
import org.jspecify.annotations.Nullable;

/** Messages in a stream, each with its length in two octets before it (RFC 1035, section 4.2.2). */
final class Frames {
    private static final int LENGTH = 2;

    private Frames() {}

    /** {@return the next message, taken out, or null if it is not there in whole} */
    static byte @Nullable [] next(EvBuffer input) {
        if (input.length() < LENGTH) {
            return null;
        }
        int length = (input.byteAt(0) & 0xff) << 8 | (input.byteAt(1) & 0xff);
        if (input.length() < LENGTH + length) {
            return null;
        }
        input.drain(LENGTH);
        return input.removeBytes(length);
    }
}
