package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

final class ByteSearch {
    private ByteSearch() {}

    static long indexOf(MemorySegment memory, long from, long to, byte value) {
        for (long at = from; at < to; at++) {
            if (memory.get(JAVA_BYTE, at) == value) {
                return at;
            }
        }
        return -1;
    }

    static long indexOfEither(MemorySegment memory, long from, long to, byte a, byte b) {
        for (long at = from; at < to; at++) {
            byte value = memory.get(JAVA_BYTE, at);
            if (value == a || value == b) {
                return at;
            }
        }
        return -1;
    }

    static long indexOf(MemorySegment memory, long from, long to, byte[] needle, int needleFrom, int needleTo) {
        int length = needleTo - needleFrom;
        for (long at = from; at <= to - length; at++) {
            if (MemorySegment.mismatch(memory, at, at + length, MemorySegment.ofArray(needle), needleFrom, needleTo)
                    < 0) {
                return at;
            }
        }
        return -1;
    }
}
