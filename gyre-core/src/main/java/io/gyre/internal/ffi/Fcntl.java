package io.gyre.internal.ffi;

import java.lang.invoke.MethodHandle;

/** {@code <fcntl.h>}. */
public final class Fcntl {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int F_GETFD = 1;
    public static final int F_SETFD = 2;
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int FD_CLOEXEC = 1;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;

    private static final MethodHandle FCNTL = Downcall.of("fcntl", 3);
    private static final MethodHandle OPEN = Downcall.of("open", 3);

    private final CallState state;

    public Fcntl(CallState state) {
        this.state = state;
    }

    /** {@code fcntl(2)}. */
    public int fcntl(int fd, int command, long argument) {
        try {
            return state.orErrno((long) FCNTL.invokeExact(state.segment, (long) fd, (long) command, argument));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code open(2)}; {@code path} is the address of a string. */
    public int open(long path, int flags, int mode) {
        try {
            return state.orErrno((long) OPEN.invokeExact(state.segment, path, (long) flags, (long) mode));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
