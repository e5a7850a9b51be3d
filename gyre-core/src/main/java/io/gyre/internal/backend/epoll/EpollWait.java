package io.gyre.internal.backend.epoll;

import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.RawMemory;
import io.gyre.internal.ffi.SysEpoll;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The wait itself, with memory of its own, for it runs beside changes made by other threads. On the loop's thread. */
final class EpollWait {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final int epfd;
    private final SysEpoll epoll = new SysEpoll(new CallState());

    /** Kept for its memory, which is written by address. */
    private final MemorySegment memory = Arena.ofAuto().allocate(16, 8);

    private final long timespec = memory.address();

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
            RawMemory.putLong(timespec, timeoutNanos / NANOS_PER_SECOND);
            RawMemory.putLong(timespec + 8, timeoutNanos % NANOS_PER_SECOND);
            int n = epoll.epoll_pwait2(epfd, events, capacity, timespec);
            if (n != -Errno.ENOSYS) {
                return n;
            }
            nanoseconds = false;
        }
        return epoll.epoll_wait(epfd, events, capacity, millis(timeoutNanos));
    }

    /** Rounded up, so that a timer is not found early and the loop does not spin. */
    private static int millis(long nanos) {
        return (int) Math.min((nanos - 1) / NANOS_PER_MILLI + 1, Integer.MAX_VALUE);
    }
}
