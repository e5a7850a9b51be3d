package io.gyre.time;

/**
 * Tells the time to an event base: libevent's monotonic timer ({@code evutil_gettime_monotonic}) and {@code evutil_gettimeofday}.
 *
 * <p>The two scales have nothing to do with one another. Only {@link #nanoTime} schedules; {@link #wallNanos} is for what a
 * person or another machine reads. An implementation is callable from any thread unless it says otherwise.
 */
public interface Clock {
    /**
     * {@return monotonic nanoseconds from an arbitrary origin} It never goes backwards, but it may wrap: compare two of them by
     * the sign of their difference, never by {@code <}.
     */
    long nanoTime();

    /**
     * {@return nanoseconds since 1970-01-01T00:00Z by the wall clock} It jumps whenever somebody sets the clock, and fits until the
     * year 2262.
     */
    long wallNanos();

    /**
     * {@return the clock of this machine} It is the most precise one that the system has, so that
     * {@code EVENT_BASE_FLAG_PRECISE_TIMER} has nothing left to choose ({@code evutil_configure_monotonic_time}).
     */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
