package io.gyre.event;

import io.gyre.time.TimeoutQueue;
import io.gyre.time.Timers;
import java.time.Duration;

/**
 * One duration that many events wait for: {@code event_base_init_common_timeout}. Its timers stand in a queue rather than in
 * the heap, so that adding and removing one takes the same time however many there are. Belongs to one base.
 */
public final class CommonTimeout {
    final EventBase base;
    final long nanos;

    /** Guarded by the base's lock. */
    final TimeoutQueue<Event> queue = new TimeoutQueue<>();

    /** This queue's handle among the queues that are not empty; guarded by the base's lock. */
    int handle = Timers.NONE;

    CommonTimeout(EventBase base, long nanos) {
        this.base = base;
        this.nanos = nanos;
    }

    /** {@return how long} */
    public Duration duration() {
        return Duration.ofNanos(nanos);
    }

    @Override
    public String toString() {
        return "common timeout of " + duration();
    }
}
