package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Searches one contiguous range of memory, near the speed of {@code memchr(3)} and {@code memmem(3)}. Pure functions; they allocate
 * nothing and read nothing outside of the range.
 *
 * <p>Eight bytes are tested at once: {@code x - ONES & ~x & HIGHS} is not zero exactly if a byte of {@code x} is zero, and its
 * lowest bit then stands in the first such byte. (Bits above that one may be wrong, for the subtraction borrows.) Words are
 * therefore read in little-endian order on every machine.
 *
 * <p>A search looks at the first bytes word by word, since lines are short, and then at blocks. The loop over a block has no way
 * out before its end and only ors the tests together, which is the shape that the compiler turns into vector instructions. Blocks
 * double while nothing is found, and shrink where something is until they are small enough to be looked through word by word; so
 * what is read beyond a hit, or twice, stays in proportion to how far away it was.
 */
final class ByteSearch {
    static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** In bytes: the first block, the longest that is never searched as a whole, that is narrowed no further, and of all. */
    static final int HEAD = 128;

    static final int SHORT = 256;
    static final int NARROW = 512;
    static final int LONGEST = 8192;

    private static final int COMPARED = 1024;

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final VarHandle ARRAY_WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ByteSearch() {}

    /** {@return the first index of {@code value} in {@code [from, to)}, or -1} */
    static long indexOf(MemorySegment memory, long from, long to, byte value) {
        Objects.checkFromToIndex(from, to, memory.byteSize());
        long pattern = spread(value);
        long at = from;
        int block = HEAD;
        while (to - at >= Long.BYTES) {
            int words = (int) Math.min(block, to - at) >>> 3;
            long bytes = (long) words << 3;
            boolean here = bytes <= SHORT || any(memory, at, words, pattern);
            if (here && bytes > NARROW) {
                block = words << 1;
                continue;
            }
            long hit = here ? first(memory, at, words, pattern) : -1;
            if (hit >= 0) {
                return hit;
            }
            at += bytes;
            block = Math.min(block << 1, LONGEST);
        }
        return tail(memory, from, at, to, pattern, pattern);
    }

    /** {@return the first index of {@code a} or {@code b} in {@code [from, to)}, or -1} */
    static long indexOfEither(MemorySegment memory, long from, long to, byte a, byte b) {
        Objects.checkFromToIndex(from, to, memory.byteSize());
        long patternA = spread(a);
        long patternB = spread(b);
        long at = from;
        int block = HEAD;
        while (to - at >= Long.BYTES) {
            int words = (int) Math.min(block, to - at) >>> 3;
            long bytes = (long) words << 3;
            boolean here = bytes <= SHORT || anyOfEither(memory, at, words, patternA, patternB);
            if (here && bytes > NARROW) {
                block = words << 1;
                continue;
            }
            long hit = here ? firstOfEither(memory, at, words, patternA, patternB) : -1;
            if (hit >= 0) {
                return hit;
            }
            at += bytes;
            block = Math.min(block << 1, LONGEST);
        }
        return tail(memory, from, at, to, patternA, patternB);
    }

    /** {@return the first index at which the whole needle lies in {@code [from, to)}, or -1; {@code from} if it is empty} */
    static long indexOf(MemorySegment memory, long from, long to, byte[] needle, int needleFrom, int needleTo) {
        Objects.checkFromToIndex(from, to, memory.byteSize());
        Objects.checkFromToIndex(needleFrom, needleTo, needle.length);
        int length = needleTo - needleFrom;
        if (length > to - from) {
            return -1;
        }
        return switch (length) {
            case 0 -> from;
            case 1 -> indexOf(memory, from, to, needle[needleFrom]);
            default -> NeedleSearch.indexOf(memory, from, to, needle, needleFrom, needleTo);
        };
    }

    /**
     * Compares {@code [from, to)} with as many bytes of an array.
     *
     * @return how many bytes are the same before the first that differs, or -1 if none does
     */
    static long mismatch(MemorySegment memory, long from, long to, byte[] other, int otherFrom) {
        Objects.checkFromToIndex(from, to, memory.byteSize());
        Objects.checkFromIndexSize(otherFrom, to - from, other.length);
        int length = (int) (to - from);
        int i = 0;
        while (length - i >= COMPARED && same(memory, from + i, other, otherFrom + i)) {
            i += COMPARED;
        }
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            long differing = memory.get(WORD, from + i) ^ (long) ARRAY_WORD.get(other, otherFrom + i);
            if (differing != 0) {
                return (long) i + place(differing);
            }
        }
        for (; i < length; i++) {
            if (memory.get(JAVA_BYTE, from + i) != other[otherFrom + i]) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Compares {@code [from, to)} with as many bytes of other memory.
     *
     * @return how many bytes are the same before the first that differs, or -1 if none does
     */
    static long mismatch(MemorySegment memory, long from, long to, MemorySegment other, long otherFrom) {
        Objects.checkFromToIndex(from, to, memory.byteSize());
        Objects.checkFromIndexSize(otherFrom, to - from, other.byteSize());
        return MemorySegment.mismatch(memory, from, to, other, otherFrom, otherFrom + (to - from));
    }

    /** {@return whether a block is the same in an array} */
    private static boolean same(MemorySegment memory, long at, byte[] other, int otherAt) {
        long differing = 0;
        for (int i = 0; i < COMPARED; i += Long.BYTES) {
            differing |= memory.get(WORD, at + i) ^ (long) ARRAY_WORD.get(other, otherAt + i);
        }
        return differing == 0;
    }

    private static boolean any(MemorySegment memory, long at, int words, long pattern) {
        long found = 0;
        for (int i = 0; i < words; i++) {
            long x = memory.get(WORD, at + ((long) i << 3)) ^ pattern;
            found |= x - ONES & ~x;
        }
        return (found & HIGHS) != 0;
    }

    private static boolean anyOfEither(MemorySegment memory, long at, int words, long patternA, long patternB) {
        long found = 0;
        for (int i = 0; i < words; i++) {
            long word = memory.get(WORD, at + ((long) i << 3));
            long x = word ^ patternA;
            long y = word ^ patternB;
            found |= (x - ONES & ~x) | (y - ONES & ~y);
        }
        return (found & HIGHS) != 0;
    }

    private static long first(MemorySegment memory, long at, int words, long pattern) {
        for (int i = 0; i < words; i++) {
            long found = zeros(memory.get(WORD, at + ((long) i << 3)) ^ pattern);
            if (found != 0) {
                return at + ((long) i << 3) + place(found);
            }
        }
        return -1;
    }

    private static long firstOfEither(MemorySegment memory, long at, int words, long patternA, long patternB) {
        for (int i = 0; i < words; i++) {
            long word = memory.get(WORD, at + ((long) i << 3));
            long found = zeros(word ^ patternA) | zeros(word ^ patternB);
            if (found != 0) {
                return at + ((long) i << 3) + place(found);
            }
        }
        return -1;
    }

    /** Looks at the fewer than eight bytes that are left, through a word that overlaps what is known to hold none if it can. */
    private static long tail(MemorySegment memory, long from, long at, long to, long patternA, long patternB) {
        if (at < to && to - from >= Long.BYTES) {
            return firstOfEither(memory, to - Long.BYTES, 1, patternA, patternB);
        }
        for (long i = at; i < to; i++) {
            byte value = memory.get(JAVA_BYTE, i);
            if (value == (byte) patternA || value == (byte) patternB) {
                return i;
            }
        }
        return -1;
    }

    /** {@return a word of eight times {@code value}} */
    static long spread(byte value) {
        return (value & 0xffL) * ONES;
    }

    /** {@return what has its lowest bit in the first zero byte of {@code x}, or 0 if there is none} */
    static long zeros(long x) {
        return x - ONES & ~x & HIGHS;
    }

    /** {@return which byte the lowest bit is in} */
    static int place(long found) {
        return Long.numberOfTrailingZeros(found) >>> 3;
    }
}
