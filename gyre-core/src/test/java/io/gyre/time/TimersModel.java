package io.gyre.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

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

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            boolean growing = step / 2_000 % 2 == 0;
            switch (random.nextInt(growing ? 6 : 10)) {
                case 0, 1, 2 -> add();
                case 3 -> update();
                case 4, 5 -> poll();
                default -> remove();
            }
            assertEquals(sorted.size(), timers.size(), this::where);
            assertSame(sorted.isEmpty() ? null : sorted.first(), timers.peek(), this::where);
        }
        while (!sorted.isEmpty()) {
            poll();
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

    private void update() {
        if (!live.isEmpty()) {
            Timer timer = live.get(random.nextInt(live.size()));
            sorted.remove(timer);
            timer.deadline = someDeadline();
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
