package io.gyre.conformance.event;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The loop as simple as can be, with lists only, to compare the real one with. It has timers and events activated by hand. */
final class LoopModel {
    static final int TIMEOUT = 1;

    /** One event. */
    static final class Item {
        final int number;
        final boolean persistent;
        int priority;
        int fired;
        boolean active;
        boolean later;

        @Nullable
        Long deadline;

        /** Zero for the heap, otherwise the common duration. */
        long common;

        long interval;
        long scheduled;
        long added;

        Item(int number, boolean persistent, int priority) {
            this.number = number;
            this.persistent = persistent;
            this.priority = priority;
        }
    }

    private final List<Item> items = new ArrayList<>();
    private final List<Item> active = new ArrayList<>();
    private final List<Item> later = new ArrayList<>();
    private final int priorities;

    /** Told of each callback, by the event's number. */
    private final IntConsumer callback;

    long now;

    /** Two timers were due at the very same time in an order that nobody promises. */
    boolean ambiguous;

    private long additions;
    private int runningPriority = -1;
    private boolean continueRequested;
    private boolean breakRequested;

    LoopModel(int priorities, IntConsumer callback) {
        this.priorities = priorities;
        this.callback = callback;
    }

    void create(boolean persistent, int priority) {
        items.add(new Item(items.size(), persistent, priority));
    }

    Item item(int number) {
        return items.get(number);
    }

    void add(int number, long nanos, boolean common) {
        Item item = item(number);
        if (item.persistent) {
            item.interval = nanos;
        }
        if (item.active && (item.fired & TIMEOUT) != 0) {
            active.remove(item);
            item.active = false;
        }
        schedule(item, now + nanos, common ? nanos : 0);
    }

    private void schedule(Item item, long deadline, long common) {
        item.deadline = deadline;
        item.common = common;
        item.added = additions++;
    }

    void remove(int number) {
        Item item = item(number);
        item.deadline = null;
        item.interval = 0;
        active.remove(item);
        later.remove(item);
        item.active = false;
        item.later = false;
    }

    void removeTimer(int number) {
        item(number).deadline = null;
        item(number).interval = 0;
    }

    void activate(int number, int fired) {
        Item item = item(number);
        boolean known = item.active || item.later;
        item.fired = known ? item.fired | fired : fired;
        if (!item.active) {
            later.remove(item);
            item.later = false;
            enqueue(item);
        }
    }

    void activateLater(int number, int fired) {
        Item item = item(number);
        boolean known = item.active || item.later;
        item.fired = known ? item.fired | fired : fired;
        if (!known) {
            item.later = true;
            later.add(item);
        }
    }

    private void enqueue(Item item) {
        continueRequested |= item.priority < runningPriority;
        item.active = true;
        active.add(item);
    }

    void loopContinue() {
        continueRequested = true;
    }

    void loopBreak() {
        breakRequested = true;
    }

    boolean isIdle() {
        return active.isEmpty() && later.isEmpty() && items.stream().allMatch(item -> item.deadline == null);
    }

    /** {@code EVLOOP_ONCE}. */
    void runOnce() {
        breakRequested = false;
        int ran = 0;
        while (!breakRequested && !isIdle() && (ran == 0 || !active.isEmpty() || !later.isEmpty())) {
            ran = pass();
        }
    }

    private int pass() {
        continueRequested = false;
        boolean work = !active.isEmpty() || !later.isEmpty();
        later.forEach(item -> {
            item.later = false;
            enqueue(item);
        });
        later.clear();
        if (!work) {
            now = Math.max(now, earliest());
        }
        expire();
        return runMostUrgent();
    }

    private long earliest() {
        return items.stream()
                .filter(item -> item.deadline != null)
                .mapToLong(item -> Objects.requireNonNull(item.deadline))
                .min()
                .orElse(now);
    }

    /** Ordinary ones before common ones; those in the order of their deadlines, and those of one duration as they were added. */
    private void expire() {
        List<Item> due = items.stream()
                .filter(item -> item.deadline != null && item.deadline <= now)
                .sorted(Comparator.<Item>comparingInt(item -> item.common == 0 ? 0 : 1)
                        .thenComparingLong(item -> Objects.requireNonNull(item.deadline))
                        .thenComparingLong(item -> item.added))
                .toList();
        for (int i = 0; i < due.size(); i++) {
            Item item = due.get(i);
            ambiguous |= i > 0 && isTie(due.get(i - 1), item);
            item.scheduled = Objects.requireNonNull(item.deadline);
        }
        due.forEach(item -> {
            item.deadline = null;
            activate(item.number, TIMEOUT);
        });
    }

    private static boolean isTie(Item one, Item other) {
        boolean sameKind = (one.common == 0) == (other.common == 0);
        boolean sameQueue = one.common != 0 && one.common == other.common;
        return sameKind && !sameQueue && Objects.equals(one.deadline, other.deadline);
    }

    private int runMostUrgent() {
        int most = active.stream().mapToInt(item -> item.priority).min().orElse(priorities);
        runningPriority = most;
        int ran = 0;
        for (Item next = next(most); next != null; next = next(most)) {
            run(next);
            ran++;
            if (breakRequested || continueRequested) {
                break;
            }
        }
        runningPriority = -1;
        return ran;
    }

    private @Nullable Item next(int priority) {
        return active.stream()
                .filter(item -> item.priority == priority)
                .findFirst()
                .orElse(null);
    }

    private void run(Item item) {
        active.remove(item);
        item.active = false;
        if (!item.persistent) {
            item.deadline = null;
        } else if (item.interval > 0) {
            long next = (item.fired & TIMEOUT) != 0 ? item.scheduled + item.interval : now + item.interval;
            schedule(item, next < now ? now + item.interval : next, item.common);
        }
        callback.accept(item.number);
    }
}
