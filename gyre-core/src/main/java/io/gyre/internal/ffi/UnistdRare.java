package io.gyre.internal.ffi;

import java.lang.invoke.MethodHandle;

/** The seldom used part of {@code <unistd.h>}, apart so that its handles are made only when needed. */
public final class UnistdRare {
    private static final MethodHandle PIPE2 = Downcall.of("pipe2", 2);
    private static final MethodHandle DUP = Downcall.of("dup", 1);
    private static final MethodHandle ISATTY = Downcall.of("isatty", 1);

    private final CallState state;

    public UnistdRare(CallState state) {
        this.state = state;
    }

    /** {@code pipe2(2)}; {@code fds} is the address of two ints. */
    public int pipe2(long fds, int flags) {
        try {
            return state.orErrno((long) PIPE2.invokeExact(state.segment, fds, (long) flags));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code dup(2)}. */
    public int dup(int fd) {
        try {
            return state.orErrno((long) DUP.invokeExact(state.segment, (long) fd));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code isatty(3)}: 1 for a terminal, otherwise {@code -errno} or 0. */
    public int isatty(int fd) {
        try {
            return state.orErrno((long) ISATTY.invokeExact(state.segment, (long) fd));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
