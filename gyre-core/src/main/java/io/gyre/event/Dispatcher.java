package io.gyre.event;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the callbacks of active events: libevent's {@code event_process_active}. The base's lock is held but for the callbacks
 * themselves. On the loop's thread.
 */
final class Dispatcher {
    /** What {@link #runActive} gives when a break was asked for. */
    private static final int BROKEN = -1;

    private final EventBase base;
    private final Registry registry;
    private final Lock lock;

    /** Signalled when a callback has ended that somebody waits for. */
    private final Condition ended;

    /** Those that are due, by their events. */
    private final Map<Event, FinalizeCallback> finalizers = new HashMap<>();

    private int waiters;
    private final DispatchLimit limit;
    private final long limitNanos;

    /** The event whose callback runs. */
    @Nullable
    Event running;

    boolean breakRequested;

    /** Who learns how long callbacks take; null costs nothing. */
    @Nullable
    CallbackTimes times;

    /** What a callback threw that ends the loop. */
    private @Nullable Error failure;

    Dispatcher(EventBase base, Registry registry, Lock lock, DispatchLimit limit) {
        this.base = base;
        this.registry = registry;
        this.lock = lock;
        this.ended = lock.newCondition();
        this.limit = limit;
        this.limitNanos = limit.interval() == null ? -1 : limit.interval().toNanos();
    }

    /** {@return how many events of the most urgent queue that had any were run, or a negative number after a break} */
    int runActive() {
        long end = limitNanos < 0 ? 0 : base.now() + limitNanos;
        ActiveQueue[] queues = registry.active;
        int ran = 0;
        for (int priority = 0; priority < queues.length && ran == 0; priority++) {
            if (!queues[priority].isEmpty()) {
                registry.runningPriority = priority;
                ran = runQueue(queues[priority], priority >= limit.minPriority(), end);
            }
        }
        registry.runningPriority = -1;
        return ran;
    }

    private int runQueue(ActiveQueue queue, boolean limited, long end) {
        int most = limited && limit.callbacks() >= 0 ? Math.max(1, limit.callbacks()) : Integer.MAX_VALUE;
        boolean timed = limited && limitNanos >= 0;
        int ran = 0;
        for (Event event = queue.poll(); event != null; event = queue.poll()) {
            run(event);
            ran += event.has(Event.INTERNAL) ? 0 : 1;
            if (breakRequested) {
                return BROKEN;
            }
            if (ran >= most || registry.continueRequested) {
                return ran;
            }
            if (timed && overdue(end)) {
                return ran;
            }
        }
        return ran;
    }

    private boolean overdue(long end) {
        base.forgetTime();
        return base.now() - end >= 0;
    }

    private void run(Event event) {
        registry.left(event);
        int fired = event.fired;
        boolean finalizing = event.has(Event.FINALIZING);
        if (!event.isPersistent() && !finalizing) {
            registry.removePending(event);
        } else if (event.repeats() && !finalizing) {
            registry.rearm(event);
        }
        running = event;
        if (finalizing) {
            runFinalizer(event);
        } else if ((event.maskBits() & EventMask.SIGNAL.bits()) != 0) {
            runSignal(event, fired);
        } else {
            call(event, fired);
        }
        running = null;
        if (waiters > 0) {
            ended.signalAll();
        }
    }

    /** Once for each time that the signal arrived, unless the event is removed in between. */
    private void runSignal(Event event, int fired) {
        while (event.calls > 0 && !breakRequested) {
            event.calls--;
            call(event, fired);
        }
    }

    private void call(Event event, int fired) {
        CallbackTimes mine = times;
        long began = mine == null ? 0 : base.nanoTime();
        lock.unlock();
        CallbackRun record = FlightRecords.callback();
        try {
            event.callbackNow().onEvent(event, EventMask.of(fired));
        } catch (Exception thrown) {
            base.uncaught(event, thrown);
        } catch (Error thrown) {
            fail(thrown);
        } finally {
            if (record != null) {
                record.end(event);
            }
            if (mine != null) {
                tell(mine, event, base.nanoTime() - began);
            }
            lock.lock();
        }
    }

    private void tell(CallbackTimes times, Event event, long nanos) {
        try {
            times.onEnd(event, nanos);
        } catch (Exception thrown) {
            base.uncaught(event, thrown);
        } catch (Error thrown) {
            fail(thrown);
        }
    }

    void finalizeWith(Event event, FinalizeCallback callback) {
        finalizers.put(event, callback);
    }

    private void runFinalizer(Event event) {
        FinalizeCallback finalizer = finalizers.remove(event);
        if (finalizer != null) {
            lock.unlock();
            try {
                finalizer.onFinalize(event);
            } catch (Exception thrown) {
                base.uncaught(event, thrown);
            } catch (Error thrown) {
                fail(thrown);
            } finally {
                lock.lock();
            }
        }
    }

    /** An Error ends the loop; what has not run yet stays active. */
    void fail(Error thrown) {
        if (failure == null) {
            failure = thrown;
        } else {
            failure.addSuppressed(thrown);
        }
        breakRequested = true;
    }

    /** Throws what ended the loop, once. */
    void rethrow() {
        Error thrown = failure;
        failure = null;
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Runs the finalizers that wait, and those that they cause, for a base that is closed. */
    void runFinalizers() {
        for (Event event = registry.pollAnyActive(); event != null; event = registry.pollAnyActive()) {
            if (event.has(Event.FINALIZING)) {
                runFinalizer(event);
            }
        }
    }

    /** Waits, on another thread, until the callback of {@code event} has ended. */
    void awaitEnd(Event event) {
        waiters++;
        try {
            while (running == event) {
                ended.awaitUninterruptibly();
            }
        } finally {
            waiters--;
        }
    }
}
