package io.gyre.event;

import io.gyre.time.TimerHeap;
import io.gyre.time.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The timeouts of a base: one heap, and a queue for each common duration. Guarded by the base's lock. */
final class Timeouts {
    /** {@code MAX_COMMON_TIMEOUTS} of libevent. */
    private static final int MAX_COMMON = 256;

    private final TimerHeap<Event> heap = new TimerHeap<>();
    private final List<CommonTimeout> commons = new ArrayList<>();

    /** The common durations whose queue is not empty, by their first deadline. */
    private final TimerHeap<CommonTimeout> heads = new TimerHeap<>();

    CommonTimeout common(EventBase base, long nanos) {
        for (CommonTimeout known : commons) {
            if (known.nanos == nanos) {
                return known;
            }
        }
        if (commons.size() == MAX_COMMON) {
            throw new IllegalStateException("this base has " + MAX_COMMON
                    + " common timeouts already: use ordinary timeouts for rare durations");
        }
        var fresh = new CommonTimeout(base, nanos);
        commons.add(fresh);
        return fresh;
    }

    void add(Event event, long deadline, @Nullable CommonTimeout common) {
        event.common = common;
        if (common == null) {
            event.timer = heap.add(deadline, event);
        } else {
            event.timer = -common.queue.add(deadline, event);
            headChanged(common);
        }
    }

    /** Moves a timeout within the heap, for an event that has one there. */
    void update(Event event, long deadline) {
        heap.updatePending(event.timer, deadline);
    }

    void remove(Event event) {
        CommonTimeout common = commonOf(event);
        if (common == null) {
            heap.removePending(event.timer);
        } else {
            common.queue.removePending(-event.timer);
            headChanged(common);
        }
    }

    /** {@return the common timeout that runs for the event, or null if another does} Without a look at the event's other end. */
    private static @Nullable CommonTimeout commonOf(Event event) {
        return event.timer < 0 ? event.common : null;
    }

    private void headChanged(CommonTimeout common) {
        if (common.queue.isEmpty()) {
            heads.remove(common.handle);
            common.handle = Timers.NONE;
        } else if (common.handle == Timers.NONE) {
            common.handle = heads.add(common.queue.earliest(), common);
        } else if (heads.deadline(common.handle) != common.queue.earliest()) {
            heads.update(common.handle, common.queue.earliest());
        }
    }

    long deadline(Event event) {
        CommonTimeout common = commonOf(event);
        return common == null ? heap.deadline(event.timer) : common.queue.deadline(-event.timer);
    }

    /** {@return whether {@code event} may be the next to be due, so that a wait under way is too long} */
    boolean isFirst(Event event) {
        CommonTimeout common = commonOf(event);
        return common == null ? heap.leads(event.timer) : common.queue.leads(-event.timer);
    }

    /** {@return how long until the first is due; 0 if it is} There must be one. */
    long untilNext(long now) {
        long until;
        if (heap.isEmpty()) {
            until = heads.earliest() - now;
        } else if (heads.isEmpty()) {
            until = heap.earliest() - now;
        } else {
            until = Math.min(heap.earliest() - now, heads.earliest() - now);
        }
        return Math.max(0, until);
    }

    void forEach(Consumer<Event> action) {
        heap.forEach(action);
        commons.forEach(common -> common.queue.forEach(action));
    }

    /** {@return an event that is due, which has left, or null} Those of the heap come before those of common durations. */
    @Nullable
    Event pollDue(long now) {
        if (heap.isDue(now)) {
            long deadline = heap.earliest();
            return scheduled(heap.poll(), deadline);
        }
        return heads.isDue(now) ? pollCommon(heads.peek()) : null;
    }

    private Event pollCommon(@Nullable CommonTimeout common) {
        if (common == null) {
            throw new AssertionError("a heap that is not empty has a first element");
        }
        long deadline = common.queue.earliest();
        Event event = common.queue.poll();
        headChanged(common);
        return scheduled(event, deadline);
    }

    private static Event scheduled(Event event, long deadline) {
        event.dueAt(deadline);
        return event;
    }
}
