package io.gyre.tag;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Tags and numbers in arrays: the two kinds of integers that the format has. Callers have checked that there is room. */
final class Wire {
    static final int MAX_TAG = 5;
    static final int MAX_INT = 5;
    static final int MAX_INT64 = 9;

    /** The tag and the length before a payload. */
    static final int MAX_HEADER = MAX_TAG + MAX_INT;

    /** How many bytes behind a number {@link #number} may look at, though it does not use them. */
    static final int SLACK = Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_HALVES = 0x0f0f_0f0f_0f0f_0f0fL;
    private static final int TAG_BITS = 7;

    private Wire() {}

    // Tags: seven bits in a byte, the lowest first.

    static int tagSize(int tag) {
        return tag >>> TAG_BITS == 0 ? 1 : (Integer.SIZE - Integer.numberOfLeadingZeros(tag) + 6) / TAG_BITS;
    }

    /** {@return where it ends} */
    static int putTag(byte[] to, int at, int tag) {
        int left = tag;
        int next = at;
        while (left >>> TAG_BITS != 0) {
            to[next++] = (byte) (left | 0x80);
            left >>>= TAG_BITS;
        }
        to[next++] = (byte) left;
        return next;
    }

    // Numbers: the first nibble counts the others, less one, which come with the lowest first, low half of a byte
    // before high half; but the
    // count is the high half of the first byte, so that from then on each byte has the lower nibble in its high half.

    private static int nibbles(long number) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(number) + 3) / 4);
    }

    static int numberSize(long number) {
        return nibbles(number) / 2 + 1;
    }

    /** {@return where it ends} */
    static int putNumber(byte[] to, int at, long number) {
        int nibbles = nibbles(number);
        to[at] = (byte) (((nibbles - 1) << 4) | (number & 0x0f));
        int end = at + nibbles / 2 + 1;
        long left = swapHalves(number >>> 4);
        for (int next = at + 1; next < end; next++) {
            to[next] = (byte) left;
            left >>>= Byte.SIZE;
        }
        return end;
    }

    /** {@return how many nibbles the number has that begins with this byte} */
    static int nibblesAfter(byte first) {
        return ((first & 0xf0) >> 4) + 1;
    }

    /** {@return the number} The array must go on for {@link #SLACK} bytes after {@code at}. */
    static long number(byte[] from, int at, int nibbles) {
        long rest = swapHalves((long) LONGS.get(from, at + 1));
        long mask = (1L << (4 * (nibbles - 1))) - 1; // 60 bits at most.
        return ((rest & mask) << 4) | (from[at] & 0x0f);
    }

    private static long swapHalves(long bytes) {
        return ((bytes & LOW_HALVES) << 4) | ((bytes >>> 4) & LOW_HALVES);
    }
}
