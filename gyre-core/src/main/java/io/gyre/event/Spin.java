package io.gyre.event;

import io.gyre.backend.Backend;
import io.gyre.time.Clock;
import java.time.Duration;

/**
 * A wait that first looks again and again, and blocks only if nothing has come for a while: {@link EventConfig#spin}. On the
 * loop's thread, without the lock.
 */
final class Spin {
    private final long nanos;
    private final Clock clock;
    private final Waiting waiting;

    Spin(Duration most, Clock clock, Waiting waiting) {
        this.nanos = most.toNanos();
        this.clock = clock;
        this.waiting = waiting;
    }

    /** As {@link Backend#await}, after {@link Waiting#announce}. */
    int await(Backend mechanism, long timeoutNanos) {
        long start = clock.nanoTime();
        long most = timeoutNanos < 0 ? nanos : Math.min(nanos, timeoutNanos);
        long now = start;
        long before;
        do {
            int rc = mechanism.await(0);
            if (rc != 0 || waiting.interrupted()) {
                return rc;
            }
            before = now;
            now = clock.nanoTime();
        } while (now - start < most && now != before); // A virtual clock stands still until the loop blocks.
        long left = timeoutNanos - (now - start);
        if (timeoutNanos >= 0 && left <= 0) {
            return 0;
        }
        return waiting.stopSpinning() ? mechanism.await(timeoutNanos < 0 ? -1 : left) : 0;
    }
}
