package io.gyre.internal.backend.epoll;

import io.gyre.internal.backend.Timespec;
import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.SysEpoll;

/** The wait itself, with memory of its own, for it runs beside changes made by other threads. On the loop's thread. */
final class EpollWait {
    private final int epfd;
    private final SysEpoll epoll = new SysEpoll(new CallState());
    private final Timespec timespec = new Timespec();

    /** Cleared when the kernel says that it is too old. */
    private boolean nanoseconds = true;

    EpollWait(int epfd) {
        this.epfd = epfd;
    }

    int await(long events, int capacity, long timeoutNanos) {
        if (timeoutNanos < 0) {
            return epoll.epoll_wait(epfd, events, capacity, -1);
        }
        if (nanoseconds) {
            int n = epoll.epoll_pwait2(epfd, events, capacity, timespec.address(timeoutNanos));
            if (n != -Errno.ENOSYS) {
                return n;
            }
            nanoseconds = false;
        }
        return epoll.epoll_wait(epfd, events, capacity, Timespec.millis(timeoutNanos));
    }
}
