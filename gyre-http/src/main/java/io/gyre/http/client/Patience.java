package io.gyre.http.client;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One timer for all that somebody waits for, one wait at a time. The timer stays where it is while waits end and begin, and learns of a later
 * deadline only when it expires, so that a wait that is not in vain costs a look at the clock.
 */
final class Patience {
    private final EventBase base;
    private final Event timer;
    private final Runnable onExpiry;
    private long deadline;
    private long due;
    private boolean waiting;

    Patience(EventBase base, String name, Runnable onExpiry) {
        this.base = base;
        this.onExpiry = onExpiry;
        timer = base.timer((_, _) -> expire()).name(name);
    }

    /** Waits this long from now, in place of what was waited for. */
    void start(Duration limit) {
        until(base.cachedNanoTime() + limit.toNanos());
    }

    /** Waits until then, in nanoseconds of the base's clock, in place of what was waited for. */
    void until(long nanos) {
        deadline = nanos;
        waiting = true;
        if (!timer.isPending() || nanos - due < 0) {
            arm();
        }
    }

    private void arm() {
        due = deadline;
        timer.add(Math.max(0, deadline - base.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** Waits for nothing any more. */
    void stop() {
        waiting = false;
    }

    boolean isWaiting() {
        return waiting;
    }

    private void expire() {
        if (!waiting) {
            return;
        }
        if (deadline - base.nanoTime() > 0) {
            arm();
        } else {
            waiting = false;
            onExpiry.run();
        }
    }

    void close() {
        waiting = false;
        timer.close();
    }
}
