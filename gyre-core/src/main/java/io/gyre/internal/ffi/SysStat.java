package io.gyre.internal.ffi;

import java.lang.invoke.MethodHandle;

/** {@code <sys/stat.h>}. */
public final class SysStat {
    private static final MethodHandle MKFIFO = Downcall.of("mkfifo", 2);

    private final CallState state;

    public SysStat(CallState state) {
        this.state = state;
    }

    /** {@code mkfifo(3)}; {@code path} is the address of a string. */
    public int mkfifo(long path, int mode) {
        try {
            return state.orErrno((long) MKFIFO.invokeExact(state.segment, path, (long) mode));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
