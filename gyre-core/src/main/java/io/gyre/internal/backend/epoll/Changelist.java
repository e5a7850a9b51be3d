package io.gyre.internal.backend.epoll;

import io.gyre.internal.backend.AlwaysReady;
import io.gyre.internal.ffi.Errno;
import java.util.Arrays;

/**
 * Changes kept until the next wait, one per descriptor, so that an interest that is taken back costs no system call. Unsafe
 * with duplicated descriptors: one that is closed and opened again between two waits looks unchanged.
 */
final class Changelist {
    /** Descriptors with a change, in the order of their first. */
    private int[] changed = new int[16];

    private int size;

    /** By descriptor: what the kernel has, and what it is to have; {@link #NONE} where nothing is kept. */
    private int[] kernelBits = new int[0];

    private int[] wantedBits = new int[0];

    private static final int NONE = -1;

    /** In a wanted interest: it was taken back and wanted again, so the file behind the number may be another. */
    private static final int RENEWED = 1 << 30;

    boolean contains(int fd) {
        return fd < wantedBits.length && wantedBits[fd] != NONE;
    }

    void add(int fd, int oldBits, int newBits) {
        reserve(fd);
        if (wantedBits[fd] == NONE) {
            if (size == changed.length) {
                changed = Arrays.copyOf(changed, size * 2);
            }
            changed[size++] = fd;
            kernelBits[fd] = oldBits;
        }
        wantedBits[fd] = oldBits == 0 ? newBits | RENEWED : newBits;
    }

    /**
     * Applies and forgets every change. A descriptor that has become a regular file's goes to {@code alwaysReady}; any other
     * change that fails is dropped, for its descriptor is then found ready by nobody.
     */
    void flush(EpollSet set, AlwaysReady alwaysReady) {
        for (int i = 0; i < size; i++) {
            int fd = changed[i];
            if (kernelBits[fd] != wantedBits[fd] && set.change(fd, kernelBits[fd], wantedBits[fd]) == -Errno.EPERM) {
                alwaysReady.put(fd, wantedBits[fd] & ~RENEWED);
            }
            wantedBits[fd] = NONE;
        }
        size = 0;
    }

    private void reserve(int fd) {
        int known = wantedBits.length;
        if (fd >= known) {
            int length = Math.max(fd + 1, known * 2);
            kernelBits = Arrays.copyOf(kernelBits, length);
            wantedBits = Arrays.copyOf(wantedBits, length);
            Arrays.fill(wantedBits, known, length, NONE);
        }
    }
}
