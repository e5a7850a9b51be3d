package io.gyre.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void ordinaryDurationsAreExact() {
        assertEquals(0, Durations.toNanos(Duration.ZERO));
        assertEquals(1_500_000_001L, Durations.toNanos(Duration.ofMillis(1500).plusNanos(1)));
        assertEquals(-7, Durations.toNanos(Duration.ofNanos(-7)));
    }

    @Test
    void longerOnesThanCanBeHeldAreSaturated() {
        assertEquals(Durations.MAX_NANOS, Durations.toNanos(Duration.ofDays(365_000)));
        assertEquals(Durations.MAX_NANOS, Durations.toNanos(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)));
        assertEquals(-Durations.MAX_NANOS, Durations.toNanos(Duration.ofSeconds(Long.MIN_VALUE)));
        assertEquals(Durations.MAX_NANOS, Durations.toNanos(Duration.ofNanos(Durations.MAX_NANOS)));
        assertEquals(Durations.MAX_NANOS - 1, Durations.toNanos(Duration.ofNanos(Durations.MAX_NANOS - 1)));
        assertEquals(-Durations.MAX_NANOS, Durations.toNanos(Duration.ofNanos(-Durations.MAX_NANOS - 1)));
    }

    @Test
    void aDeadlineIsAheadOfThePresentEvenWhenItWraps() {
        long now = Long.MAX_VALUE - 10;
        assertTrue(Durations.deadline(now, Duration.ofSeconds(1)) - now > 0);
        assertTrue(Durations.deadline(now, Duration.ofDays(1_000_000)) - now > 0);
        assertTrue(Durations.deadline(now, Duration.ofSeconds(-1)) - now < 0);
        assertEquals(15, Durations.deadline(10, Duration.ofNanos(5)));
    }

    @Test
    void anAmountOfAUnitIsSaturatedToo() {
        assertEquals(1_500_000, Durations.toNanos(1_500, TimeUnit.MICROSECONDS));
        assertEquals(-7, Durations.toNanos(-7, TimeUnit.NANOSECONDS));
        assertEquals(Durations.MAX_NANOS, Durations.toNanos(1_000_000, TimeUnit.DAYS));
        assertEquals(Durations.MAX_NANOS, Durations.toNanos(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
        assertEquals(-Durations.MAX_NANOS, Durations.toNanos(Long.MIN_VALUE, TimeUnit.SECONDS));
    }
}
