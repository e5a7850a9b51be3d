package io.gyre.internal.ffi;

import java.lang.invoke.MethodHandle;

/** {@code <sys/syscall.h>}, for calls that the C library does not wrap. */
public final class SysSyscall {
    /** The number of {@code pidfd_open(2)}, the same on every Linux architecture. */
    public static final int SYS_PIDFD_OPEN = 434;

    private static final MethodHandle SYSCALL = Downcall.of("syscall", 3);

    private final CallState state;

    public SysSyscall(CallState state) {
        this.state = state;
    }

    /** {@code syscall(2)} with two arguments. */
    public int syscall(long number, long first, long second) {
        try {
            return state.orErrno((long) SYSCALL.invokeExact(state.segment, number, first, second));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
