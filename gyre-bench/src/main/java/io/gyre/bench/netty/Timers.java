package io.gyre.bench.netty;

import io.gyre.bench.peer.TimerRounds;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.util.concurrent.TimeUnit;

/**
 * {@code timers} over Netty's hashed wheel of 1 ms ticks. These are the caller's costs only: the wheel's own thread moves timeouts to their
 * buckets later, and fires them.
 */
public final class Timers extends TimerRounds {
    private static final int WHEEL_SLOTS = 4096;

    private final HashedWheelTimer wheel = new HashedWheelTimer(1, TimeUnit.MILLISECONDS, WHEEL_SLOTS);
    private final Timeout[] timeouts = new Timeout[count];

    private Timers(String[] arguments) {
        super(arguments);
    }

    public static void main(String[] arguments) {
        var timers = new Timers(arguments);
        timers.run();
        timers.wheel.stop();
    }

    @Override
    protected void add(int timer) {
        timeouts[timer] = schedule(due[timer]);
    }

    @Override
    protected void reschedule(int timer, int draw) {
        cancel(timer);
        timeouts[timer] = schedule(dueAgain[draw]);
    }

    @Override
    protected void cancel(int timer) {
        timeouts[timer].cancel();
    }

    private Timeout schedule(long delayNanos) {
        return wheel.newTimeout(timeout -> {}, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    protected boolean firesHere() {
        return false;
    }

    @Override
    protected void addSoon(int timer) {
        throw new UnsupportedOperationException("the wheel fires on its own thread");
    }

    @Override
    protected void fireAll() {
        throw new UnsupportedOperationException("the wheel fires on its own thread");
    }
}
