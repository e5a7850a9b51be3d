package io.gyre.internal.ffi;

import java.lang.foreign.MemorySegment;

/** {@code <sys/uio.h>}: many extents in one call. */
public final class SysUio {
    private final CallState state;

    /** The state's, kept here so that a call reaches it at once. */
    private final MemorySegment errno;

    public SysUio(CallState state) {
        this.state = state;
        this.errno = state.segment;
    }

    /** {@code readv(2)}; {@code iovecs} is the address of {@code count} structures. */
    public long readv(int fd, long iovecs, int count) {
        try {
            return state.sizeOrErrno((long)
                    SysSyscall.SYSCALL_3.invokeExact(errno, SysSyscall.SYS_READV, (long) fd, iovecs, (long) count));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code writev(2)}; {@code iovecs} is the address of {@code count} structures. */
    public long writev(int fd, long iovecs, int count) {
        try {
            return state.sizeOrErrno((long)
                    SysSyscall.SYSCALL_3.invokeExact(errno, SysSyscall.SYS_WRITEV, (long) fd, iovecs, (long) count));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
