package io.gyre.internal.backend.kqueue;

import io.gyre.internal.backend.Timespec;
import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.SysEvent;

/** An {@code EVFILT_USER} event that ends a wait: it needs no descriptor, and the kernel clears it as it tells of it. */
final class UserWakeup {
    final short filter = SysEvent.dialect().userFilter();

    private final int kq;
    private final SysEvent calls = new SysEvent(new CallState());
    private final long noTime = new Timespec().address(0);
    private final Kevents change = new Kevents(1);

    UserWakeup(int kq) {
        this.kq = kq;
    }

    /** {@return 0, or {@code -errno}} Once, before anything else. */
    int register() {
        change.set(0, 0, filter, SysEvent.EV_ADD | SysEvent.EV_CLEAR, 0, 0, 0);
        int rc = calls.kevent(kq, change.address(), 1, 0, 0, noTime);
        change.set(0, 0, filter, 0, SysEvent.NOTE_TRIGGER, 0, 0);
        return rc;
    }

    /** Ends the wait under way, or the next one. From any thread, one at a time for the sake of the call's errno. */
    synchronized void trigger() {
        calls.kevent(kq, change.address(), 1, 0, 0, noTime);
    }
}
