package io.gyre.internal.backend.iouring;

import io.gyre.backend.Interest;
import java.util.Arrays;

/**
 * By descriptor: what is wanted, what the kernel has a request for, and what was found. Requests carry the descriptor and a
 * generation, so that a completion of a request that is no longer the present one is told apart. Guarded by the base's lock.
 */
final class PollTable {
    private static final int SPENT = 1 << 30;

    private int[] wanted = new int[64];

    /** The interest that a request stands for, 0 if there is none; with {@link #SPENT} if it has no more to say. */
    private int[] requested = new int[64];

    /** How many requests there have been. */
    private int[] generations = new int[64];

    private int[] found = new int[64];

    /** Whether the descriptor is in {@link #dirty}. */
    private boolean[] listed = new boolean[64];

    /** Descriptors whose request may not be what is wanted. */
    private int[] dirty = new int[64];

    private int dirtyCount;

    /** Descriptors for which something was found that has not been told; it may have been taken back meanwhile. */
    private int[] finds = new int[64];

    private int findCount;

    /** {@return the present request's interest, 0 if there is none} */
    int requested(int fd) {
        return fd < requested.length ? requested[fd] & ~SPENT : 0;
    }

    /** {@return whether the kernel has the present request} */
    boolean isUnderWay(int fd) {
        return fd < requested.length && requested[fd] != 0 && (requested[fd] & SPENT) == 0;
    }

    /** The request has ended and is not to be made again. */
    void spent(int fd) {
        requested[fd] |= SPENT;
    }

    /** {@return the conditions to watch for and how, 0 for none} */
    int wanted(int fd) {
        return (wanted[fd] & Interest.CONDITIONS) == 0 ? 0 : wanted[fd];
    }

    void want(int fd, int bits) {
        reserve(fd);
        wanted[fd] = bits;
        look(fd);
    }

    /** What was found counts no more, and the next request is a new one. */
    void forget(int fd) {
        reserve(fd);
        requested[fd] = 0;
        found[fd] = 0;
        generations[fd]++;
    }

    /** {@return what the present request is called} */
    long name(int fd) {
        return (long) generations[fd] << 32 | fd;
    }

    /** Begins a request. {@return what it is called} */
    long request(int fd) {
        generations[fd]++;
        requested[fd] = wanted[fd];
        return name(fd);
    }

    /** {@return whether {@code name} is that of the present request} */
    boolean current(long name) {
        int fd = (int) name;
        return requested(fd) != 0 && name(fd) == name;
    }

    /** The request has ended. */
    void ended(int fd) {
        requested[fd] = 0;
        look(fd);
    }

    /** {@link #dirty} is to hold the descriptor. */
    void look(int fd) {
        if (!listed[fd]) {
            if (dirtyCount == dirty.length) {
                dirty = Arrays.copyOf(dirty, dirtyCount * 2);
            }
            listed[fd] = true;
            dirty[dirtyCount++] = fd;
        }
    }

    int dirtyCount() {
        return dirtyCount;
    }

    int dirty(int index) {
        return dirty[index];
    }

    /** {@return one of the list, which may come to its end again from now on} */
    int visit(int index) {
        listed[dirty[index]] = false;
        return dirty[index];
    }

    /** The first {@code count} of the list have been visited; others may have come meanwhile. */
    void settled(int count) {
        System.arraycopy(dirty, count, dirty, 0, dirtyCount - count);
        dirtyCount -= count;
    }

    /** No request is left, as when another ring is used. */
    void lost() {
        for (int fd = 0; fd < wanted.length; fd++) {
            requested[fd] = 0;
            if (wanted[fd] != 0) {
                look(fd);
            }
        }
    }

    void found(int fd, int conditions) {
        if (found[fd] == 0) {
            if (findCount == finds.length) {
                finds = Arrays.copyOf(finds, findCount * 2);
            }
            finds[findCount++] = fd;
        }
        found[fd] |= conditions;
    }

    /** As {@link #found}, of a descriptor that perhaps nobody ever asked a request for. */
    void foundReadable(int fd) {
        reserve(fd);
        found(fd, Interest.READ);
    }

    /** {@return whether anything is wanted or requested of the descriptor} */
    boolean knows(int fd) {
        return fd < wanted.length && (wanted[fd] != 0 || requested[fd] != 0);
    }

    boolean isFound(int fd) {
        return found[fd] != 0;
    }

    int findCount() {
        return findCount;
    }

    int find(int index) {
        return finds[index];
    }

    /** {@return what was found for the descriptor, which counts as told; 0 if it was taken back} */
    int take(int fd) {
        int conditions = found[fd];
        found[fd] = 0;
        return conditions;
    }

    void told() {
        findCount = 0;
    }

    private void reserve(int fd) {
        if (fd >= wanted.length) {
            int length = Math.max(fd + 1, wanted.length * 2);
            wanted = Arrays.copyOf(wanted, length);
            requested = Arrays.copyOf(requested, length);
            generations = Arrays.copyOf(generations, length);
            found = Arrays.copyOf(found, length);
            listed = Arrays.copyOf(listed, length);
        }
    }
}
