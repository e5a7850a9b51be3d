package io.gyre.event;

import io.gyre.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Several loops, each on a platform thread of its own, for a server on several cores. What belongs together stays on one loop, and
 * needs no lock there. libevent leaves this to its users.
 *
 * <p>What lives on a loop is admitted to it and gets a {@link Tenancy}: it counts to the loop's load, by which {@link #leastLoaded}
 * goes, and {@link #shutdown} waits for it. {@code io.gyre.listener.ListenerGroup} does this for connections.
 *
 * <pre>
 * new ──start──► running ──shutdown──► stop accepting ──► drain ──no tenant left, or deadline──► ended
 * </pre>
 *
 * <p>The loops run until the shutdown, whether they have events or not. If one fails by an {@link Error}, the others are shut down at once.
 * Any thread may use a group.
 */
public final class EventBaseGroup implements Iterable<EventBase>, AutoCloseable {
    private static final int MOST_LOOPS = 1024;

    private enum State {
        NEW,
        RUNNING,
        SHUTTING_DOWN
    }

    private final String name;
    private final List<GroupLoop> loops = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    /** How many loops have not stopped accepting yet. */
    private final AtomicInteger accepting;

    /** Guarded by this. */
    private final Map<Runnable, GroupLoop> hooks = new LinkedHashMap<>();

    private volatile State state = State.NEW;
    private volatile @Nullable Throwable failure;

    /**
     * Makes a group of loops that are all alike.
     *
     * @param name of the group; its threads are called so, with a number
     * @param loops how many, 1 to 1024
     * @param config of each base
     * @throws IllegalArgumentException if there are too few or too many
     * @throws NoMechanismException if no mechanism fits
     */
    public EventBaseGroup(String name, int loops, EventConfig config) {
        this(name, loops, _ -> config);
    }

    /**
     * Makes a group of loops that differ.
     *
     * @param name of the group; its threads are called so, with a number
     * @param loops how many, 1 to 1024
     * @param config gives the configuration of the base with a number, from 0
     * @throws IllegalArgumentException if there are too few or too many
     * @throws NoMechanismException if no mechanism fits
     */
    public EventBaseGroup(String name, int loops, IntFunction<EventConfig> config) {
        if (loops < 1 || loops > MOST_LOOPS) {
            throw new IllegalArgumentException("a group cannot have " + loops + " loops: use 1 to " + MOST_LOOPS);
        }
        this.name = name;
        accepting = new AtomicInteger(loops);
        try {
            for (int i = 0; i < loops; i++) {
                this.loops.add(new GroupLoop(this, name + "-" + i, new EventBase(config.apply(i))));
            }
        } catch (RuntimeException refused) {
            this.loops.forEach(each -> each.base.close());
            throw refused;
        }
    }

    /**
     * Starts the threads. What is done to the bases before is seen by them; a base with {@link BaseFlag#NOLOCK} takes nothing but tasks afterwards.
     *
     * @return this
     * @throws IllegalStateException if it was started or closed before
     */
    public synchronized EventBaseGroup start() {
        if (state != State.NEW) {
            throw new IllegalStateException("the group " + name + " was started or closed before: make another one");
        }
        state = State.RUNNING;
        loops.forEach(each -> each.thread.start());
        return this;
    }

    // Choosing a loop.

    /** {@return how many loops there are} */
    public int size() {
        return loops.size();
    }

    /** {@return the bases, in the order of their numbers} */
    @Override
    public Iterator<EventBase> iterator() {
        return loops.stream().map(each -> each.base).iterator();
    }

    /** {@return the next base: they take turns} */
    public EventBase next() {
        return atTurn(turn.getAndIncrement()).base;
    }

    /** {@return the base with the fewest tenants; of several the one whose turn it is, so that none is preferred} */
    public EventBase leastLoaded() {
        int first = turn.getAndIncrement();
        GroupLoop best = atTurn(first);
        for (int i = 1; i < loops.size(); i++) {
            GroupLoop other = atTurn(first + i);
            if (other.load() < best.load()) {
                best = other;
            }
        }
        return best.base;
    }

    private GroupLoop atTurn(int number) {
        return loops.get(Math.floorMod(number, loops.size()));
    }

    /**
     * {@return how many tenants a base has}
     *
     * @throws IllegalArgumentException if the base is not of this group
     */
    public int load(EventBase base) {
        return loop(base).load();
    }

    /**
     * Counts something to the load of a base, until the tenancy is closed. During a shutdown this is possible until the loop has ended.
     *
     * @param base of this group
     * @param cut ends it by force, as {@link Tenancy#onCut} says
     * @throws IllegalArgumentException if the base is not of this group
     * @throws RejectedExecutionException if its loop has ended
     */
    public Tenancy admit(EventBase base, Runnable cut) {
        return loop(base).admit(cut);
    }

    private GroupLoop loop(EventBase base) {
        for (GroupLoop each : loops) {
            if (each.base == base) {
                return each;
            }
        }
        throw new IllegalArgumentException("the base is not of the group " + name + ": take one that it gave out");
    }

    // Shutting down.

    /**
     * Has something done when a shutdown begins: as a rule, to accept no more. Each runs once, on the thread of its base, before any
     * loop ends.
     *
     * @param base of this group
     * @param hook what is done; the same one only once
     * @throws IllegalArgumentException if the base is not of this group
     * @throws IllegalStateException if the shutdown has begun
     */
    public synchronized void addShutdownHook(EventBase base, Runnable hook) {
        GroupLoop loop = loop(base);
        if (isShuttingDown()) {
            throw new IllegalStateException("the group " + name + " is shutting down: nothing can be begun on it");
        }
        hooks.put(hook, loop);
    }

    /** Forgets a hook, if it has not run yet. */
    public synchronized void removeShutdownHook(Runnable hook) {
        hooks.remove(hook);
    }

    /** {@return whether {@link #shutdown} or {@link #close} was called, or a loop has failed} */
    public boolean isShuttingDown() {
        return state == State.SHUTTING_DOWN;
    }

    /**
     * Ends the loops in order, and returns at once. First the shutdown hooks run; then each loop ends as soon as it has no tenant, and at
     * the deadline at the latest, when its tenants are cut; at last the bases are closed. A second call can only shorten the deadline.
     *
     * @param deadline how long tenants may take; zero to cut them at once
     * @throws IllegalArgumentException if it is negative
     * @throws RejectedExecutionException if more tasks wait for a loop than {@link EventConfig#maxTasks} allows; call again
     */
    public void shutdown(Duration deadline) {
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("a deadline cannot be " + deadline + ": use Duration.ZERO for none");
        }
        switch (beginShutdown()) {
            case NEW -> loops.forEach(GroupLoop::end);
            case RUNNING -> loops.forEach(each -> each.execute(() -> stopAccepting(each, deadline)));
            case SHUTTING_DOWN -> loops.forEach(each -> each.execute(() -> each.limit(deadline)));
        }
    }

    private synchronized State beginShutdown() {
        State before = state;
        state = State.SHUTTING_DOWN;
        return before;
    }

    /** On the loop's thread. The last loop to come here lets all of them drain: nothing can be handed from one to another any more. */
    private void stopAccepting(GroupLoop loop, Duration deadline) {
        runShutdownHooks(loop);
        loop.limit(deadline);
        if (accepting.decrementAndGet() == 0) {
            loops.forEach(each -> each.execute(each::drain));
        }
    }

    void runShutdownHooks(GroupLoop loop) {
        takeShutdownHooks(loop).forEach(loop::guarded);
    }

    private synchronized List<Runnable> takeShutdownHooks(GroupLoop loop) {
        List<Runnable> taken = hooks.entrySet().stream()
                .filter(each -> each.getValue() == loop)
                .map(Map.Entry::getKey)
                .toList();
        hooks.keySet().removeAll(taken);
        return taken;
    }

    void failed(GroupLoop loop, Throwable thrown) {
        failure = thrown;
        Log.uncaught("The loop of " + loop.thread.getName() + " failed, so its group ends", thrown);
        shutdown(Duration.ZERO);
    }

    /**
     * Waits until all loops have ended.
     *
     * @return how the shutdown went
     * @throws IllegalStateException if the group was not started, if one of its own threads calls this, or with what made a loop fail
     * @throws InterruptedException if the calling thread is interrupted; the loops go on
     */
    public ShutdownReport join() throws InterruptedException {
        if (state == State.NEW || inGroup()) {
            throw new IllegalStateException("the group " + name
                    + " does not run, or it is one of its own threads that wants to wait for it: call join"
                    + " elsewhere, after start");
        }
        for (GroupLoop each : loops) {
            each.thread.join();
        }
        if (failure != null) {
            throw new IllegalStateException("a loop of the group " + name + " failed", failure);
        }
        return new ShutdownReport(
                loops.stream().mapToInt(GroupLoop::finished).sum(),
                loops.stream().mapToInt(GroupLoop::cutOff).sum());
    }

    private boolean inGroup() {
        return loops.stream().anyMatch(each -> each.thread == Thread.currentThread());
    }

    /**
     * Shuts down without a deadline, and waits for the loops to end, but for their own threads, on which this returns at once. Idempotent.
     * An interrupt ends the waiting, and is kept.
     */
    @Override
    public void close() {
        shutdown(Duration.ZERO);
        if (inGroup()) {
            return;
        }
        try {
            for (GroupLoop each : loops) {
                each.thread.join();
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }
}
