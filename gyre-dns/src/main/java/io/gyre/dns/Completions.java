package io.gyre.dns;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import java.util.ArrayDeque;

/**
 * What users are to be told, each from the loop and by itself: a callback may do anything, throwing and closing included, without getting in
 * the way of the messages that are being read. Added to from any thread.
 */
final class Completions {
    /** Tells one user. */
    interface Notice {
        void tell() throws Exception;
    }

    private ArrayDeque<Notice> waiting = new ArrayDeque<>();

    /** Those whose turn it is; touched by the loop only. */
    private ArrayDeque<Notice> telling = new ArrayDeque<>();

    private final Event event;
    private boolean scheduled;

    Completions(EventBase base) {
        event = base.user((_, _) -> run()).name("DNS answers");
    }

    synchronized void add(Notice notice) {
        waiting.add(notice);
        schedule();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            event.activate(EventMask.READ);
        }
    }

    /** Those that come from now on have their turn in the next pass, after other events. */
    private synchronized void begin() {
        scheduled = false;
        if (telling.isEmpty()) {
            ArrayDeque<Notice> told = telling;
            telling = waiting;
            waiting = told;
        }
    }

    private synchronized void end() {
        if (!waiting.isEmpty() || !telling.isEmpty()) {
            schedule();
        }
    }

    /** If one throws, those after it are told in the next pass, before those that came meanwhile. */
    private void run() throws Exception {
        begin();
        try {
            for (Notice next = telling.poll(); next != null; next = telling.poll()) {
                next.tell();
            }
        } finally {
            end();
        }
    }
}
