package io.gyre.internal.ffi;

import java.lang.invoke.MethodHandle;

/** {@code <poll.h>}. */
public final class Poll {
    public static final short POLLIN = 0x1;
    public static final short POLLOUT = 0x4;
    public static final short POLLERR = 0x8;
    public static final short POLLHUP = 0x10;
    public static final short POLLNVAL = 0x20;
    public static final short POLLRDHUP = 0x2000;

    /** {@code struct pollfd { int fd; short events; short revents; }}. */
    public static final int POLLFD_SIZE = 8;

    public static final int POLLFD_EVENTS = 4;
    public static final int POLLFD_REVENTS = 6;

    private static final MethodHandle PPOLL = Downcall.of("ppoll", 4);

    private final CallState state;

    public Poll(CallState state) {
        this.state = state;
    }

    /** {@code ppoll(2)}; {@code timeout} is the address of a timespec, or 0 to wait for ever. */
    public int ppoll(long fds, long count, long timeout, long sigmask) {
        try {
            return state.orErrno((long) PPOLL.invokeExact(state.segment, fds, count, timeout, sigmask));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
