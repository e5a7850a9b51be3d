package io.gyre.internal.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code <unistd.h>}. */
public final class Unistd {
    private static final MethodHandle CLOSE = Downcall.of("close", 1);

    private final CallState state;

    /** The state's, kept here so that a call reaches it at once. */
    private final MemorySegment errno;

    public Unistd(CallState state) {
        this.state = state;
        this.errno = state.segment;
    }

    /** {@code read(2)}; {@code buffer} is an address. */
    public long read(int fd, long buffer, long count) {
        try {
            return state.sizeOrErrno(
                    (long) SysSyscall.SYSCALL_3.invokeExact(errno, SysSyscall.SYS_READ, (long) fd, buffer, count));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code write(2)}; {@code buffer} is an address. */
    public long write(int fd, long buffer, long count) {
        try {
            return state.sizeOrErrno(
                    (long) SysSyscall.SYSCALL_3.invokeExact(errno, SysSyscall.SYS_WRITE, (long) fd, buffer, count));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code close(2)}. The descriptor is gone whatever this returns. */
    public int close(int fd) {
        try {
            return state.orErrno((long) CLOSE.invokeExact(errno, (long) fd));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
