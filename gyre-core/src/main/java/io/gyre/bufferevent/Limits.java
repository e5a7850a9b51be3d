package io.gyre.bufferevent;

import org.jspecify.annotations.Nullable;

/** The rate limits that one bufferevent is under: its own, and its group's. Guarded by the bufferevent's lock. */
final class Limits implements Throttle.Flow {
    private final BufferEvent owner;
    private @Nullable Throttle throttle;
    private @Nullable RateLimitGroup group;

    Limits(BufferEvent owner) {
        this.owner = owner;
    }

    void own(@Nullable RateLimit limit) {
        if (throttle != null) {
            throttle.close();
            throttle = null;
            resume(Suspension.RATE);
        }
        if (limit != null) {
            throttle = new Throttle(owner.base(), limit, this);
        }
    }

    @Nullable
    RateLimit own() {
        return throttle == null ? null : throttle.limit();
    }

    void group(@Nullable RateLimitGroup other) {
        if (other != null) {
            other.check(owner); // Before it leaves the one that it is in.
        }
        if (group != null) {
            group.remove(owner);
            resume(Suspension.GROUP_RATE);
        }
        group = other;
        if (other != null) {
            other.add(owner);
        }
    }

    private void resume(Suspension reason) {
        owner.resume(Direction.READING, reason);
        owner.resume(Direction.WRITING, reason);
    }

    @Override
    public void dry(Direction direction) {
        owner.suspend(direction, Suspension.RATE);
    }

    @Override
    public void flowing(Direction direction) {
        owner.resume(direction, Suspension.RATE);
    }

    long tokens(Direction direction) {
        return throttle == null ? Long.MAX_VALUE : throttle.tokens(direction);
    }

    void takeOwn(Direction direction, long bytes) {
        if (throttle == null) {
            throw new IllegalStateException("the bufferevent has no rate limit to take tokens from");
        }
        throttle.take(direction, bytes);
    }

    /** How many bytes may move now. */
    long allowed(Direction direction) {
        long own = Math.max(0, tokens(direction));
        return group == null ? own : Math.min(own, group.share(direction));
    }

    void moved(Direction direction, long bytes) {
        if (throttle != null) {
            throttle.take(direction, bytes);
        }
        if (group != null) {
            group.moved(direction, bytes);
        }
    }
}
