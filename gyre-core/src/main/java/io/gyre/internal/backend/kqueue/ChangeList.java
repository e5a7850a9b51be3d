package io.gyre.internal.backend.kqueue;

import io.gyre.internal.backend.Timespec;
import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.SysEvent;

/**
 * Changes for the kernel, in their order, and the call that makes them all. Each asks for a receipt, so that a receipt comes
 * for each in the same order, and no event with them. Called with the base's lock held.
 */
final class ChangeList {
    static final int CAPACITY = 64;

    /** Told of each change that failed. */
    interface FailureSink {
        void failed(int fd, long generation, int errno);
    }

    private final int kq;
    private final SysEvent calls = new SysEvent(new CallState());
    private final long noTime = new Timespec().address(0);
    private final Kevents changes = new Kevents(CAPACITY);
    private final Kevents receipts = new Kevents(CAPACITY);
    private int size;

    ChangeList(int kq) {
        this.kq = kq;
    }

    /** {@return whether {@code more} changes do not fit} */
    boolean isFullFor(int more) {
        return size + more > CAPACITY;
    }

    /** {@code generation} comes back with each event. */
    void add(int fd, short filter, int flags, long generation) {
        changes.set(size++, fd, filter, flags | SysEvent.EV_ADD | SysEvent.EV_RECEIPT, 0, 0, generation);
    }

    /** As {@link #add}, for an edge at the end of the stream only: no socket ever holds that many bytes. */
    void addForEnd(int fd, long generation) {
        int flags = SysEvent.EV_ADD | SysEvent.EV_CLEAR | SysEvent.EV_RECEIPT;
        changes.set(size++, fd, SysEvent.EVFILT_READ, flags, SysEvent.NOTE_LOWAT, Integer.MAX_VALUE, generation);
    }

    void delete(int fd, short filter, long generation) {
        changes.set(size++, fd, filter, SysEvent.EV_DELETE | SysEvent.EV_RECEIPT, 0, 0, generation);
    }

    /**
     * Makes the changes and forgets them. A removal that fails is none: the entry has gone with its file.
     *
     * @return 0, or {@code -errno} if the call itself failed
     */
    int submit(FailureSink failures) {
        int count = size;
        size = 0;
        if (count == 0) {
            return 0;
        }
        int n = calls.kevent(kq, changes.address(), count, receipts.address(), count, noTime);
        for (int i = 0; i < n; i++) {
            int errno = receipts.data(i);
            if (errno != 0 && changes.has(i, SysEvent.EV_ADD)) {
                failures.failed(changes.fd(i), changes.udata(i), errno);
            }
        }
        return Math.min(n, 0);
    }
}
