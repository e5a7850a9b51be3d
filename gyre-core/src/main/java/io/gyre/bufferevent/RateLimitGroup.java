package io.gyre.bufferevent;

import io.gyre.event.EventBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Bufferevents that share one limit: {@code bufferevent_rate_limit_group}. Each gets an equal part of what is there, but not less
 * than the minimal share at a time. A group may itself be in a group, which libevent's cannot: then the tightest limit counts. On the
 * loop's thread.
 */
public final class RateLimitGroup implements AutoCloseable {
    /** The smallest number of bytes that a member is given at a time, unless said otherwise. */
    public static final long DEFAULT_MIN_SHARE = 64;

    private final EventBase base;
    private final Throttle throttle;
    private final @Nullable RateLimitGroup parent;
    private final List<BufferEvent> members = new ArrayList<>();
    private final List<RateLimitGroup> children = new ArrayList<>();
    private long minShare = DEFAULT_MIN_SHARE;
    private long totalRead;
    private long totalWritten;
    private boolean closed;

    /** Makes a group without members: {@code bufferevent_rate_limit_group_new}. */
    public RateLimitGroup(EventBase base, RateLimit limit) {
        this(base, limit, null);
    }

    /**
     * Makes a group within another.
     *
     * @param base the base of all members
     * @param limit of this group
     * @param parent limits this group together with its other children; null for none
     */
    @SuppressWarnings("this-escape") // The parent looks at it only once it has members.
    public RateLimitGroup(EventBase base, RateLimit limit, @Nullable RateLimitGroup parent) {
        this.base = base;
        this.parent = parent;
        throttle = new Throttle(base, limit, new Throttle.Flow() {
            @Override
            public void dry(Direction direction) {
                stop(direction);
            }

            @Override
            public void flowing(Direction direction) {
                resume(direction);
            }
        });
        if (parent != null) {
            parent.checkOpen();
            parent.children.add(this);
        }
    }

    /** Sets another limit; tokens beyond its bursts are lost: {@code bufferevent_rate_limit_group_set_cfg}. */
    public void limit(RateLimit other) {
        throttle.limit(other);
    }

    /** {@return the limit} */
    public RateLimit limit() {
        return throttle.limit();
    }

    /**
     * Sets the smallest number of bytes that a member is given at a time: {@code bufferevent_rate_limit_group_set_min_share}.
     *
     * @param bytes 0 for no such minimum
     */
    public void minShare(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a share cannot be " + bytes + ": use 0 for no minimum");
        }
        minShare = bytes;
    }

    /** {@return the tokens left for reading, negative after overuse: {@code bufferevent_rate_limit_group_get_read_limit}} */
    public long readTokens() {
        return throttle.tokens(Direction.READING);
    }

    /** {@return the tokens left for writing, negative after overuse: {@code bufferevent_rate_limit_group_get_write_limit}} */
    public long writeTokens() {
        return throttle.tokens(Direction.WRITING);
    }

    /**
     * Takes tokens for bytes read elsewhere, or gives some, here and in the groups around this:
     * {@code bufferevent_rate_limit_group_decrement_read}.
     */
    public void decrementRead(long bytes) {
        take(Direction.READING, bytes);
    }

    /**
     * Takes tokens for bytes written elsewhere, or gives some, here and in the groups around this:
     * {@code bufferevent_rate_limit_group_decrement_write}.
     */
    public void decrementWrite(long bytes) {
        take(Direction.WRITING, bytes);
    }

    private void take(Direction direction, long count) {
        for (RateLimitGroup each = this; each != null; each = each.parent) {
            each.throttle.take(direction, count);
        }
    }

    /** {@return how many bytes all members have read: {@code bufferevent_rate_limit_group_get_totals}} */
    public long totalRead() {
        return totalRead;
    }

    /** {@return how many bytes all members have written: {@code bufferevent_rate_limit_group_get_totals}} */
    public long totalWritten() {
        return totalWritten;
    }

    /** Counts both totals from zero again: {@code bufferevent_rate_limit_group_reset_totals}. */
    public void resetTotals() {
        totalRead = 0;
        totalWritten = 0;
    }

    /** Refuses whoever cannot be a member. */
    void check(BufferEvent member) {
        checkOpen();
        if (!base.equals(member.base())) {
            throw new IllegalArgumentException("the bufferevent and the group belong to different bases");
        }
    }

    void add(BufferEvent member) {
        members.add(member);
        for (Direction direction : Direction.values()) {
            if (isDry(direction)) {
                member.suspend(direction, Suspension.GROUP_RATE);
            }
        }
    }

    void remove(BufferEvent member) {
        members.remove(member);
    }

    /** {@return how many bytes one member may move now} */
    long share(Direction direction) {
        long tokens = throttle.tokens(direction);
        if (tokens <= 0) {
            return 0;
        }
        long mine = Math.max(tokens / Math.max(1, sharers()), Math.max(1, minShare));
        return parent == null ? mine : Math.min(mine, parent.share(direction));
    }

    private int sharers() {
        return members.size() + children.size();
    }

    void moved(Direction direction, long count) {
        switch (direction) {
            case READING -> totalRead += count;
            case WRITING -> totalWritten += count;
        }
        throttle.take(direction, count);
        if (parent != null) {
            parent.moved(direction, count);
        }
    }

    private boolean isDry(Direction direction) {
        return throttle.isDry(direction) || (parent != null && parent.isDry(direction));
    }

    private void stop(Direction direction) {
        for (BufferEvent member : members) {
            member.suspend(direction, Suspension.GROUP_RATE);
        }
        for (RateLimitGroup child : children) {
            child.stop(direction);
        }
    }

    /** From a member by chance on, so that it is not always the same that finds the bucket full. */
    private void resume(Direction direction) {
        if (isDry(direction)) {
            return;
        }
        var waiting = List.copyOf(members);
        int first = waiting.isEmpty() ? 0 : ThreadLocalRandom.current().nextInt(waiting.size());
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get((first + i) % waiting.size()).resume(direction, Suspension.GROUP_RATE);
        }
        for (RateLimitGroup child : List.copyOf(children)) {
            child.resume(direction);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the rate limit group is closed");
        }
    }

    /**
     * Ends a group that has no members any more: {@code bufferevent_rate_limit_group_free}. Idempotent.
     *
     * @throws IllegalStateException if it has some
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (sharers() > 0) {
            throw new IllegalStateException(
                    "the group still has " + sharers() + " members: take them out, or close them, before");
        }
        closed = true;
        throttle.close();
        if (parent != null) {
            parent.children.remove(this);
        }
    }
}
