package io.gyre.internal.ffi;

import java.lang.invoke.MethodHandle;

/** {@code <sys/select.h>}. */
public final class SysSelect {
    /** The C library's descriptor sets have this many bits, and none beyond. */
    public static final int FD_SETSIZE = 1024;

    private static final MethodHandle PSELECT = Downcall.of("pselect", 6);

    private final CallState state;

    public SysSelect(CallState state) {
        this.state = state;
    }

    /** {@code pselect(2)}; {@code timeout} is the address of a timespec, or 0 to wait for ever. */
    public int pselect(int limit, long readable, long writable, long exceptional, long timeout, long sigmask) {
        try {
            return state.orErrno((long) PSELECT.invokeExact(
                    state.segment, (long) limit, readable, writable, exceptional, timeout, sigmask));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
