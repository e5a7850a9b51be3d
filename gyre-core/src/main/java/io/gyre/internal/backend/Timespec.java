package io.gyre.internal.backend;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** {@code struct timespec { time_t tv_sec; long tv_nsec; }}: how long to wait. Used by one thread at a time. */
public final class Timespec {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final MemorySegment memory = Arena.ofAuto().allocate(16, 8);

    public Timespec() {}

    /** {@return where C finds {@code nanos}: 0, a null pointer, if negative, which waits for ever} */
    public long address(long nanos) {
        if (nanos < 0) {
            return 0;
        }
        memory.set(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
        memory.set(JAVA_LONG, 8, nanos % NANOS_PER_SECOND);
        return memory.address();
    }

    /** {@return positive {@code nanos} for a mechanism without them} Rounded up, so that no timer is early and no loop spins. */
    public static int millis(long nanos) {
        return (int) Math.min((nanos - 1) / NANOS_PER_MILLI + 1, Integer.MAX_VALUE);
    }
}
