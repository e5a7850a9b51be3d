package io.gyre.testing;

import io.gyre.time.Clock;
import io.gyre.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A clock that moves when it is told to, and never by itself, together with what is to happen as it moves. Give it to a base by
 * {@link io.gyre.event.EventConfig.Builder#clock}, or take the one of a {@link Simulation}, whose loop moves it wherever a real
 * loop would wait.
 *
 * <p>Any thread may read it and move it. What was arranged by {@link #at} and {@link #after} runs on the thread that moves the
 * clock, in the order of time, then of arrangement, each at the very nanosecond it was arranged for.
 */
public final class VirtualClock implements Clock {
    /** The wall-clock time at which every virtual clock starts. */
    public static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

    private record Action(long at, long sequence, Runnable task) {}

    private static final Comparator<Action> ORDER =
            Comparator.comparingLong(Action::at).thenComparingLong(Action::sequence);

    /** What {@link #nanoTime} gives at the start; callers must not care. */
    private final long origin;

    private final PriorityQueue<Action> agenda = new PriorityQueue<>(ORDER);
    private long sequence;
    private long elapsed;
    private Instant wallAtStart = START;

    /** Starts a clock whose {@link #nanoTime} begins at zero. */
    public VirtualClock() {
        this(0);
    }

    /**
     * Starts a clock.
     *
     * @param originNanos what {@link #nanoTime} gives at first; close below {@link Long#MAX_VALUE} it wraps during the test
     */
    public VirtualClock(long originNanos) {
        origin = originNanos;
    }

    @Override
    public synchronized long nanoTime() {
        return origin + elapsed;
    }

    @Override
    public long wallNanos() {
        Instant wall = now();
        return wall.getEpochSecond() * 1_000_000_000 + wall.getNano();
    }

    /** {@return the wall-clock time} */
    public synchronized Instant now() {
        return wallAtStart.plusNanos(elapsed);
    }

    /** {@return how far the clock has moved since its start} */
    public Duration elapsed() {
        return Duration.ofNanos(elapsedNanos());
    }

    synchronized long elapsedNanos() {
        return elapsed;
    }

    /**
     * Moves the clock forward, and runs what was arranged for the time in between and for its end. In a callback this is how
     * it takes its time.
     *
     * @param by how far; zero runs what is due now
     * @throws IllegalArgumentException if {@code by} is negative
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("a clock cannot go back by " + by.negated() + ": see setWall");
        }
        advanceNanos(Durations.toNanos(by));
    }

    void advanceNanos(long by) {
        long target = Math.addExact(elapsedNanos(), by);
        for (Runnable task = nextUntil(target); task != null; task = nextUntil(target)) {
            task.run();
        }
    }

    /** {@return what is due by {@code target}, with the clock moved to its time, or null once the clock is at the target} */
    private synchronized @Nullable Runnable nextUntil(long target) {
        Action next = agenda.peek();
        if (next == null || next.at > target) {
            elapsed = Math.max(elapsed, target);
            return null;
        }
        agenda.remove();
        elapsed = Math.max(elapsed, next.at);
        return next.task;
    }

    /**
     * Sets the wall clock, as an administrator or a time server does. {@link #nanoTime} does not notice.
     *
     * @param wall what {@link #now} gives from now on
     */
    public synchronized void setWall(Instant wall) {
        wallAtStart = wall.minusNanos(elapsed);
    }

    /**
     * Arranges that something happens at a time since the start; a time that is past means as soon as the clock moves or a
     * simulated loop looks.
     *
     * @param elapsed how far the clock will then have moved since its start
     * @param action what happens; it may arrange more
     */
    public synchronized void at(Duration elapsed, Runnable action) {
        agenda.add(new Action(Durations.toNanos(elapsed), sequence++, action));
    }

    /**
     * Arranges that something happens after a time from now.
     *
     * @param delay how far the clock moves until then
     * @param action what happens; it may arrange more
     */
    public synchronized void after(Duration delay, Runnable action) {
        at(Duration.ofNanos(elapsed).plus(delay), action);
    }

    /** {@return how long until the next arranged action; 0 if it is due; negative if there is none} */
    synchronized long untilNextAction() {
        Action next = agenda.peek();
        return next == null ? -1 : Math.max(0, next.at - elapsed);
    }

    @Override
    public String toString() {
        return "virtual clock at " + elapsed();
    }
}
