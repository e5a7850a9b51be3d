package io.gyre.event;

import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Tasks handed over by any thread, run by the loop in order. Two arrays change places, so nothing is allocated per task. */
final class TaskQueue {
    private final int most;

    /** Guarded by this. */
    private @Nullable Runnable[] incoming = new @Nullable Runnable[16];

    private int waiting;

    private boolean closed;

    /** The loop's own: what runs now, and how far. */
    private @Nullable Runnable[] batch = new @Nullable Runnable[16];

    private int next;
    private int end;

    private final Waiting loop;

    TaskQueue(int most, Waiting loop) {
        this.most = most;
        this.loop = loop;
    }

    /** {@return false if too many tasks wait already} From any thread. */
    synchronized boolean add(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the base is closed: it runs no more tasks");
        }
        if (waiting >= most) {
            return false;
        }
        if (waiting == incoming.length) {
            incoming = Arrays.copyOf(incoming, waiting * 2);
        }
        incoming[waiting] = task;
        waiting++;
        loop.tasks = true;
        return true;
    }

    /** Drops what waits, and takes no more. */
    synchronized void close() {
        closed = true;
        Arrays.fill(incoming, null);
        Arrays.fill(batch, null);
        waiting = 0;
        end = next;
        loop.tasks = false;
    }

    synchronized int size() {
        return end - next + waiting;
    }

    /** Begins a batch of what waits now, unless one is under way, so that tasks that hand over tasks do not hold up the loop. */
    synchronized void beginBatch() {
        if (next == end) {
            @Nullable Runnable[] spent = batch;
            batch = incoming;
            incoming = spent;
            next = 0;
            end = waiting;
            waiting = 0;
            loop.tasks = false;
        }
    }

    /** Ends the turn of the batch; what a break has left over waits for the next run. */
    synchronized void endBatch() {
        loop.tasks = next != end || waiting != 0;
    }

    /** {@return the batch's next task, or null at its end} */
    @Nullable
    Runnable poll() {
        if (next == end) {
            return null;
        }
        Runnable task = batch[next];
        batch[next++] = null;
        return task;
    }
}
