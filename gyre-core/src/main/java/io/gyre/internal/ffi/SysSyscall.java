package io.gyre.internal.ffi;

import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/syscall.h>}: the calls that the C library does not wrap, and those of every event. Its wrappers of {@code recv},
 * {@code send} and {@code epoll_wait} are cancellation points, which in a process of several threads costs some 30 ns a call for
 * atomic operations that a JVM has no use for; {@code syscall(2)} does without.
 */
public final class SysSyscall {
    static final boolean X86_64 = System.getProperty("os.arch").equals("amd64");

    static final long SYS_READ = X86_64 ? 0 : 63;
    static final long SYS_WRITE = X86_64 ? 1 : 64;
    static final long SYS_READV = X86_64 ? 19 : 65;
    static final long SYS_WRITEV = X86_64 ? 20 : 66;
    static final long SYS_FSTAT = X86_64 ? 5 : 80;
    static final long SYS_LSEEK = X86_64 ? 8 : 62;
    static final long SYS_PREAD64 = X86_64 ? 17 : 67;
    static final long SYS_SENDFILE = X86_64 ? 40 : 71;
    static final long SYS_MMAP = X86_64 ? 9 : 222;
    static final long SYS_MUNMAP = X86_64 ? 11 : 215;
    static final long SYS_RECVFROM = X86_64 ? 45 : 207;
    static final long SYS_SENDTO = X86_64 ? 44 : 206;
    static final long SYS_SENDMSG = X86_64 ? 46 : 211;
    static final long SYS_RECVMSG = X86_64 ? 47 : 212;
    static final long SYS_GETEUID = X86_64 ? 107 : 175;

    /** {@code epoll_wait} where there is one; on newer architectures {@code epoll_pwait}, without a signal mask. */
    static final long SYS_EPOLL_WAIT = X86_64 ? 232 : 22;

    static final long SYS_EPOLL_PWAIT2 = 441;

    /** The number of {@code pidfd_open(2)}, the same on every Linux architecture. */
    public static final int SYS_PIDFD_OPEN = 434;

    /** The numbers of {@code io_uring_setup(2)} and its sisters, the same on every Linux architecture. */
    static final long SYS_IO_URING_SETUP = 425;

    static final long SYS_IO_URING_ENTER = 426;
    static final long SYS_IO_URING_REGISTER = 427;

    static final MethodHandle SYSCALL_3 = Downcall.of("syscall", 4);
    static final MethodHandle SYSCALL_6 = Downcall.of("syscall", 7);

    private final CallState state;

    public SysSyscall(CallState state) {
        this.state = state;
    }

    /** {@code geteuid(2)}. */
    public int geteuid() {
        return syscall(SYS_GETEUID, 0, 0);
    }

    /** {@code syscall(2)} with two arguments. */
    public int syscall(long number, long first, long second) {
        try {
            return state.orErrno((long) SYSCALL_3.invokeExact(state.segment, number, first, second, 0L));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
