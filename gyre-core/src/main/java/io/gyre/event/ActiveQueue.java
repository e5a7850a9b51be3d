package io.gyre.event;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Events of one priority whose callbacks are due, first in, first out. An event knows its slot, so that it can leave. */
final class ActiveQueue {
    /** A ring; a removed event leaves a hole. The length is a power of two. */
    private @Nullable Event[] ring = new @Nullable Event[16];

    /** Ever growing positions; the slot is the position's lower bits. */
    private int head;

    private int tail;

    void add(Event event) {
        if (tail - head == ring.length) {
            grow();
        }
        event.activeSlot = tail;
        ring[tail++ & ring.length - 1] = event;
    }

    void remove(Event event) {
        ring[event.activeSlot & ring.length - 1] = null;
        skipHoles();
    }

    /** {@return the oldest, which leaves the queue, or null} */
    @Nullable
    Event poll() {
        if (head == tail) {
            return null;
        }
        int slot = head & ring.length - 1;
        Event event = ring[slot];
        ring[slot] = null;
        head++;
        skipHoles();
        return event;
    }

    boolean isEmpty() {
        return head == tail;
    }

    void forEach(Consumer<Event> action) {
        for (int i = head; i != tail; i++) {
            Event event = ring[i & ring.length - 1];
            if (event != null) {
                action.accept(event);
            }
        }
    }

    /** Keeps an event at the head, so that an empty queue is one without holes. */
    private void skipHoles() {
        while (head != tail && ring[head & ring.length - 1] == null) {
            head++;
        }
    }

    private void grow() {
        @Nullable Event[] larger = Arrays.copyOf(ring, ring.length * 2);
        Arrays.fill(larger, null);
        for (int i = head; i != tail; i++) {
            larger[i & larger.length - 1] = ring[i & ring.length - 1];
        }
        ring = larger;
    }
}
