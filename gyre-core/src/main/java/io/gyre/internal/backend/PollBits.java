package io.gyre.internal.backend;

import io.gyre.backend.Interest;
import io.gyre.internal.ffi.Poll;

/** The event bits of {@code poll(2)}, which are also those of {@code epoll(7)}, and the interests that they stand for. */
public final class PollBits {
    /** Whoever waits, whatever for, has to hear of these; otherwise nobody would, and the next wait would end at once. */
    private static final int BROKEN = Poll.POLLERR | Poll.POLLNVAL;

    private PollBits() {}

    /** {@return the bits to ask for} Triggering is not among them. */
    public static int of(int interest) {
        return ((interest & Interest.READ) != 0 ? Poll.POLLIN : 0)
                | ((interest & Interest.WRITE) != 0 ? Poll.POLLOUT : 0)
                | ((interest & Interest.CLOSED) != 0 ? Poll.POLLRDHUP : 0);
    }

    /**
     * {@return what the kernel's answer means} A hang-up of both directions is told to everybody, unless the peer's close was
     * asked for and is told apart.
     */
    public static int conditions(int found) {
        if ((found & BROKEN) != 0 || (found & (Poll.POLLHUP | Poll.POLLRDHUP)) == Poll.POLLHUP) {
            return Interest.CONDITIONS;
        }
        return ((found & Poll.POLLIN) != 0 ? Interest.READ : 0)
                | ((found & Poll.POLLOUT) != 0 ? Interest.WRITE : 0)
                | ((found & Poll.POLLRDHUP) != 0 ? Interest.CLOSED : 0);
    }
}
