package io.gyre.internal.backend;

import java.util.Arrays;

/**
 * The interest in each descriptor, and since which wait it is held: what was found ready for a file whose number has found
 * another use since is told apart. Guarded by the base's lock.
 */
public final class Interests {
    private int[] bits = new int[64];

    /** By descriptor: the wait that had begun when its interest did, and does not know of it. */
    private int[] since = new int[64];

    private int wait;

    public Interests() {}

    /** {@return the interest, 0 for none} */
    public int of(int fd) {
        return fd < bits.length ? bits[fd] : 0;
    }

    /** Makes {@code newBits} the interest; it is a new one if the base had none, whatever is known here. */
    public void change(int fd, int oldBits, int newBits) {
        if (fd >= bits.length) {
            int length = Math.max(fd + 1, bits.length * 2);
            bits = Arrays.copyOf(bits, length);
            since = Arrays.copyOf(since, length);
        }
        if (oldBits == 0 || bits[fd] == 0) {
            since[fd] = wait;
        }
        bits[fd] = newBits;
    }

    /** The next wait knows of every interest held now. */
    public void prepare() {
        wait++;
    }

    /** {@return whether the last wait was for this interest} */
    public boolean awaited(int fd) {
        return of(fd) != 0 && since[fd] != wait;
    }
}
