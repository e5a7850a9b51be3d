package io.gyre.event;

import io.gyre.Log;
import io.gyre.backend.Backend;
import io.gyre.net.ErrnoException;
import io.gyre.time.Clock;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * The loop's turns. {@link #turn} lists the phases in the order of {@code docs/architecture.md}. The lock is held throughout,
 * but for the wait and whatever is called back.
 */
final class Loop {
    private static final int ONCE = LoopFlag.ONCE.bit();
    private static final int NONBLOCK = LoopFlag.NONBLOCK.bit();
    private static final int NO_EXIT_ON_EMPTY = LoopFlag.NO_EXIT_ON_EMPTY.bit();

    private final EventBase base;
    private final Clock clock;
    private final Lock lock;
    private final Registry registry;
    private final Dispatcher dispatcher;
    final Waiting waiting;
    final TaskQueue tasks;
    final Watchers prepareWatchers = new Watchers();
    final Watchers checkWatchers = new Watchers();

    /** Guarded by the lock. */
    Backend backend;

    private int flags;
    boolean exitRequested;

    /** The base takes no more events, and its loop runs no more. */
    boolean closed;

    /** Whether there are watchers at all. */
    private boolean watched;

    private final boolean cachesTime;

    /** Null to block at once. */
    private final @Nullable Spin spin;

    /** Callbacks run, so the time of the pass is what counts. */
    private boolean dispatching;

    /** Whether {@link #passNanos} holds the time of this pass; it is read when first asked for. */
    private boolean timeKnown;

    private long passNanos;

    /** What is left to do when the loop returns, for a base that was closed meanwhile. */
    @Nullable
    Runnable onLeave;

    /**
     * Who runs the loop. Written under the lock, read by anybody to compare with itself, for which no fence is needed: a thread
     * always sees what it wrote.
     */
    @Nullable
    Thread thread;

    Loop(
            EventBase base,
            EventConfig config,
            Lock lock,
            Backend backend,
            Waiting waiting,
            Registry registry,
            Dispatcher dispatcher) {
        this.base = base;
        this.clock = config.clock();
        this.lock = lock;
        this.backend = backend;
        this.registry = registry;
        this.dispatcher = dispatcher;
        this.cachesTime = !config.has(BaseFlag.NO_CACHE_TIME);
        this.waiting = waiting;
        this.spin = config.spin().isZero() ? null : new Spin(config.spin(), clock, waiting);
        this.tasks = new TaskQueue(config.maxTasks(), waiting);
        if (lock instanceof OwnerLock unlocked) {
            unlocked.guard(this);
        }
    }

    boolean inLoop() {
        return thread == Thread.currentThread();
    }

    /** The time of this pass on the loop's thread; elsewhere the clock's, for a pass may be long. */
    long now() {
        return dispatching && cachesTime && inLoop() ? passTime() : clock.nanoTime();
    }

    private long passTime() {
        if (!timeKnown) {
            passNanos = clock.nanoTime();
            timeKnown = true;
        }
        return passNanos;
    }

    /** The time is read anew when it is asked for next. */
    void forgetTime() {
        timeKnown = false;
    }

    private void dispatching(boolean on) {
        dispatching = on;
        timeKnown = false;
    }

    void watchersChanged() {
        watched = !prepareWatchers.isEmpty() || !checkWatchers.isEmpty();
    }

    LoopResult run(int loopFlags) {
        enter(loopFlags);
        try {
            while (!exitRequested && !dispatcher.breakRequested) {
                if (isFinished()) {
                    return LoopResult.EMPTY;
                }
                if (turn()) {
                    return LoopResult.STOPPED;
                }
            }
            return LoopResult.STOPPED;
        } finally {
            leave();
        }
    }

    private void leave() {
        dispatching(false);
        backend.leave();
        thread = null;
        Runnable last = onLeave;
        onLeave = null;
        if (last != null) {
            last.run();
        }
    }

    void requireStopped(String what) {
        if (thread != null) {
            throw new IllegalStateException(what + " while the loop runs, on " + thread + ": stop it first");
        }
    }

    void replaceBackend(Backend fresh) {
        fresh.takeStreams(backend);
        waiting.replace(fresh);
        backend = fresh;
    }

    private void enter(int loopFlags) {
        if (thread != null) {
            Log.warn("event_base_loop: reentrant invocation; only one loop can run on a base at once");
            throw new IllegalStateException("the loop of this base runs already, on " + thread);
        }
        flags = loopFlags;
        exitRequested = false;
        dispatcher.breakRequested = false;
        thread = Thread.currentThread();
    }

    /** One turn. {@return whether the flags make it the last} */
    private boolean turn() {
        registry.continueRequested = false;
        long timeoutNanos = nextDeadline();
        if (registry.laterCount > 0) {
            registry.promoteLater();
        }
        if (watched) {
            runWatchers(prepareWatchers, timeoutNanos);
            timeoutNanos = deadlineAfterWatchers();
        }
        await(timeoutNanos);
        LoopTurn record = FlightRecords.turn();
        if (watched) {
            runWatchers(checkWatchers, timeoutNanos);
        }
        expireTimers();
        int ran = registry.activeCount == 0 ? 0 : dispatcher.runActive();
        ran += runTasks();
        if (record != null) {
            record.end(timeoutNanos, ran);
        }
        return isLast(ran);
    }

    /** {@return whether there is nothing to wait for} */
    private boolean isFinished() {
        return (flags & NO_EXIT_ON_EMPTY) == 0 && registry.isIdle() && !waiting.tasks && backend.sends() == 0;
    }

    /** {@return how long to wait; 0 to look only; negative for as long as it takes} */
    private long nextDeadline() {
        if ((flags & NONBLOCK) != 0 || hasWork()) {
            return 0;
        }
        return registry.timeoutCount == 0 ? -1 : registry.timeouts.untilNext(clock.nanoTime());
    }

    /** What to wait for may be another now: nobody wakes a loop that does not wait yet, and the lock was free meanwhile. */
    private long deadlineAfterWatchers() {
        return exitRequested || dispatcher.breakRequested || isFinished() ? 0 : nextDeadline();
    }

    private boolean hasWork() {
        return registry.activeCount > 0 || registry.laterCount > 0 || waiting.tasks;
    }

    private boolean isLast(int ran) {
        if ((flags & (ONCE | NONBLOCK)) == 0 || hasWork()) {
            return false;
        }
        return ran != 0 ? (flags & ONCE) != 0 : (flags & NONBLOCK) != 0;
    }

    private void runWatchers(Watchers watchers, long timeoutNanos) {
        lock.unlock();
        try {
            watchers.run(base, timeoutNanos);
        } finally {
            lock.lock();
        }
    }

    private void await(long timeoutNanos) {
        dispatching(false);
        Backend mechanism = backend;
        int rc = mechanism.prepare();
        if (rc >= 0) {
            // A look does not wait, so the lock is kept.
            rc = timeoutNanos == 0 ? mechanism.await(0) : block(mechanism, timeoutNanos);
        }
        dispatching(true);
        if (rc < 0) {
            throw new UncheckedIOException(
                    new ErrnoException("the mechanism " + mechanism.name() + " failed to wait", rc));
        }
        mechanism.report(registry.fds);
        if (waiting.signals) {
            registry.signals.deliver();
        }
    }

    private int block(Backend mechanism, long timeoutNanos) {
        boolean changed = waiting.announce(spin != null);
        lock.unlock();
        try {
            if (changed) {
                return mechanism.await(0);
            }
            return spin != null ? spin.await(mechanism, timeoutNanos) : mechanism.await(timeoutNanos);
        } finally {
            waiting.end();
            lock.lock();
        }
    }

    private void expireTimers() {
        if (registry.timeoutCount > 0) {
            registry.expire(now());
        }
    }

    private int runTasks() {
        if (!waiting.tasks || dispatcher.breakRequested) {
            return 0;
        }
        tasks.beginBatch();
        int ran = 0;
        lock.unlock();
        try {
            for (Runnable task = tasks.poll(); task != null; task = dispatcher.breakRequested ? null : tasks.poll()) {
                run(task);
                ran++;
            }
        } finally {
            tasks.endBatch();
            lock.lock();
        }
        return ran;
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Exception thrown) {
            base.uncaught(null, thrown);
        } catch (Error thrown) {
            dispatcher.fail(thrown);
        }
    }
}
