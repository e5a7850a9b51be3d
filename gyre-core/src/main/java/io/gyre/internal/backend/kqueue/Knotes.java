package io.gyre.internal.backend.kqueue;

import io.gyre.backend.Interest;
import io.gyre.backend.ReadySink;
import io.gyre.internal.backend.AlwaysReady;
import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.SysEvent;
import java.util.Arrays;

/**
 * The kernel's interest list, kept in step: up to two entries for each descriptor, one for reading and one for writing. Each
 * carries a generation, so that an event of a file whose number has found another use is told apart. Called with the base's
 * lock held.
 *
 * <p>A close alone is no filter. An interest in nothing else is an entry for reading that is told at the end only, and added
 * again after each report, for a clearing entry is told once.
 */
final class Knotes {
    /** An interest changes at most this many entries, each removed and added anew. */
    private static final int MOST = 4;

    private final AlwaysReady alwaysReady;
    private final ChangeList changes;

    /** By descriptor. */
    private int[] wanted = new int[64];

    private int[] generations = new int[64];

    /** By descriptor: what the last wait found, until it is reported. */
    private int[] ready = new int[64];

    /** Descriptors that were found ready, in the order of their first event. */
    private int[] order = new int[64];

    private int count;

    /** What kept the interest in {@link #submitting} from being registered: an errno, or 0. */
    private int failure;

    private int submitting = -1;

    Knotes(int kq, AlwaysReady alwaysReady) {
        changes = new ChangeList(kq);
        this.alwaysReady = alwaysReady;
    }

    /** Notes what makes {@code newBits} the interest. {@return 0, or {@code -errno} of a call that made room} */
    int change(int fd, int oldBits, int newBits) {
        reserve(fd);
        int rc = changes.isFullFor(MOST) ? submit() : 0;
        if (oldBits == 0) {
            generations[fd]++;
        }
        int generation = generations[fd];
        int before = wanted[fd];
        wanted[fd] = newBits;
        change(fd, SysEvent.EVFILT_READ, reading(before), reading(newBits), generation);
        change(fd, SysEvent.EVFILT_WRITE, writing(before), writing(newBits), generation);
        return rc;
    }

    /**
     * An entry may have vanished with its file without our knowing, so what is wanted is always added; the kernel takes it for
     * the same entry if it has it. Only how an entry is triggered does not change by adding it.
     */
    private void change(int fd, short filter, int before, int after, int generation) {
        if (before != 0 && before != after) {
            changes.delete(fd, filter, generation);
        }
        if (after == Interest.CLOSED) {
            changes.addForEnd(fd, generation);
        } else if (after != 0) {
            changes.add(fd, filter, (after & Interest.ET) != 0 ? SysEvent.EV_CLEAR : 0, generation);
        }
    }

    /** {@return what an interest asks of reading: READ, with or without ET, or CLOSED alone, or 0} */
    private static int reading(int bits) {
        if ((bits & Interest.READ) != 0) {
            return bits & (Interest.READ | Interest.ET);
        }
        return bits & Interest.CLOSED;
    }

    private static int writing(int bits) {
        return (bits & Interest.WRITE) != 0 ? bits & (Interest.WRITE | Interest.ET) : 0;
    }

    /** Makes all changes so far. {@return 0, or {@code -errno} if those of {@code fd} were refused, and it has no interest now} */
    int submitFor(int fd) {
        submitting = fd;
        failure = 0;
        int rc = submit();
        submitting = -1;
        if (rc >= 0 && failure == 0) {
            return 0;
        }
        lose(fd);
        changes.delete(fd, SysEvent.EVFILT_READ, generations[fd]);
        changes.delete(fd, SysEvent.EVFILT_WRITE, generations[fd]);
        return rc < 0 ? rc : -failure;
    }

    /** Makes all changes so far. {@return 0, or {@code -errno} if none could be made} */
    int submit() {
        return changes.submit(this::failed);
    }

    private void failed(int fd, long generation, int errno) {
        if (generations[fd] != generation || wanted[fd] == 0) {
            return;
        }
        if (errno == Errno.EPIPE || errno == Errno.EPERM) {
            alwaysReady.put(fd, wanted[fd]); // A pipe without a reader, or a file of a kind that never blocks.
        } else if (fd == submitting) {
            failure = errno;
        }
    }

    /** The number belongs to another file, or is somebody else's affair now: what the kernel still has of it goes unheard. */
    void lose(int fd) {
        reserve(fd);
        wanted[fd] = 0;
        generations[fd]++;
    }

    /** Notes an event. */
    void found(int fd, short filter, boolean end, long generation) {
        if (fd < 0 || fd >= wanted.length || wanted[fd] == 0 || generations[fd] != generation) {
            return;
        }
        int conditions = conditions(fd, filter, end);
        if (conditions != 0) {
            if (ready[fd] == 0) {
                if (count == order.length) {
                    order = Arrays.copyOf(order, count * 2);
                }
                order[count++] = fd;
            }
            ready[fd] |= conditions;
        }
    }

    private int conditions(int fd, short filter, boolean end) {
        if (filter == SysEvent.EVFILT_WRITE) {
            return Interest.WRITE;
        }
        if (reading(wanted[fd]) != Interest.CLOSED) {
            return end ? Interest.READ | Interest.CLOSED : Interest.READ;
        }
        if (end && (wanted[fd] & Interest.ET) == 0) {
            if (changes.isFullFor(1)) {
                int _ = submit();
            }
            changes.addForEnd(fd, generations[fd]);
        }
        return end ? Interest.CLOSED : 0;
    }

    /** Tells of each descriptor that was found ready, once, and forgets it. */
    void report(ReadySink sink) {
        for (int i = 0; i < count; i++) {
            int fd = order[i];
            int conditions = ready[fd];
            ready[fd] = 0;
            if (!alwaysReady.contains(fd)) {
                sink.ready(fd, conditions);
            }
        }
        count = 0;
    }

    private void reserve(int fd) {
        if (fd >= wanted.length) {
            int length = Math.max(fd + 1, wanted.length * 2);
            wanted = Arrays.copyOf(wanted, length);
            generations = Arrays.copyOf(generations, length);
            ready = Arrays.copyOf(ready, length);
        }
    }
}
