package io.gyre.time;

import java.util.Arrays;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Timers of any durations in an 8-ary heap: libevent's {@code min_heap}, with the same costs. {@link #add}, {@link #remove},
 * {@link #update} and {@link #poll} take O(log n), {@link #earliest} and {@link #peek} O(1).
 *
 * <p>The deadlines lie side by side in one array, so that the eight children of a node fill a cache line or two, and nothing but
 * that array is read on the way down. Timers of equal deadlines come out in the order in which they were added, up to 2³¹ of
 * them apart.
 *
 * @param <T> what waits
 */
public final class TimerHeap<T> extends Timers<T> {
    private static final int ARITY = 8;
    private static final int INITIAL_CAPACITY = 15;

    /** Fills the places past the end, so that eight children can be compared without counting them. No timer has it. */
    private static final long PAST_THE_END = Long.MAX_VALUE;

    /** By place: the deadline as its distance from {@link #origin}, which makes {@code <} safe where a clock wraps. */
    private long[] deadlines;

    /** By place: the slot in the lower half; in the upper one a serial number, to tell which of two equal deadlines came first. */
    private long[] ranks;

    /** Deadline of the timer that was added when the heap was last empty. */
    private long origin;

    private int nextSerial;

    /** Makes an empty heap. */
    public TimerHeap() {
        this(INITIAL_CAPACITY);
    }

    /**
     * Makes an empty heap with room for {@code capacity} timers.
     *
     * @param capacity how many timers fit before it grows; at least 1
     */
    public TimerHeap(int capacity) {
        super(capacity);
        deadlines = new long[capacity + ARITY];
        ranks = new long[capacity + ARITY];
        Arrays.fill(deadlines, PAST_THE_END);
    }

    @Override
    void resize(int capacity) {
        int from = Math.min(deadlines.length, capacity + ARITY);
        deadlines = Arrays.copyOf(deadlines, capacity + ARITY);
        ranks = Arrays.copyOf(ranks, capacity + ARITY);
        Arrays.fill(deadlines, from, deadlines.length, PAST_THE_END);
    }

    @Override
    public int add(long deadlineNanos, T item) {
        if (isEmpty()) {
            origin = deadlineNanos;
        }
        int slot = claim(item);
        rise(size() - 1, relative(deadlineNanos), newRank(slot));
        return slot;
    }

    @Override
    public void remove(int handle) {
        int hole = place(handle);
        release(handle);
        int last = size();
        long deadline = deadlines[last];
        deadlines[last] = PAST_THE_END;
        if (hole != last) {
            settle(hole, deadline, ranks[last]);
        }
    }

    @Override
    public void update(int handle, long deadlineNanos) {
        settle(place(handle), relative(deadlineNanos), newRank(handle));
    }

    @Override
    public long deadline(int handle) {
        return origin + deadlines[place(handle)];
    }

    @Override
    public long earliest() {
        requireTimer();
        return origin + deadlines[0];
    }

    @Override
    public @Nullable T peek() {
        return isEmpty() ? null : itemAt(slot(ranks[0]));
    }

    @Override
    public T poll() {
        requireTimer();
        int slot = slot(ranks[0]);
        T item = itemAt(slot);
        remove(slot);
        return item;
    }

    /** {@return whether no timer is due before the one above it} For tests; O(n). */
    boolean isOrdered() {
        for (int place = 1; place < size(); place++) {
            if (deadlines[place] < deadlines[parent(place)] || places[slot(ranks[place])] != place) {
                return false;
            }
        }
        return true;
    }

    private void requireTimer() {
        if (isEmpty()) {
            throw new NoSuchElementException("no timer is pending");
        }
    }

    private long relative(long deadlineNanos) {
        return Math.min(deadlineNanos - origin, PAST_THE_END - 1);
    }

    private long newRank(int slot) {
        return (long) nextSerial++ << 32 | slot;
    }

    private static int slot(long rank) {
        return (int) rank;
    }

    private static boolean older(long rank, long other) {
        return (int) (rank >>> 32) - (int) (other >>> 32) < 0;
    }

    /** Fills the hole with a timer, and moves this to where it belongs. */
    private void settle(int hole, long deadline, long rank) {
        if (hole > 0 && deadline <= deadlines[parent(hole)]) {
            rise(hole, deadline, rank);
        } else {
            sink(hole, deadline, rank);
        }
    }

    /** Moves the hole towards the root, past every later timer, and fills it. */
    private void rise(int start, long deadline, long rank) {
        int hole = start;
        while (hole > 0) {
            int parent = parent(hole);
            long above = deadlines[parent];
            if (above <= deadline && (above < deadline || older(ranks[parent], rank))) {
                break;
            }
            put(hole, above, ranks[parent]);
            hole = parent;
        }
        put(hole, deadline, rank);
    }

    /** Moves the hole towards the leaves, past every earlier timer, and fills it. */
    private void sink(int start, long deadline, long rank) {
        int hole = start;
        for (int first = firstChild(hole); first < size(); first = firstChild(hole)) {
            int child = earliestFrom(first);
            long below = deadlines[child];
            if (below >= deadline && (below > deadline || older(rank, ranks[child]))) {
                break;
            }
            put(hole, below, ranks[child]);
            hole = child;
        }
        put(hole, deadline, rank);
    }

    private void put(int place, long deadline, long rank) {
        deadlines[place] = deadline;
        ranks[place] = rank;
        places[slot(rank)] = place;
    }

    /** {@return the place of the earliest of eight siblings} The hot spot of a full heap: both loops compile without branches. */
    private int earliestFrom(int first) {
        long[] deadlines = this.deadlines;
        int at = first;
        long earliest = deadlines[first];
        for (int i = first + 1; i < first + ARITY; i++) {
            long deadline = deadlines[i];
            if (deadline < earliest) {
                earliest = deadline;
                at = i;
            }
        }
        long others = 0;
        for (int i = first; i < first + ARITY; i++) {
            long difference = deadlines[i] ^ earliest;
            others += (difference | -difference) >>> 63; // Adds one for each that is not equal.
        }
        return others == ARITY - 1 ? at : oldestOf(earliest, at, first + ARITY);
    }

    /** {@return the place of the timer that was added first among those with {@code deadline} in {@code [from, end)}} */
    private int oldestOf(long deadline, int from, int end) {
        int oldest = from;
        for (int i = from + 1; i < end; i++) {
            if (deadlines[i] == deadline && older(ranks[i], ranks[oldest])) {
                oldest = i;
            }
        }
        return oldest;
    }

    private static int parent(int place) {
        return (place - 1) / ARITY;
    }

    private static int firstChild(int place) {
        return place * ARITY + 1;
    }
}
