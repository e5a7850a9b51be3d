package io.gyre.internal.ffi;

import java.lang.invoke.MethodHandle;

/** {@code <sys/signalfd.h>}. */
public final class SysSignalfd {
    public static final int SFD_NONBLOCK = 0x800;
    public static final int SFD_CLOEXEC = 0x80000;

    /** {@code sizeof(struct signalfd_siginfo)}; its first 32 bits are the signal's number. */
    public static final int SIGINFO_SIZE = 128;

    /** {@code sizeof(sigset_t)}; signal n is bit n - 1. */
    public static final int SIGSET_SIZE = 128;

    private static final MethodHandle SIGNALFD = Downcall.of("signalfd", 3);

    private final CallState state;

    public SysSignalfd(CallState state) {
        this.state = state;
    }

    /** {@code signalfd(2)}; {@code mask} is the address of a {@code sigset_t}. */
    public int signalfd(int fd, long mask, int flags) {
        try {
            return state.orErrno((long) SIGNALFD.invokeExact(state.segment, (long) fd, mask, (long) flags));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
