package io.gyre.bench.jdk;

import io.gyre.bench.peer.TimerRounds;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** {@code timers} over the JDK's scheduled executor with one thread. It fires on that thread, while this one waits. */
public final class Timers extends TimerRounds {
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
    private final ScheduledFuture<?>[] futures = new ScheduledFuture<?>[count];
    private CountDownLatch gate = new CountDownLatch(0);
    private CountDownLatch fired = new CountDownLatch(0);

    private Timers(String[] arguments) {
        super(arguments);
        executor.setRemoveOnCancelPolicy(true);
    }

    public static void main(String[] arguments) {
        var timers = new Timers(arguments);
        timers.run();
        timers.executor.shutdownNow();
    }

    @Override
    protected void add(int timer) {
        futures[timer] = schedule(due[timer]);
    }

    @Override
    protected void reschedule(int timer, int draw) {
        cancel(timer);
        futures[timer] = schedule(dueAgain[draw]);
    }

    @Override
    protected void cancel(int timer) {
        futures[timer].cancel(false);
    }

    @Override
    protected void addSoon(int timer) {
        futures[timer] = schedule(dueSoon[timer]);
    }

    private ScheduledFuture<?> schedule(long delayNanos) {
        return executor.schedule(this::onTimer, delayNanos, TimeUnit.NANOSECONDS);
    }

    private void onTimer() {
        fired.countDown();
    }

    @Override
    protected void holdFire() {
        gate = new CountDownLatch(1);
        fired = new CountDownLatch(count);
        executor.execute(() -> await(gate));
    }

    @Override
    protected void fireAll() {
        gate.countDown();
        await(fired);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
