package io.gyre.time;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Turns the {@link Duration} of public interfaces into the nanoseconds used within, without ever overflowing. */
public final class Durations {
    /**
     * The longest duration that is told apart: 146 years, half of what a {@code long} holds. Half, so that the difference between a
     * deadline this far ahead and one long past still has the right sign.
     */
    public static final long MAX_NANOS = Long.MAX_VALUE / 2;

    private static final Duration MAX = Duration.ofNanos(MAX_NANOS);
    private static final Duration MIN = Duration.ofNanos(-MAX_NANOS);

    private Durations() {}

    /**
     * {@return {@code duration} in nanoseconds, or {@link #MAX_NANOS} or its negative if it is longer} A negative one is as good as
     * zero for a timer: already due.
     *
     * @param duration how long, of any length and sign
     */
    public static long toNanos(Duration duration) {
        if (duration.compareTo(MAX) >= 0) {
            return MAX_NANOS;
        }
        return duration.compareTo(MIN) <= 0 ? -MAX_NANOS : duration.toNanos();
    }

    /**
     * {@return {@code amount} of {@code unit} in nanoseconds, or {@link #MAX_NANOS} or its negative if it is longer}
     *
     * @param amount how many, of any sign
     * @param unit of what
     */
    public static long toNanos(long amount, TimeUnit unit) {
        return Math.clamp(unit.toNanos(amount), -MAX_NANOS, MAX_NANOS);
    }

    /**
     * {@return the deadline that lies {@code duration} after {@code nowNanos}} It may wrap, as {@link Clock#nanoTime} may.
     *
     * @param nowNanos the present on a clock's monotonic scale
     * @param duration how long after it, saturated as by {@link #toNanos}
     */
    public static long deadline(long nowNanos, Duration duration) {
        return nowNanos + toNanos(duration);
    }
}
