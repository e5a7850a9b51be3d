package io.gyre.time;

import java.time.Instant;

/** The clock of this machine, and the only class of this package that reads one. */
enum SystemClock implements Clock {
    INSTANCE;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long wallNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    }

    @Override
    public String toString() {
        return "Clock.system()";
    }
}
