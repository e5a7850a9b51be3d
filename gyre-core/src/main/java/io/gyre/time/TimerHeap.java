package io.gyre.time;

import java.util.Arrays;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Timers of any durations in an 8-ary heap: libevent's {@code min_heap}, but lazy. {@link #add} and {@link #poll} take O(log n),
 * {@link #remove} and an {@link #update} to a later deadline O(1), and {@link #earliest} and {@link #peek} O(1) if amortised.
 *
 * <p>With a million timers it is cache misses that cost. So nothing is ever moved or looked for amid the heap: a timer that is
 * removed only loses its item, one that is put off only has its new deadline noted by its slot, and one that is brought forward
 * gets another entry at the heap's end, where its neighbours are in the cache. That is a cache line or two rather than eight. What
 * lies in the heap is then a lower bound, or dead. An entry that comes to the top is looked at, and dropped or sunk to where it
 * belongs; when an array is full or dead entries are in the way, and they are many, the heap is made anew of the living in one pass.
 *
 * <p>The keys lie side by side in one array, so that the eight children of a node fill a cache line or two, and nothing but that
 * array is read on the way down. Timers of equal deadlines come out in the order in which they were added, up to 2³¹ of them apart.
 *
 * @param <T> what waits
 */
public final class TimerHeap<T> extends Timers<T> {
    private static final int ARITY = 8;
    private static final int INITIAL_CAPACITY = 15;

    /** Fills the places past the end, so that eight children can be compared without counting them. No timer has it. */
    private static final long PAST_THE_END = Long.MAX_VALUE;

    /**
     * By place: a deadline that the entry's timer had, and that its present one is not before. It is kept as the distance from
     * {@link #origin}, which makes {@code <} safe where a clock wraps.
     */
    private long[] keys;

    /** By place: the serial number, in the upper half, of when the entry's key was set; and the slot, in the lower one. */
    private long[] ranks;

    /**
     * Two by slot, to be found in one cache line. First the deadline, less the origin. Then, in the upper half, the serial number of
     * when that was set, which tells which of two equal deadlines came first; and, in the lower one, that of the slot's entry. Other
     * entries of the slot are dead.
     */
    private long[] timers;

    /** How many places are in use, by the living and the dead. */
    private int entries;

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
        keys = new long[capacity + ARITY];
        ranks = new long[capacity + ARITY];
        timers = new long[2 * (capacity + 1)];
        Arrays.fill(keys, PAST_THE_END);
    }

    @Override
    void resize(int capacity) {
        timers = Arrays.copyOf(timers, 2 * (capacity + 1));
        resizeHeap(Math.max(capacity, entries) + ARITY);
    }

    private void resizeHeap(int length) {
        int from = Math.min(keys.length, length);
        keys = Arrays.copyOf(keys, length);
        ranks = Arrays.copyOf(ranks, length);
        Arrays.fill(keys, from, length, PAST_THE_END);
    }

    @Override
    public int add(long deadlineNanos, T item) {
        if (isEmpty()) {
            origin = deadlineNanos;
        }
        makePlace();
        int slot = claim(item);
        enter(slot, relative(deadlineNanos));
        return slot;
    }

    @Override
    public void removePending(int handle) {
        kill(handle);
        if (isEmpty()) {
            clear();
        }
    }

    @Override
    public void updatePending(int handle, long deadlineNanos) {
        long deadline = relative(deadlineNanos);
        if (deadline < deadlineOf(handle)) {
            makePlace();
            enter(handle, deadline);
        } else {
            note(handle, deadline, nextSerial++, entrySerial(handle));
        }
    }

    /** Gives a slot a deadline, and an entry that is its only one from now on. */
    private void enter(int slot, long deadline) {
        int serial = nextSerial++;
        note(slot, deadline, serial, serial);
        rise(entries++, deadline, rank(serial, slot));
    }

    private void note(int slot, long deadline, int serial, int entrySerial) {
        timers[2 * slot] = deadline;
        timers[2 * slot + 1] = (long) serial << 32 | Integer.toUnsignedLong(entrySerial);
    }

    @Override
    public long deadline(int handle) {
        requireLive(handle);
        return origin + deadlineOf(handle);
    }

    @Override
    public long earliest() {
        return origin + deadlineOf(first());
    }

    @Override
    public boolean isDue(long nowNanos) {
        return !isEmpty() && origin + keys[0] - nowNanos <= 0 && earliest() - nowNanos <= 0;
    }

    /** What lies above the timer may be dead or put off, but then a wait that began before ends no later than that was due. */
    @Override
    public boolean leads(int handle) {
        return slot(ranks[0]) == handle;
    }

    @Override
    public @Nullable T peek() {
        return isEmpty() ? null : itemAt(first());
    }

    @Override
    public T poll() {
        int slot = first();
        T item = itemAt(slot);
        kill(slot);
        if (isEmpty()) {
            clear();
        } else {
            free(slot);
            dropTop();
        }
        return item;
    }

    /** {@return the slot of the timer that is due first} Its entry is at the top, and the key is its deadline. */
    private int first() {
        requireTimer();
        while (true) {
            long rank = ranks[0];
            int slot = slot(rank);
            if (!isEntryOf(slot, rank)) {
                dropDeadTop();
            } else if (!isLive(slot)) {
                free(slot);
                dropDeadTop();
            } else if (serial(slot) != serialOf(rank)) {
                int serial = serial(slot);
                note(slot, deadlineOf(slot), serial, serial);
                sink(0, deadlineOf(slot), rank(serial, slot));
            } else {
                return slot;
            }
        }
    }

    /** Drops the top alone, or all that is dead if this is most of the heap and of the slots to be passed. */
    private void dropDeadTop() {
        dropTop();
        int dead = entries - size();
        if (dead > 2 * size() && dead > lastClaimed() / 4) {
            compact();
        }
    }

    private void dropTop() {
        int last = --entries;
        long key = keys[last];
        keys[last] = PAST_THE_END;
        if (last > 0) {
            sink(0, key, ranks[last]);
        }
    }

    /** The dead make room before more memory is taken, if they are a third of all. */
    @Override
    void makeRoom() {
        if (capacity() - size() > size() / 2) {
            compact();
        } else {
            super.makeRoom();
        }
    }

    private void makePlace() {
        if (entries + ARITY > keys.length) {
            if (entries - size() > size() / 2) {
                compact();
            } else {
                resizeHeap(2 * keys.length);
            }
        }
    }

    /** Makes the heap anew of the living. It passes the slots in their order, which is also that of the memory. */
    private void compact() {
        int all = entries;
        entries = 0;
        for (int slot = 1; slot <= lastClaimed(); slot++) {
            if (isLive(slot)) {
                int serial = serial(slot);
                note(slot, deadlineOf(slot), serial, serial);
                put(entries++, deadlineOf(slot), rank(serial, slot));
            }
        }
        Arrays.fill(keys, entries, Math.max(entries, all), PAST_THE_END);
        for (int place = parent(entries - 1); place >= 0; place--) {
            sink(place, keys[place], ranks[place]);
        }
        freeDead();
    }

    private void clear() {
        Arrays.fill(keys, 0, entries, PAST_THE_END);
        entries = 0;
        reset();
    }

    /** {@return how many entries belong to no timer any more} For tests. */
    int dead() {
        return entries - size();
    }

    /** {@return whether no entry is due before the one above it, and none before its own key} For tests; O(n). */
    boolean isOrdered() {
        for (int place = 0; place < entries; place++) {
            int slot = slot(ranks[place]);
            boolean lives = isLive(slot) && isEntryOf(slot, ranks[place]);
            if (keys[place] < keys[parent(place)] || (lives && deadlineOf(slot) < keys[place])) {
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

    private long deadlineOf(int slot) {
        return timers[2 * slot];
    }

    private int serial(int slot) {
        return serialOf(timers[2 * slot + 1]);
    }

    private int entrySerial(int slot) {
        return (int) timers[2 * slot + 1];
    }

    private boolean isEntryOf(int slot, long rank) {
        return entrySerial(slot) == serialOf(rank);
    }

    private static long rank(int serial, int slot) {
        return (long) serial << 32 | slot;
    }

    private static int serialOf(long rank) {
        return (int) (rank >>> 32);
    }

    private static int slot(long rank) {
        return (int) rank;
    }

    private static boolean older(long rank, long other) {
        return serialOf(rank) - serialOf(other) < 0;
    }

    /** Moves the hole towards the root, past every later timer, and fills it. */
    private void rise(int start, long key, long rank) {
        int hole = start;
        while (hole > 0) {
            int parent = parent(hole);
            long above = keys[parent];
            if (above <= key && (above < key || older(ranks[parent], rank))) {
                break;
            }
            put(hole, above, ranks[parent]);
            hole = parent;
        }
        put(hole, key, rank);
    }

    /** Moves the hole towards the leaves, past every earlier timer, and fills it. */
    private void sink(int start, long key, long rank) {
        int hole = start;
        for (int first = firstChild(hole); first < entries; first = firstChild(hole)) {
            int child = earliestFrom(first);
            long below = keys[child];
            if (below >= key && (below > key || older(rank, ranks[child]))) {
                break;
            }
            put(hole, below, ranks[child]);
            hole = child;
        }
        put(hole, key, rank);
    }

    private void put(int place, long key, long rank) {
        keys[place] = key;
        ranks[place] = rank;
    }

    /** {@return the place of the earliest of eight siblings} The hot spot of a full heap: both loops compile without branches. */
    private int earliestFrom(int first) {
        long[] keys = this.keys;
        int at = first;
        long earliest = keys[first];
        for (int i = first + 1; i < first + ARITY; i++) {
            long key = keys[i];
            if (key < earliest) {
                earliest = key;
                at = i;
            }
        }
        long others = 0;
        for (int i = first; i < first + ARITY; i++) {
            long difference = keys[i] ^ earliest;
            others += (difference | -difference) >>> 63; // Adds one for each that is not equal.
        }
        return others == ARITY - 1 ? at : oldestOf(earliest, at, first + ARITY);
    }

    /** {@return the place of the timer that was added first among those with {@code key} in {@code [from, end)}} */
    private int oldestOf(long key, int from, int end) {
        int oldest = from;
        for (int i = from + 1; i < end; i++) {
            if (keys[i] == key && older(ranks[i], ranks[oldest])) {
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
