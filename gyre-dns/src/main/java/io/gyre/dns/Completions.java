package io.gyre.dns;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import java.util.ArrayDeque;

/**
 * What users are to be told, each from the loop and by itself: a callback may do anything, throwing and closing included, without getting in
 * the way of the messages that are being read. For the loop alone.
 */
final class Completions {
    /** Tells one user. */
    interface Notice {
        void tell() throws Exception;
    }

    private final ArrayDeque<Notice> waiting = new ArrayDeque<>();
    private final Event event;
    private boolean scheduled;

    Completions(EventBase base) {
        event = base.user((_, _) -> run()).name("DNS answers");
    }

    void add(Notice notice) {
        waiting.add(notice);
        if (!scheduled) {
            scheduled = true;
            event.activate(EventMask.READ);
        }
    }

    private void run() throws Exception {
        scheduled = false;
        // Those that come meanwhile have their turn in the next pass, after other events.
        for (int left = waiting.size(); left > 0; left--) {
            Notice next = waiting.poll();
            if (next == null) {
                return;
            }
            try {
                next.tell();
            } catch (Throwable thrown) {
                reschedule();
                throw thrown;
            }
        }
        reschedule();
    }

    private void reschedule() {
        if (!waiting.isEmpty() && !scheduled) {
            scheduled = true;
            event.activate(EventMask.READ);
        }
    }
}
