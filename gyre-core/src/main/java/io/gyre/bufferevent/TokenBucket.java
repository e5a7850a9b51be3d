package io.gyre.bufferevent;

/** The tokens of both directions: {@code ev_token_bucket}. Begins with one tick's worth. Knows no clock: times are handed in. */
final class TokenBucket {
    private RateLimit limit;
    private long tickNanos;
    private long readTokens;
    private long writeTokens;
    private long lastTick;
    private final long origin;

    TokenBucket(RateLimit limit, long now) {
        this.limit = limit;
        this.origin = now;
        tickNanos = limit.tick().toNanos();
        readTokens = limit.readRate();
        writeTokens = limit.writeRate();
    }

    RateLimit limit() {
        return limit;
    }

    /** Takes another limit; tokens beyond its bursts are lost. */
    void limit(RateLimit other, long now) {
        limit = other;
        tickNanos = other.tick().toNanos();
        lastTick = tick(now);
        readTokens = Math.min(readTokens, other.readBurst());
        writeTokens = Math.min(writeTokens, other.writeBurst());
    }

    private long tick(long now) {
        return (now - origin) / tickNanos;
    }

    /** Fills up what the ticks since the last time are worth. */
    void fill(long now) {
        long tick = tick(now);
        long ticks = tick - lastTick;
        if (ticks > 0) {
            lastTick = tick;
            readTokens = filled(readTokens, limit.readRate(), limit.readBurst(), ticks);
            writeTokens = filled(writeTokens, limit.writeRate(), limit.writeBurst(), ticks);
        }
    }

    /** Written so that nothing overflows; more tokens than the burst, which somebody gave, stay. */
    private static long filled(long tokens, long rate, long burst, long ticks) {
        if (tokens >= burst) {
            return tokens;
        }
        long missing = burst - tokens;
        return missing < 0 || missing / rate < ticks ? burst : tokens + ticks * rate;
    }

    /** {@return how long until the next tick} */
    long untilNextTick(long now) {
        return tickNanos - (now - origin) % tickNanos;
    }

    long tokens(Direction direction) {
        return direction == Direction.READING ? readTokens : writeTokens;
    }

    /** Takes tokens away, more than there are if need be, or gives some if {@code count} is negative. */
    void take(Direction direction, long count) {
        switch (direction) {
            case READING -> readTokens -= count;
            case WRITING -> writeTokens -= count;
        }
    }
}
