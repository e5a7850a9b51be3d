package io.gyre.http.server;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import java.time.Duration;

/**
 * Closes connections whose time is over. It looks at all of them now and then, which costs less than a timer for each that every request
 * would set anew.
 */
final class Sweeper implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMillis(500);
    private static final Duration SHORTEST = Duration.ofMillis(5);

    private final Connections connections;
    private final EventBase base;
    private final Event timer;
    private Duration period = LONGEST;

    Sweeper(EventBase base, Connections connections) {
        this.base = base;
        this.connections = connections;
        timer = base.timer((_, _) -> sweep()).name("http timeouts");
    }

    void period(ServerTimeouts timeouts) {
        Duration wanted = timeouts.shortest().dividedBy(8);
        wanted = wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
        period = wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted;
        if (timer.isPending()) {
            timer.add(period);
        }
    }

    /** There is a connection. */
    void start() {
        if (!timer.isPending()) {
            timer.add(period);
        }
    }

    /** There is none left, so that the loop may end. */
    void stop() {
        timer.remove();
    }

    private void sweep() {
        connections.expire(base.nanoTime());
        if (!connections.isEmpty()) {
            timer.add(period);
        }
    }

    @Override
    public void close() {
        timer.close();
    }
}
