package io.gyre.internal.backend.poll;

import io.gyre.backend.Backend;
import io.gyre.backend.ReadySink;
import io.gyre.internal.backend.Interests;
import io.gyre.internal.backend.PollBits;
import io.gyre.internal.backend.Timespec;
import io.gyre.internal.backend.Wakeup;
import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.Poll;
import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;

/**
 * Waits with {@code ppoll(2)}. A descriptor that is not open is found ready, as libevent's {@code poll.c} does it: the reading
 * then fails where somebody sees it, whereas a loop that passes over it would spin in silence.
 */
final class PollBackend implements Backend {
    private final Wakeup wakeup;
    private final Interests interests = new Interests();
    private final PollSet wanted = new PollSet();
    private boolean changed;

    /** What is handed to the kernel, for {@link #wanted} may change meanwhile. Its first entry is the wake-up descriptor. */
    private final PollSet awaited = new PollSet();

    private final Poll poll = new Poll(new CallState());
    private final Timespec timeout = new Timespec();

    /** How many entries of {@link #awaited} wait to be reported. */
    private int found;

    PollBackend(Platform platform) throws ErrnoException {
        wakeup = new Wakeup(platform);
        wanted.put(wakeup.fd(), Poll.POLLIN);
        changed = true;
    }

    @Override
    public String name() {
        return "poll";
    }

    @Override
    public int change(int fd, int oldBits, int newBits) {
        interests.change(fd, oldBits, newBits);
        if (newBits == 0) {
            wanted.remove(fd);
        } else {
            wanted.put(fd, PollBits.of(newBits));
        }
        changed = true;
        return 1;
    }

    @Override
    public int prepare() {
        if (changed) {
            awaited.copy(wanted);
            changed = false;
        }
        interests.prepare();
        return 0;
    }

    @Override
    public int await(long timeoutNanos) {
        int n = poll.ppoll(awaited.address(), awaited.size(), timeout.address(timeoutNanos), 0);
        found = Math.max(n, 0);
        if (n > 0 && awaited.found(0) != 0) {
            wakeup.clear();
            found--;
        }
        return n == -Errno.EINTR ? 0 : n;
    }

    @Override
    public void report(ReadySink ready) {
        for (int i = 1; found > 0; i++) {
            int bits = awaited.found(i);
            if (bits != 0) {
                found--;
                if (interests.awaited(awaited.fd(i))) {
                    ready.ready(awaited.fd(i), PollBits.conditions(bits));
                }
            }
        }
    }

    @Override
    public void wakeup() {
        wakeup.signal();
    }

    @Override
    public void close() {
        wakeup.close();
    }
}
