package io.gyre.internal.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/** {@code <sys/epoll.h>}. */
public final class SysEpoll {
    public static final int EPOLL_CLOEXEC = 0x80000;
    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CTL_DEL = 2;
    public static final int EPOLL_CTL_MOD = 3;
    public static final int EPOLLIN = 0x1;
    public static final int EPOLLOUT = 0x4;
    public static final int EPOLLERR = 0x8;
    public static final int EPOLLHUP = 0x10;
    public static final int EPOLLRDHUP = 0x2000;
    public static final int EPOLLET = 1 << 31;

    /** {@code struct epoll_event { uint32_t events; uint64_t data; }}: packed on x86-64 only, see epoll_ctl(2). */
    public static final StructLayout EPOLL_EVENT = epollEvent(System.getProperty("os.arch"));

    public static final int EPOLL_EVENT_SIZE = (int) EPOLL_EVENT.byteSize();
    public static final int EPOLL_EVENT_DATA = (int) EPOLL_EVENT.byteOffset(PathElement.groupElement("data"));

    private static final MethodHandle EPOLL_CREATE1 = Downcall.of("epoll_create1", 1);
    private static final MethodHandle EPOLL_CTL = Downcall.of("epoll_ctl", 4);

    private final CallState state;

    /** The state's, kept here so that a call reaches it at once. */
    private final MemorySegment errno;

    public SysEpoll(CallState state) {
        this.state = state;
        this.errno = state.segment;
    }

    static StructLayout epollEvent(String architecture) {
        return architecture.equals("amd64")
                ? MemoryLayout.structLayout(JAVA_INT.withName("events"), JAVA_LONG_UNALIGNED.withName("data"))
                : MemoryLayout.structLayout(
                        JAVA_INT.withName("events"), MemoryLayout.paddingLayout(4), JAVA_LONG.withName("data"));
    }

    /** {@code epoll_create1(2)}. */
    public int epoll_create1(int flags) {
        try {
            return state.orErrno((long) EPOLL_CREATE1.invokeExact(errno, (long) flags));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code epoll_ctl(2)}; {@code event} is the address of an {@link #EPOLL_EVENT}. */
    public int epoll_ctl(int epfd, int op, int fd, long event) {
        try {
            return state.orErrno((long) EPOLL_CTL.invokeExact(errno, (long) epfd, (long) op, (long) fd, event));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code epoll_wait(2)}, in milliseconds. */
    public int epoll_wait(int epfd, long events, int capacity, int timeoutMillis) {
        try {
            return state.orErrno((long) SysSyscall.SYSCALL_6.invokeExact(
                    errno,
                    SysSyscall.SYS_EPOLL_WAIT,
                    (long) epfd,
                    events,
                    (long) capacity,
                    (long) timeoutMillis,
                    0L,
                    0L));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code epoll_pwait2(2)} without a signal mask, since Linux 5.11; {@code timeout} is the address of a timespec. */
    public int epoll_pwait2(int epfd, long events, int capacity, long timeout) {
        try {
            return state.orErrno((long) SysSyscall.SYSCALL_6.invokeExact(
                    errno, SysSyscall.SYS_EPOLL_PWAIT2, (long) epfd, events, (long) capacity, timeout, 0L, 0L));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
