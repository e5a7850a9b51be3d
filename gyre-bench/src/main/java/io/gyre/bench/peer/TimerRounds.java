package io.gyre.bench.peer;

import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The rounds of {@code timers}: nanoseconds for each add, reschedule, cancel and fire of many one-shot timers, with the same deadlines and
 * the same random order as timers_libevent.c.
 */
public abstract class TimerRounds {
    protected static final long NANOS_PER_MICRO = 1_000;

    /** The one duration of peers that have queues of a common timeout. */
    protected static final long COMMON_FAR_NANOS = 60_000_000 * NANOS_PER_MICRO;

    protected static final long COMMON_SOON_NANOS = 100_000 * NANOS_PER_MICRO;

    private static final long FAR_SPAN_MICROS = 3_600_000_000L;

    /** Operations are timed in blocks, so that the loop over one block is a method that is compiled as a whole. */
    private static final int BLOCK = 1_000;

    protected final int count;

    /** Delays from now, in nanoseconds, by timer, but for dueAgain, which is read from its first to its last. */
    protected final long[] due;

    protected final long[] dueAgain;
    protected final long[] dueSoon;

    private final int[] order;
    private final int warmUpRounds;
    private final int timedRounds;
    private long stepNanos;

    /** Takes the arguments {@code timers warm-up-rounds timed-rounds}. */
    protected TimerRounds(String[] arguments) {
        count = Integer.parseInt(arguments[0]);
        warmUpRounds = Integer.parseInt(arguments[1]);
        timedRounds = Integer.parseInt(arguments[2]);
        due = new long[count];
        dueAgain = new long[count];
        dueSoon = new long[count];
        order = new int[count];
        drawDeadlines();
    }

    private void drawDeadlines() {
        var random = new SplittableRandom(42);
        for (int i = 0; i < count; i++) {
            due[i] = COMMON_FAR_NANOS + below(random, FAR_SPAN_MICROS) * NANOS_PER_MICRO;
            dueAgain[i] = COMMON_FAR_NANOS + below(random, FAR_SPAN_MICROS) * NANOS_PER_MICRO;
            dueSoon[i] = below(random, COMMON_SOON_NANOS / NANOS_PER_MICRO) * NANOS_PER_MICRO;
            int j = (int) below(random, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }

    private static long below(SplittableRandom random, long bound) {
        return Long.remainderUnsigned(random.nextLong(), bound);
    }

    protected abstract void add(int timer);

    /** Gives a timer another deadline, which is the {@code draw}-th in {@link #dueAgain}. */
    protected abstract void reschedule(int timer, int draw);

    protected abstract void cancel(int timer);

    protected abstract void addSoon(int timer);

    /** Keeps timers from firing until {@link #fireAll}, where they would fire by themselves. */
    protected void holdFire() {}

    /** Runs until every timer that {@link #addSoon} added has fired. */
    protected abstract void fireAll();

    /** Whether the peer fires timers on the thread that is measured. */
    protected boolean firesHere() {
        return true;
    }

    /** Calls {@code step} from where the peer's operations are to be measured: here, or within a callback of its loop. */
    protected void call(Runnable step) {
        step.run();
    }

    protected final void run() {
        for (int i = 0; i < warmUpRounds + timedRounds; i++) {
            round(i >= warmUpRounds);
        }
    }

    private void round(boolean timed) {
        double add = nanosEach(() -> blocks(this::addBlock));
        double reschedule = nanosEach(() -> blocks(this::rescheduleBlock));
        double cancel = nanosEach(() -> blocks(this::cancelBlock));
        double fire = firesHere() ? fireNanos() : 0;
        if (timed) {
            Out.metric("add_ns", add);
            Out.metric("reschedule_ns", reschedule);
            Out.metric("cancel_ns", cancel);
        }
        if (timed && firesHere()) {
            Out.metric("fire_ns", fire);
        }
    }

    private double fireNanos() {
        holdFire();
        for (int i = 0; i < count; i++) {
            addSoon(i);
        }
        long allDue = System.nanoTime() + 2 * COMMON_SOON_NANOS;
        for (long left; (left = allDue - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
        long begin = System.nanoTime();
        fireAll();
        return (double) (System.nanoTime() - begin) / count;
    }

    private double nanosEach(Runnable step) {
        call(() -> {
            long begin = System.nanoTime();
            step.run();
            stepNanos = System.nanoTime() - begin;
        });
        return (double) stepNanos / count;
    }

    private interface Block {
        void run(int from, int to);
    }

    private void blocks(Block block) {
        for (int from = 0; from < count; from += BLOCK) {
            block.run(from, Math.min(count, from + BLOCK));
        }
    }

    private void addBlock(int from, int to) {
        for (int i = from; i < to; i++) {
            add(i);
        }
    }

    private void rescheduleBlock(int from, int to) {
        for (int i = from; i < to; i++) {
            reschedule(order[i], i);
        }
    }

    private void cancelBlock(int from, int to) {
        for (int i = from; i < to; i++) {
            cancel(order[i]);
        }
    }
}
