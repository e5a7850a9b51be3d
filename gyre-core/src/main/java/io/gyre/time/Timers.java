package io.gyre.time;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Items waiting for their deadlines, earliest first; of equal deadlines, the one added or updated first.
 *
 * <p>{@link #add} gives out a handle, with which a timer is updated and removed; it stays valid until the timer is removed or
 * polled, and is then used again for another one. Nothing is allocated unless the number of timers passes its former maximum;
 * memory for more than 65,536 of them is given back when the last one has gone.
 *
 * <p>All deadlines held at one time must lie within 146 years of each other (see {@link Durations#MAX_NANOS}), which makes their
 * order safe against a clock that wraps. Not safe for use by several threads: whoever owns it brings the lock.
 *
 * @param <T> what waits
 */
public abstract sealed class Timers<T> permits TimerHeap, TimeoutQueue {
    /** A handle that is never given out, so that a field of value 0 says "no timer". */
    public static final int NONE = 0;

    /** How many timers' memory is kept for good: 1.5 MB. */
    private static final int KEPT = 1 << 16;

    /** By slot: a live timer's place, not negative; or {@code ~next} of a free slot, where {@code next} is the next free one or NONE. */
    int[] places;

    private final int keptCapacity;
    private @Nullable Object[] items;
    private int firstFree = NONE;
    private int size;

    /** Makes room for {@code capacity} timers. {@link #resize} is not called for these. */
    Timers(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("room for at least one timer is needed, not for " + capacity);
        }
        keptCapacity = Math.max(capacity, KEPT);
        places = new int[] {~NONE};
        items = new Object[1];
        addSlots(capacity);
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
    public abstract void remove(int handle);

    /**
     * Moves a timer to another deadline, as if it were removed and added anew, with the same handle.
     *
     * @param handle the timer's handle
     * @param deadlineNanos when it is due from now on
     * @throws IllegalStateException if the timer was removed or polled already
     */
    public abstract void update(int handle, long deadlineNanos);

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
        for (int slot = 1; slot < places.length; slot++) {
            if (places[slot] >= 0) {
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
    public final boolean isDue(long nowNanos) {
        return size != 0 && earliest() - nowNanos <= 0;
    }

    /**
     * {@return the item of a timer}
     *
     * @param handle the timer's handle
     * @throws IllegalStateException if the timer was removed or polled already
     */
    public final T item(int handle) {
        place(handle);
        return itemAt(handle);
    }

    /** {@return how many timers fit before the arrays grow} */
    final int capacity() {
        return places.length - 1;
    }

    /** {@return the place of the timer with {@code handle}}, after a check that there is one. */
    final int place(int handle) {
        if (handle < 0 || handle >= places.length || places[handle] < 0) {
            throw new IllegalStateException(
                    "no timer has the handle " + handle + ": it was removed or came out already");
        }
        return places[handle];
    }

    /** {@return the item in a slot that is known to be live} */
    @SuppressWarnings("unchecked") // Only claim() stores here.
    final T itemAt(int slot) {
        return (T) Objects.requireNonNull(items[slot]);
    }

    /** {@return a free slot, now taken by {@code item}} The caller gives it a place. */
    final int claim(T item) {
        if (firstFree == NONE) {
            grow();
        }
        int slot = firstFree;
        firstFree = ~places[slot];
        items[slot] = Objects.requireNonNull(item, "item");
        size++;
        return slot;
    }

    /** Makes a slot free. The last one freed is the next one claimed, while it is still in the cache. */
    final void release(int slot) {
        items[slot] = null;
        places[slot] = ~firstFree;
        firstFree = slot;
        size--;
        if (size == 0 && capacity() > keptCapacity) {
            shrink();
        }
    }

    private void grow() {
        int capacity = capacity() * 2;
        if (capacity <= 0) {
            throw new IllegalStateException("more than " + capacity() + " timers");
        }
        resize(capacity);
        addSlots(capacity);
    }

    private void shrink() {
        resize(keptCapacity);
        places = new int[] {~NONE};
        items = new Object[1];
        addSlots(keptCapacity);
    }

    private void addSlots(int capacity) {
        int from = places.length;
        places = Arrays.copyOf(places, capacity + 1);
        items = Arrays.copyOf(items, capacity + 1);
        for (int slot = from; slot <= capacity; slot++) {
            places[slot] = ~(slot < capacity ? slot + 1 : NONE);
        }
        firstFree = from;
    }
}
