package io.gyre.internal.ffi;

import java.lang.invoke.MethodHandle;

/** {@code <sys/eventfd.h>}. */
public final class SysEventfd {
    public static final int EFD_NONBLOCK = 0x800;
    public static final int EFD_CLOEXEC = 0x80000;

    private static final MethodHandle EVENTFD = Downcall.of("eventfd", 2);

    private final CallState state;

    public SysEventfd(CallState state) {
        this.state = state;
    }

    /** {@code eventfd(2)}. */
    public int eventfd(int initial, int flags) {
        try {
            return state.orErrno((long) EVENTFD.invokeExact(state.segment, (long) initial, (long) flags));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
