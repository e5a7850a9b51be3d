package io.gyre.dns.wire;

import java.util.Arrays;

/** Writes the parts of a message. What does not fit below the limit is counted, and not written. */
final class WireOutput {
    private static final int FIRST_SIZE = 512;

    private final NameDictionary names = new NameDictionary();

    /** For each octet of the name that is written: the hash of what follows from there. */
    private final int[] hashes = new int[DnsName.MAX_LENGTH];

    private byte[] bytes = new byte[FIRST_SIZE];
    private int at;
    private int limit;

    void begin(int newLimit) {
        names.clear();
        at = 0;
        limit = newLimit;
    }

    /** Lets more be written than before. */
    void extend(int newLimit) {
        limit = newLimit;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return at;
    }

    boolean overflowed() {
        return at > limit;
    }

    /** Takes back what was written since the position was {@code mark}. */
    void rollBack(int mark) {
        at = mark;
        names.forgetFrom(mark);
    }

    private boolean room(int count) {
        int end = at + count;
        if (end > limit) {
            at = limit + 1;
            return false;
        }
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        return true;
    }

    void u8(int value) {
        if (room(1)) {
            bytes[at++] = (byte) value;
        }
    }

    void u16(int value) {
        if (room(2)) {
            bytes[at++] = (byte) (value >> 8);
            bytes[at++] = (byte) value;
        }
    }

    void u32(long value) {
        u16((int) (value >> 16));
        u16((int) value);
    }

    void octets(byte[] source) {
        octets(source, 0, source.length);
    }

    private void octets(byte[] source, int offset, int length) {
        if (room(length)) {
            System.arraycopy(source, offset, bytes, at, length);
            at += length;
        }
    }

    /** Puts a number where two octets were left for it. */
    void patch16(int where, int value) {
        bytes[where] = (byte) (value >> 8);
        bytes[where + 1] = (byte) value;
    }

    /** Writes a name that shares its end with one before, if it may. */
    void name(DnsName name, boolean compress) {
        byte[] wire = name.wire();
        if (!compress || wire.length == 1) {
            octets(wire);
            return;
        }
        hash(wire);
        int start = at;
        for (int label = 0; wire[label] != 0; label += 1 + wire[label]) {
            int known = overflowed() ? -1 : names.find(bytes, start, wire, label, hashes[label]);
            if (known >= 0) {
                u16(0xc000 | known);
                return;
            }
            int before = at;
            octets(wire, label, 1 + wire[label]);
            if (!overflowed()) {
                names.add(before, hashes[label]);
            }
        }
        u8(0);
    }

    private void hash(byte[] wire) {
        int hash = 0;
        for (int i = wire.length - 1; i >= 0; i--) {
            hash = 31 * hash + wire[i];
            hashes[i] = hash ^ hash >>> 16;
        }
    }
}
