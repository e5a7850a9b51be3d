package io.gyre.bufferevent;

import java.time.Duration;

/**
 * How fast a bufferevent or a group may be: {@code ev_token_bucket_cfg}. Each direction has a bucket of tokens, one for a byte, that
 * is filled up by its rate once in a tick, up to its burst. Shared as often as you like.
 *
 * @param readRate bytes in a tick, in the long run
 * @param readBurst bytes at once at most, not less than the rate
 * @param writeRate bytes in a tick, in the long run
 * @param writeBurst bytes at once at most, not less than the rate
 * @param tick how often the buckets are filled; the shorter, the smoother
 */
public record RateLimit(long readRate, long readBurst, long writeRate, long writeBurst, Duration tick) {
    /** A rate or burst that limits nothing: {@code EV_RATE_LIMIT_MAX}. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final Duration SHORTEST_TICK = Duration.ofMillis(1);
    private static final Duration LONGEST_TICK = Duration.ofMillis(Integer.MAX_VALUE); // As in libevent: 24 days.

    /** Refuses rates below 1, bursts below the rate, and ticks shorter than a millisecond or longer than 24 days. */
    public RateLimit {
        check("reading", readRate, readBurst);
        check("writing", writeRate, writeBurst);
        if (tick.compareTo(SHORTEST_TICK) < 0 || tick.compareTo(LONGEST_TICK) > 0) {
            throw new IllegalArgumentException(
                    "a tick cannot be " + tick + ": use " + SHORTEST_TICK + " to " + LONGEST_TICK);
        }
    }

    private static void check(String direction, long rate, long burst) {
        if (rate < 1 || burst < rate) {
            throw new IllegalArgumentException("the rate of " + direction + " cannot be " + rate + " with a burst of "
                    + burst + ": the rate is 1 or more, and the burst not less");
        }
    }

    /** {@return a limit of so many bytes a second each way, filled up ten times a second} */
    public static RateLimit bytesPerSecond(long bytes) {
        long perTick = Math.max(1, bytes / 10);
        return new RateLimit(perTick, perTick, perTick, perTick, Duration.ofMillis(100));
    }
}
