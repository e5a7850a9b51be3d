package io.gyre.internal.backend.iouring;

import java.util.Arrays;

/** Descriptors of connections that the kernel has accepted and nobody has taken, oldest first. */
final class AcceptQueue {
    /** So many are enough for one turn of a listener, and more are not asked for. */
    static final int ENOUGH = 64;

    private int[] descriptors = new int[ENOUGH];
    private int first;
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return count >= ENOUGH;
    }

    void add(int fd) {
        if (count == descriptors.length) {
            int[] larger = Arrays.copyOfRange(descriptors, first, first + count * 2);
            System.arraycopy(descriptors, 0, larger, count - first, first);
            descriptors = larger;
            first = 0;
        }
        descriptors[(first + count++) % descriptors.length] = fd;
    }

    /** {@return the oldest; there must be one} */
    int take() {
        int fd = descriptors[first];
        first = (first + 1) % descriptors.length;
        count--;
        return fd;
    }
}
