package io.gyre.http.server;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import java.time.Duration;

/** The end of a server that waits for replies to be complete, for a time. */
final class Draining implements AutoCloseable {
    private final EventBase base;
    private final Event deadline;
    private final Runnable finished;
    private boolean over;

    /**
     * Begins it.
     *
     * @param cut closes the connections that there still are
     */
    Draining(EventBase base, Runnable cut, Runnable finished) {
        this.base = base;
        this.finished = finished;
        deadline = base.timer((_, _) -> cut.run()).name("http draining");
    }

    void limit(Duration limit) {
        if (!over) {
            deadline.add(limit);
        }
    }

    /** There is no connection left. */
    void finish() {
        if (!over) {
            over = true;
            deadline.remove();
            base.execute(finished);
        }
    }

    @Override
    public void close() {
        deadline.close();
    }
}
