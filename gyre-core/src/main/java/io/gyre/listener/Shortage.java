package io.gyre.listener;

import io.gyre.event.Event;
import io.gyre.internal.ffi.Errno;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.SocketType;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a listener does when there are no descriptors left. A connection that cannot be accepted stays in the backlog, and would make
 * the loop spin. So the descriptor kept in reserve is given up, the connection that waits longest is accepted and closed, and the
 * listener rests before it tries again, at first shortly and then for longer.
 */
final class Shortage {
    private static final Duration FIRST_REST = Duration.ofMillis(10);
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private final ConnectionListener listener;
    private final Event rest;
    private @Nullable Fd reserve;
    private Duration nextRest = FIRST_REST;
    private volatile boolean resting;
    private final AtomicLong turnedAway = new AtomicLong();

    Shortage(ConnectionListener listener) {
        this.listener = listener;
        rest = listener.base().timer((_, _) -> resume()).name("listener without descriptors");
        prepare();
    }

    boolean isResting() {
        return resting;
    }

    /** Keeps a descriptor for bad times; without one the listener merely rests. */
    void prepare() {
        if (reserve == null) {
            try {
                reserve = new Descriptors(listener.base().config().platform())
                        .socket(StandardProtocolFamily.INET, SocketType.DATAGRAM);
            } catch (ErrnoException none) {
                reserve = null; // The next time that one is free.
            }
        }
    }

    /** Says that a connection was accepted, so that times are good. */
    void onSuccess() {
        nextRest = FIRST_REST;
    }

    void onFailure(ErrnoException failure) {
        if (isShortage(failure.errno())) {
            turnOneAway();
            resting = true;
            listener.update();
            rest.add(nextRest);
            Duration longer = nextRest.multipliedBy(2);
            nextRest = longer.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : longer;
        }
    }

    private static boolean isShortage(int errno) {
        return switch (Math.abs(errno)) {
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM -> true;
            default -> false;
        };
    }

    private void turnOneAway() {
        Fd kept = reserve;
        if (kept == null) {
            return;
        }
        kept.close();
        reserve = null;
        try (Fd unlucky = listener.fd().accept()) {
            if (unlucky != null) {
                turnedAway.incrementAndGet();
            }
        } catch (ErrnoException stillNone) {
            // Another thread was faster to take the descriptor.
        }
        prepare();
    }

    private void resume() {
        resting = false;
        prepare();
        listener.update();
    }

    /** How many connections were closed for lack of descriptors. */
    long turnedAway() {
        return turnedAway.get();
    }

    void close() {
        rest.close();
        Fd kept = reserve;
        reserve = null;
        if (kept != null) {
            kept.close();
        }
    }
}
