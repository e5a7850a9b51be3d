package io.gyre.http.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Masks and unmasks, which is the same: RFC 6455, section 5.3. */
final class Mask {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long BOTH_HALVES = 0x1_0000_0001L;

    private Mask() {}

    /**
     * Masks in place, eight bytes at a time.
     *
     * @param key its first byte, the highest, is for the first byte
     * @return the key for what follows
     */
    static int apply(byte[] bytes, int from, int to, int key) {
        int at = from;
        long wide = (key & 0xffff_ffffL) * BOTH_HALVES;
        for (int last = to - Long.BYTES; at <= last; at += Long.BYTES) {
            LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ wide);
        }
        int rest = key;
        for (; at < to; at++) {
            rest = Integer.rotateLeft(rest, Byte.SIZE);
            bytes[at] ^= (byte) rest;
        }
        return rest;
    }
}
