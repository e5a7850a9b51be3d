package io.gyre.time;

import java.util.Arrays;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Timers of one duration in the order of their deadlines: the queue behind {@code event_base_init_common_timeout}.
 *
 * <p>Whoever starts timers of one duration one after the other gets rising deadlines, so that a new one belongs at the end and all
 * operations take O(1). A deadline earlier than the last one, as a clock cached for a while brings it about, is moved forward past
 * those that are later: O(1) for each of them.
 *
 * @param <T> what waits
 */
public final class TimeoutQueue<T> extends Timers<T> {
    private static final int INITIAL_CAPACITY = 15;

    /** By slot: the one after it; its link is the one before it. NONE is before the first and after the last. */
    private int[] next;

    private long[] deadlines;

    private int last = NONE;

    /** Makes an empty queue. */
    public TimeoutQueue() {
        this(INITIAL_CAPACITY);
    }

    /**
     * Makes an empty queue with room for {@code capacity} timers.
     *
     * @param capacity how many timers fit before it grows; at least 1
     */
    public TimeoutQueue(int capacity) {
        super(capacity);
        next = new int[capacity + 1];
        deadlines = new long[capacity + 1];
    }

    @Override
    void resize(int capacity) {
        next = Arrays.copyOf(next, capacity + 1);
        deadlines = Arrays.copyOf(deadlines, capacity + 1);
    }

    @Override
    public int add(long deadlineNanos, T item) {
        int slot = claim(item);
        link(slot, deadlineNanos);
        return slot;
    }

    @Override
    public void removePending(int handle) {
        unlink(handle);
        kill(handle);
        free(handle);
        if (isEmpty()) {
            reset();
        }
    }

    @Override
    public void updatePending(int handle, long deadlineNanos) {
        unlink(handle);
        link(handle, deadlineNanos);
    }

    @Override
    public long deadline(int handle) {
        requireLive(handle);
        return deadlines[handle];
    }

    @Override
    public long earliest() {
        return deadlines[first()];
    }

    @Override
    public @Nullable T peek() {
        return isEmpty() ? null : itemAt(first());
    }

    @Override
    public T poll() {
        int slot = first();
        T item = itemAt(slot);
        removePending(slot);
        return item;
    }

    @Override
    public boolean leads(int handle) {
        return next[NONE] == handle;
    }

    private int first() {
        if (isEmpty()) {
            throw new NoSuchElementException("no timer is pending");
        }
        return next[NONE];
    }

    private void link(int slot, long deadlineNanos) {
        int before = last;
        while (before != NONE && deadlines[before] - deadlineNanos > 0) {
            before = links[before];
        }
        int after = next[before];
        deadlines[slot] = deadlineNanos;
        next[slot] = after;
        next[before] = slot;
        links[slot] = before;
        setBefore(after, slot);
    }

    private void unlink(int slot) {
        int before = links[slot];
        int after = next[slot];
        next[before] = after;
        setBefore(after, before);
    }

    private void setBefore(int slot, int before) {
        if (slot == NONE) {
            last = before;
        } else {
            links[slot] = before;
        }
    }
}
