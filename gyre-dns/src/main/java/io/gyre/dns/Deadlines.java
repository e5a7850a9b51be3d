package io.gyre.dns;

import io.gyre.event.Event;
import io.gyre.time.TimerHeap;
import io.gyre.time.Timers;
import java.time.Duration;

/**
 * When each question goes on by itself. One timer of the base serves all of them, and is rarely set, for nearly all questions are answered
 * long before: it may ring too early, and then looks when the next is due.
 */
final class Deadlines {
    /** No time is set. */
    static final int NONE = Timers.NONE;

    private final Engine engine;
    private final TimerHeap<Exchange> heap = new TimerHeap<>();
    private final Event timer;
    private boolean armed;
    private long armedFor;

    /** Then the timer is set at the end, for the first of all, and not for whichever is put back now. */
    private boolean ringing;

    Deadlines(Engine engine) {
        this.engine = engine;
        timer = engine.timer("DNS questions", this::ring);
    }

    /**
     * Has {@link Exchange#due} called at a time, and not at that set before.
     *
     * @param handle of the time set before, or NONE
     * @return the handle of the time set now, which is used up by the call
     */
    int set(int handle, long when, Exchange exchange) {
        int kept = handle;
        if (handle == NONE) {
            kept = heap.add(when, exchange);
        } else {
            heap.update(handle, when);
        }
        if (!ringing && (!armed || when - armedFor < 0)) {
            arm(when);
        }
        return kept;
    }

    void cancel(int handle) {
        if (handle != NONE) {
            heap.remove(handle);
        }
        if (heap.isEmpty() && armed) {
            armed = false;
            timer.removeWithoutWaiting(); // It would keep the loop running.
        }
    }

    private void arm(long when) {
        armed = true;
        armedFor = when;
        timer.add(Duration.ofNanos(Math.max(0, when - engine.now())));
    }

    private void ring() {
        armed = false;
        ringing = true;
        try {
            while (heap.isDue(engine.now())) {
                heap.poll().due();
            }
        } finally {
            ringing = false;
        }
        if (!heap.isEmpty()) {
            arm(heap.earliest());
        }
    }
}
