package io.gyre.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Does random things to timers and to a sorted set, and compares what comes out. */
final class TimersModel {
    /** A timer as the set knows it; the serial number grows with each addition and update. */
    static final class Timer implements Comparable<Timer> {
        private int handle;
        private long deadline;
        private int serial;

        @Override
        public int compareTo(Timer other) {
            long difference = deadline - other.deadline; // By the difference, because the clock wraps.
            return difference != 0 ? Long.signum(difference) : Integer.compare(serial, other.serial);
        }
    }

    private final Timers<Timer> timers;
    private final long seed;
    private final SplittableRandom random;
    private final TreeSet<Timer> sorted = new TreeSet<>();
    private final List<Timer> live = new ArrayList<>();
    private long now = Long.MAX_VALUE - 50_000;
    private int serial;

    TimersModel(Timers<Timer> timers, long seed) {
        this.timers = timers;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** Mixes of what is done: how often in all a timer is added, put off, brought forward, polled and removed. */
    private static final int[][] MIXES = {
        {30, 5, 5, 20, 0}, // Grows, with every kind of deadline.
        {10, 5, 5, 20, 40}, // Shrinks.
        {40, 0, 0, 1, 38}, // Timeouts that never come.
        {30, 100, 0, 5, 20}, // Timeouts that are put off all the time.
        {25, 40, 40, 10, 10}, // Up and down.
        {5, 20, 20, 40, 0}, // What was put off comes out.
    };

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            doOne(MIXES[step / 1_500 % MIXES.length]);
            assertEquals(sorted.size(), timers.size(), this::where);
            if (step / 700 % 2 == 0) { // At other times the timers are left to themselves, untidied.
                assertSame(sorted.isEmpty() ? null : sorted.first(), timers.peek(), this::where);
            }
        }
        while (!sorted.isEmpty()) {
            poll();
        }
    }

    /** Adds {@code count} timers first, so that the same is done amid many. */
    void runAmid(int count, int steps) {
        for (int i = 0; i < count; i++) {
            add();
        }
        run(steps);
    }

    private void doOne(int[] mix) {
        int draw = random.nextInt(IntStream.of(mix).sum());
        int what = 0;
        while (draw >= mix[what]) {
            draw -= mix[what++];
        }
        switch (what) {
            case 0 -> add();
            case 1 -> update(true);
            case 2 -> update(false);
            case 3 -> poll();
            default -> remove();
        }
    }

    /** Few different deadlines, so that many are equal; and a clock that moves on. */
    private long someDeadline() {
        now += random.nextInt(10);
        return now + random.nextInt(50) * 10L;
    }

    private void add() {
        var timer = new Timer();
        timer.deadline = someDeadline();
        timer.serial = serial++;
        timer.handle = timers.add(timer.deadline, timer);
        sorted.add(timer);
        live.add(timer);
    }

    /** Puts off a timer, maybe by nothing, or gives it some other deadline, which is mostly an earlier one for one put off. */
    private void update(boolean later) {
        if (!live.isEmpty()) {
            Timer timer = live.get(random.nextInt(live.size()));
            sorted.remove(timer);
            timer.deadline = later ? timer.deadline + random.nextInt(20) * 10L : someDeadline();
            timer.serial = serial++;
            sorted.add(timer);
            timers.update(timer.handle, timer.deadline);
            assertEquals(timer.deadline, timers.deadline(timer.handle), this::where);
        }
    }

    private void remove() {
        if (!live.isEmpty()) {
            Timer timer = live.remove(random.nextInt(live.size()));
            assertSame(timer, timers.item(timer.handle), this::where);
            sorted.remove(timer);
            timers.remove(timer.handle);
        }
    }

    private void poll() {
        if (!live.isEmpty()) {
            Timer timer = sorted.removeFirst();
            live.remove(timer);
            assertEquals(timer.deadline, timers.earliest(), this::where);
            assertSame(timer, timers.poll(), this::where);
        }
    }

    private String where() {
        return "seed " + seed + ", serial number " + serial;
    }
}
