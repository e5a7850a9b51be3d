package io.gyre.dns;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What users are to be told, each from the loop and by itself: a callback may do anything, throwing and closing included, without getting in
 * the way of the messages that are being read. Added to from any thread.
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

    synchronized void add(Notice notice) {
        waiting.add(notice);
        schedule();
    }

    private void schedule() {
        if (!scheduled && !waiting.isEmpty()) {
            scheduled = true;
            event.activate(EventMask.READ);
        }
    }

    private synchronized int begin() {
        scheduled = false;
        return waiting.size();
    }

    private synchronized @Nullable Notice next() {
        return waiting.poll();
    }

    private synchronized void end() {
        schedule();
    }

    /** Those that come meanwhile have their turn in the next pass, after other events. */
    private void run() throws Exception {
        try {
            for (int left = begin(); left > 0; left--) {
                Notice next = next();
                if (next == null) {
                    return;
                }
                next.tell();
            }
        } finally {
            end();
        }
    }
}
