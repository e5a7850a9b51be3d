package io.gyre.dns.wire;

import java.util.Arrays;

/**
 * Where in a message which ends of names stand, for later names to point to. Cases are kept apart, so that each name comes out as it
 * went in. Bounded: a message with more names than that is longer than it could be, and still right.
 */
final class NameDictionary {
    private static final int BUCKETS = 64;
    private static final int MOST = 1024;

    /** A pointer has 14 bits. */
    private static final int REACH = 0x4000;

    /** By bucket: the last entry, counted from 1. */
    private final int[] heads = new int[BUCKETS];

    private int[] links = new int[16];
    private int[] hashes = new int[16];
    private int[] offsets = new int[16];
    private int size;

    void clear() {
        if (size > 0) {
            Arrays.fill(heads, 0);
            size = 0;
        }
    }

    /** Forgets what stands at {@code offset} or after it. */
    void forgetFrom(int offset) {
        while (size > 0 && offsets[size - 1] >= offset) {
            size--;
            heads[hashes[size] & (BUCKETS - 1)] = links[size];
        }
    }

    /**
     * {@return where the end of {@code name} from {@code at} on stands in {@code message}, or -1}
     *
     * @param before where this name begins, for what comes after is not written yet
     */
    int find(byte[] message, int before, byte[] name, int at, int hash) {
        for (int entry = heads[hash & (BUCKETS - 1)]; entry != 0; entry = links[entry - 1]) {
            boolean written = offsets[entry - 1] < before;
            if (written && hashes[entry - 1] == hash && stands(message, offsets[entry - 1], name, at)) {
                return offsets[entry - 1];
            }
        }
        return -1;
    }

    void add(int offset, int hash) {
        if (offset >= REACH || size == MOST) {
            return;
        }
        if (size == links.length) {
            links = Arrays.copyOf(links, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
            offsets = Arrays.copyOf(offsets, 2 * size);
        }
        int bucket = hash & (BUCKETS - 1);
        links[size] = heads[bucket];
        hashes[size] = hash;
        offsets[size] = offset;
        heads[bucket] = ++size;
    }

    private static boolean stands(byte[] message, int offset, byte[] name, int from) {
        int there = offset;
        int here = from;
        while (true) {
            while ((message[there] & 0xc0) == 0xc0) {
                there = (message[there] & 0x3f) << 8 | (message[there + 1] & 0xff);
            }
            int end = here + 1 + name[here];
            while (here < end) {
                if (message[there++] != name[here++]) {
                    return false;
                }
            }
            if (name[end - 1] == 0 && end == name.length) {
                return true;
            }
        }
    }
}
