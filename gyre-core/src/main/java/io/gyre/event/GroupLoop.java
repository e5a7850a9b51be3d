package io.gyre.event;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * One loop of a group, and who lives on it. What begins and ends a shutdown runs on the loop's thread; tenants come and go from
 * any.
 *
 * <pre>
 * OPEN ──► DRAINING ──► OVER
 * </pre>
 *
 * It drains once every loop of the group has stopped accepting, and is over when it drains and has no tenant, at the deadline, or when it fails.
 */
final class GroupLoop {
    private enum State {
        OPEN,
        DRAINING,
        OVER
    }

    final EventBase base;
    final Thread thread;
    private final EventBaseGroup group;

    /** Guarded by this, as are the state and the counts. */
    private final Set<Tenancy> tenants = new HashSet<>();

    private State state = State.OPEN;
    private int finished;
    private int cut;

    GroupLoop(EventBaseGroup group, String name, EventBase base) {
        this.group = group;
        this.base = base;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    private void run() {
        try {
            while (!isOver()) { // A break or an exit of the user's ends a turn, and not the loop.
                base.loop(LoopFlag.NO_EXIT_ON_EMPTY);
            }
        } catch (RuntimeException | Error failure) {
            group.failed(this, failure);
        } finally {
            end();
        }
    }

    /** Frees everything. On the loop's thread, or on any if that was never started. */
    void end() {
        cut();
        group.runShutdownHooks(this);
        base.close();
    }

    private synchronized boolean isOver() {
        return state == State.OVER;
    }

    /** Runs a task on the loop, if there still is one. */
    void execute(Runnable task) {
        try {
            base.execute(task);
        } catch (RejectedExecutionException refused) {
            if (!isOver()) {
                throw refused;
            }
        }
    }

    // Tenants.

    synchronized int load() {
        return tenants.size();
    }

    Tenancy admit(Runnable onCut) {
        var tenancy = new Tenancy(this, onCut);
        synchronized (this) {
            if (state == State.OVER) {
                throw new RejectedExecutionException(
                        "the loop of " + thread.getName() + " has ended: nothing can be placed on it");
            }
            tenants.add(tenancy);
        }
        return tenancy;
    }

    void leave(Tenancy tenancy) {
        synchronized (this) {
            if (!tenants.remove(tenancy) || !group.isShuttingDown()) {
                return;
            }
            finished++;
            if (!tenants.isEmpty()) {
                return;
            }
        }
        execute(this::endIfDrained);
    }

    // Ending.

    /** Ends by {@code deadline} at the latest. */
    void limit(Duration deadline) {
        base.after(deadline, () -> {
                    cut();
                    base.loopExit();
                })
                .name("deadline of the shutdown");
    }

    void drain() {
        synchronized (this) {
            if (state == State.OPEN) {
                state = State.DRAINING;
            }
        }
        endIfDrained();
    }

    private void endIfDrained() {
        synchronized (this) {
            if (state != State.DRAINING || !tenants.isEmpty()) {
                return;
            }
            state = State.OVER;
        }
        base.loopExit();
    }

    private void cut() {
        List<Tenancy> left;
        synchronized (this) {
            if (state == State.OVER) {
                return;
            }
            state = State.OVER;
            left = List.copyOf(tenants);
            tenants.clear();
            cut = left.size();
        }
        left.forEach(each -> guarded(each::cut));
    }

    /** One that throws must not spare the others. */
    void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException thrown) {
            base.uncaught(null, thrown);
        }
    }

    synchronized int finished() {
        return finished;
    }

    synchronized int cutOff() {
        return cut;
    }
}
