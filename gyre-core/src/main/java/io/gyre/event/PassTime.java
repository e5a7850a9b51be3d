package io.gyre.event;

import io.gyre.time.Clock;

/** The time of a pass: read when first asked for, and the same until the next wait. On the loop's thread. */
final class PassTime {
    private final Clock clock;
    private final boolean caches;
    private boolean known;
    private boolean dispatching;
    private long nanos;

    PassTime(Clock clock, boolean caches) {
        this.clock = clock;
        this.caches = caches;
    }

    long now() {
        if (!caches || !dispatching) {
            return clock.nanoTime();
        }
        if (!known) {
            nanos = clock.nanoTime();
            known = true;
        }
        return nanos;
    }

    /** The time is read anew when it is asked for next. */
    void forget() {
        known = false;
    }

    /** Callbacks run from now on, or no longer. */
    void dispatching(boolean on) {
        dispatching = on;
        known = false;
    }
}
