package io.gyre.bufferevent;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import java.util.concurrent.TimeUnit;

/**
 * A token bucket with a timer: it says how much may move, counts what did, and tells its owner when a direction runs dry and when it
 * flows again.
 */
final class Throttle {
    /** Who has to stop and may go on. */
    interface Flow {
        void dry(Direction direction);

        void flowing(Direction direction);
    }

    private final EventBase base;
    private final TokenBucket bucket;
    private final Flow flow;
    private final Event refill;
    private boolean readDry;
    private boolean writeDry;

    Throttle(EventBase base, RateLimit limit, Flow flow) {
        this.base = base;
        this.flow = flow;
        bucket = new TokenBucket(limit, base.nanoTime());
        refill = base.timer((_, _) -> settle());
    }

    RateLimit limit() {
        return bucket.limit();
    }

    void limit(RateLimit other) {
        bucket.limit(other, base.nanoTime());
        settle();
    }

    /** {@return the tokens that are left, which are negative after overuse} */
    long tokens(Direction direction) {
        bucket.fill(base.nanoTime());
        return bucket.tokens(direction);
    }

    boolean isDry(Direction direction) {
        return direction == Direction.READING ? readDry : writeDry;
    }

    /** Takes tokens, or gives some back. */
    void take(Direction direction, long count) {
        bucket.fill(base.nanoTime());
        bucket.take(direction, count);
        settle(direction);
        scheduleIfDry();
    }

    private void settle() {
        bucket.fill(base.nanoTime());
        settle(Direction.READING);
        settle(Direction.WRITING);
        scheduleIfDry();
    }

    private void settle(Direction direction) {
        boolean dry = bucket.tokens(direction) <= 0;
        if (dry == isDry(direction)) {
            return;
        }
        switch (direction) {
            case READING -> readDry = dry;
            case WRITING -> writeDry = dry;
        }
        if (dry) {
            flow.dry(direction);
        } else {
            flow.flowing(direction);
        }
    }

    private void scheduleIfDry() {
        if (readDry || writeDry) {
            refill.add(bucket.untilNextTick(base.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    void close() {
        refill.close();
    }
}
