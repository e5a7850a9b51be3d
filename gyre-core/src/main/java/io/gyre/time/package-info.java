/**
 * Time as an argument: clocks, the heap of timers, and queues of timers of one duration.
 *
 * <p>Nothing in here reads a clock by itself, except for the clock that {@link io.gyre.time.Clock#system()} returns. Whoever keeps
 * timers asks its clock once per turn and passes on what it said, so that a virtual clock can drive everything above.
 *
 * <p>Times are {@code long} nanoseconds from an arbitrary origin and may wrap: they are compared by the sign of their
 * difference. Durations are {@link java.time.Duration} in public interfaces, whose own methods answer
 * {@code evutil_timeradd}, {@code evutil_timersub}, {@code evutil_timercmp}, {@code evutil_timerclear} and
 * {@code evutil_timerisset} ({@code plus}, {@code minus}, {@code compareTo}, {@code ZERO} and {@code isZero}).
 */
@NullMarked
package io.gyre.time;

import org.jspecify.annotations.NullMarked;
