package io.gyre.time;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Items waiting for their deadlines, earliest first; of equal deadlines, the one added or updated first.
 *
 * <p>{@link #add} gives out a handle, with which a timer is updated and removed; it stays valid until the timer is removed or
 * polled, and is then used again for another one. Nothing is allocated unless the number of timers passes its former maximum.
 * Memory for more than 65,536 of them is given back once the last one has gone after a time that needed no more than a quarter of
 * it: not after every burst, for the next one may come soon.
 *
 * <p>All deadlines held at one time must lie within 146 years of each other (see {@link Durations#MAX_NANOS}), which makes their
 * order safe against a clock that wraps. Not safe for use by several threads: whoever owns it brings the lock.
 *
 * @param <T> what waits
 */
public abstract sealed class Timers<T> permits TimerHeap, TimeoutQueue {
    /** A handle that is never given out, so that a field of value 0 says "no timer". */
    public static final int NONE = 0;

    /** How many timers' memory is kept for good: 3 MB. */
    private static final int KEPT = 1 << 16;

    /** So that arrays with two elements for each have a length. */
    private static final int MAX_CAPACITY = 1 << 29;

    /** By slot: the next free one, or NONE, if it is free; otherwise for the subclass to use. */
    int[] links;

    /** By slot; null where no timer lives. */
    private @Nullable Object[] items;

    private int firstFree = NONE;

    /** The slots after this one have never been used since there was no timer. */
    private int lastClaimed = NONE;

    private int size;

    private final int keptCapacity;

    /** Makes room for {@code capacity} timers. {@link #resize} is not called for these. */
    Timers(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("room for at least one timer is needed, not for " + capacity);
        }
        keptCapacity = Math.max(capacity, KEPT);
        links = new int[capacity + 1];
        items = new Object[capacity + 1];
    }

    /** Gives the arrays of the subclass room for {@code capacity} timers, whose handles are 1 to {@code capacity}. */
    abstract void resize(int capacity);

    /**
     * Adds {@code item}, to come out at its deadline.
     *
     * @param deadlineNanos when, on a clock's monotonic scale; may be past
     * @param item what {@link #poll} will return
     * @return the timer's handle, greater than zero
     */
    public abstract int add(long deadlineNanos, T item);

    /**
     * Takes a timer out before its deadline.
     *
     * @param handle the timer's handle, which may be given out again from now on
     * @throws IllegalStateException if the timer was removed or polled already
     */
    public final void remove(int handle) {
        requireLive(handle);
        removePending(handle);
    }

    /**
     * Takes a timer out before its deadline, as {@link #remove} does, but takes the caller's word that it is pending: with a million
     * timers, to look costs as much as to remove. The handle of no timer does damage to others.
     *
     * @param handle the timer's handle, which may be given out again from now on
     */
    public abstract void removePending(int handle);

    /**
     * Moves a timer to another deadline, as if it were removed and added anew, with the same handle.
     *
     * @param handle the timer's handle
     * @param deadlineNanos when it is due from now on
     * @throws IllegalStateException if the timer was removed or polled already
     */
    public final void update(int handle, long deadlineNanos) {
        requireLive(handle);
        updatePending(handle, deadlineNanos);
    }

    /**
     * Moves a timer to another deadline, as {@link #update} does, but takes the caller's word that it is pending, as
     * {@link #removePending} does.
     *
     * @param handle the timer's handle
     * @param deadlineNanos when it is due from now on
     */
    public abstract void updatePending(int handle, long deadlineNanos);

    /**
     * {@return the deadline of a timer}
     *
     * @param handle the timer's handle
     * @throws IllegalStateException if the timer was removed or polled already
     */
    public abstract long deadline(int handle);

    /**
     * {@return the earliest deadline}
     *
     * @throws java.util.NoSuchElementException if there is no timer
     */
    public abstract long earliest();

    /** {@return the item that is due first, or null if there is none} It stays. */
    public abstract @Nullable T peek();

    /**
     * Takes out the item that is due first, whether its deadline has passed or not.
     *
     * @return the item
     * @throws java.util.NoSuchElementException if there is no timer
     */
    public abstract T poll();

    /**
     * Shows every item to {@code action}, in no particular order. The action must not add, update or remove a timer.
     *
     * @param action what to do with each
     */
    public final void forEach(Consumer<? super T> action) {
        for (int slot = 1; slot <= lastClaimed; slot++) {
            if (isLive(slot)) {
                action.accept(itemAt(slot));
            }
        }
    }

    /** {@return how many timers there are} */
    public final int size() {
        return size;
    }

    /** {@return whether there is no timer} */
    public final boolean isEmpty() {
        return size == 0;
    }

    /**
     * {@return whether a timer's deadline has come}
     *
     * @param nowNanos the present on the same scale as the deadlines
     */
    public boolean isDue(long nowNanos) {
        return size != 0 && earliest() - nowNanos <= 0;
    }

    /**
     * {@return whether whoever waits for the earliest deadline has to be woken, now that the timer was added or updated} Takes no
     * more than a look; a timer that was the first before may count as first still.
     *
     * @param handle the timer's handle
     */
    public abstract boolean leads(int handle);

    /**
     * {@return the item of a timer}
     *
     * @param handle the timer's handle
     * @throws IllegalStateException if the timer was removed or polled already
     */
    public final T item(int handle) {
        requireLive(handle);
        return itemAt(handle);
    }

    /** {@return how many timers fit before the arrays grow} */
    final int capacity() {
        return items.length - 1;
    }

    final int lastClaimed() {
        return lastClaimed;
    }

    final void requireLive(int handle) {
        if (handle < 0 || handle >= items.length || items[handle] == null) {
            throw new IllegalStateException(
                    "no timer has the handle " + handle + ": it was removed or came out already");
        }
    }

    final boolean isLive(int slot) {
        return items[slot] != null;
    }

    /** {@return the item in a slot that is known to be live} */
    @SuppressWarnings("unchecked") // Only claim() stores here.
    final T itemAt(int slot) {
        return (T) Objects.requireNonNull(items[slot]);
    }

    /** {@return a slot, now taken by {@code item}} The last one freed comes first, while it is still in the cache. */
    final int claim(T item) {
        Objects.requireNonNull(item, "item");
        int slot = firstFree;
        if (slot != NONE) {
            firstFree = links[slot];
        } else if (lastClaimed < capacity()) {
            slot = ++lastClaimed;
        } else {
            makeRoom();
            return claim(item);
        }
        items[slot] = item;
        size++;
        return slot;
    }

    /** Forgets the item of a live slot, which is not free yet. */
    final void kill(int slot) {
        items[slot] = null;
        size--;
    }

    /** Makes the slot free of a timer that was killed. */
    final void free(int slot) {
        links[slot] = firstFree;
        firstFree = slot;
    }

    /** Makes all slots free where no timer lives, and has the lowest ones used first, side by side. */
    final void freeDead() {
        while (lastClaimed > NONE && !isLive(lastClaimed)) {
            lastClaimed--;
        }
        firstFree = NONE;
        for (int slot = lastClaimed; slot > NONE; slot--) {
            if (!isLive(slot)) {
                free(slot);
            }
        }
    }

    /** Begins anew, now that no timer is left. */
    final void reset() {
        int capacity = capacity();
        if (capacity > keptCapacity && lastClaimed <= capacity / 4) {
            setCapacity(Math.max(keptCapacity, capacity / 4));
        }
        firstFree = NONE;
        lastClaimed = NONE;
    }

    /** Makes a slot available, where none is. */
    void makeRoom() {
        int capacity = capacity();
        if (capacity > MAX_CAPACITY / 2) {
            throw new IllegalStateException("more than " + capacity + " timers");
        }
        setCapacity(capacity * 2);
    }

    private void setCapacity(int capacity) {
        resize(capacity);
        links = Arrays.copyOf(links, capacity + 1);
        items = Arrays.copyOf(items, capacity + 1);
    }
}
