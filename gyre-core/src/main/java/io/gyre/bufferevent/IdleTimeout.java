package io.gyre.bufferevent;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The timeout of one direction. It runs while the direction wants to transfer, and begins anew with each transfer: of which the
 * timer learns only when it expires, so that a transfer costs no more than a look at the loop's clock.
 */
final class IdleTimeout {
    private final EventBase base;
    private final Event timer;
    private final Runnable onExpiry;
    private final long nanos;
    private long deadline;
    private boolean running;

    IdleTimeout(EventBase base, Duration duration, Runnable onExpiry) {
        this.base = base;
        this.onExpiry = onExpiry;
        this.nanos = duration.toNanos();
        this.timer = base.timer((_, _) -> expire());
    }

    Duration duration() {
        return Duration.ofNanos(nanos);
    }

    void start() {
        if (!running) {
            running = true;
            touch();
            timer.add(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Says that something was transferred. */
    void touch() {
        deadline = base.nanoTime() + nanos;
    }

    void stop() {
        if (running) {
            running = false;
            timer.remove();
        }
    }

    private void expire() {
        if (!running) {
            return;
        }
        long left = deadline - base.nanoTime();
        if (left > 0) {
            timer.add(left, TimeUnit.NANOSECONDS);
        } else {
            running = false;
            onExpiry.run();
        }
    }

    void close() {
        running = false;
        timer.close();
    }
}
