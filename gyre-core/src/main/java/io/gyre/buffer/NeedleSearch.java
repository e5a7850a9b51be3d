package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Searches for two bytes or more: {@code memmem(3)}.
 *
 * <p>A place is a candidate if the needle's first and last byte stand where they must, which is tested for eight places at once and
 * in blocks, as {@link ByteSearch} tells. Candidates are compared in full. What comparing in vain has cost may not exceed a
 * multiple of the distance covered, or else {@link TwoWay} searches the rest: its time is linear whatever the bytes are, so
 * the time of the whole is too. Peers choose the bytes, and often the needle.
 */
final class NeedleSearch {
    /** What one false start costs in itself, in compared bytes. */
    private static final int START = 8;

    private static final int FREE = 1024;
    private static final int PER_BYTE = 4;

    private NeedleSearch() {}

    /** As {@link ByteSearch#indexOf(MemorySegment, long, long, byte[], int, int)}, which has checked the arguments. */
    static long indexOf(MemorySegment memory, long from, long to, byte[] needle, int needleFrom, int needleTo) {
        int gap = needleTo - needleFrom - 1;
        long end = to - gap; // Behind the last place where the needle has room.
        long head = ByteSearch.spread(needle[needleFrom]);
        long last = ByteSearch.spread(needle[needleTo - 1]);
        long spent = 0;
        long at = from;
        int block = ByteSearch.HEAD;
        while (end - at >= Long.BYTES) {
            int words = (int) Math.min(block, end - at) >>> 3;
            long bytes = (long) words << 3;
            boolean here = bytes <= ByteSearch.SHORT || any(memory, at, words, head, last, gap);
            if (here && bytes > ByteSearch.NARROW) {
                block = words << 1;
                continue;
            }
            long blockEnd = here ? at + bytes : at;
            for (long place = at; place < blockEnd; place += Long.BYTES) {
                for (long found = candidates(memory, place, head, last, gap); found != 0; found &= found - 1) {
                    long start = place + ByteSearch.place(found);
                    long same = ByteSearch.mismatch(memory, start, start + gap + 1, needle, needleFrom);
                    if (same < 0) {
                        return start;
                    }
                    spent += START + same;
                    if (spent > FREE + PER_BYTE * (start - from)) {
                        return TwoWay.indexOf(memory, start + 1, to, needle, needleFrom, needleTo);
                    }
                }
            }
            at += bytes;
            block = Math.min(block << 1, ByteSearch.LONGEST);
        }
        return tail(memory, at, end, needle, needleFrom, needleTo);
    }

    private static boolean any(MemorySegment memory, long at, int words, long head, long last, long gap) {
        long found = 0;
        long gapped = at + gap;
        for (int i = 0; i < words; i++) {
            long x = memory.get(ByteSearch.WORD, at + ((long) i << 3)) ^ head;
            long y = memory.get(ByteSearch.WORD, gapped + ((long) i << 3)) ^ last;
            found |= ByteSearch.zeros(x) & ByteSearch.zeros(y);
        }
        return found != 0;
    }

    /** {@return a bit for each of eight places where the needle may be; it is there at no other} */
    private static long candidates(MemorySegment memory, long at, long head, long last, long gap) {
        long found = ByteSearch.zeros(memory.get(ByteSearch.WORD, at) ^ head);
        return found == 0 ? 0 : found & ByteSearch.zeros(memory.get(ByteSearch.WORD, at + gap) ^ last);
    }

    /** Tries the fewer than eight places that are left. */
    private static long tail(MemorySegment memory, long at, long end, byte[] needle, int needleFrom, int needleTo) {
        int length = needleTo - needleFrom;
        for (long i = at; i < end; i++) {
            if (memory.get(JAVA_BYTE, i) == needle[needleFrom]
                    && ByteSearch.mismatch(memory, i, i + length, needle, needleFrom) < 0) {
                return i;
            }
        }
        return -1;
    }
}
