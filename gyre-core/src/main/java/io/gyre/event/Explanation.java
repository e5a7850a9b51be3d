package io.gyre.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a base waits for, in words. Taken under the lock, told without it. */
final class Explanation {
    private final List<String> inserted = new ArrayList<>();
    private final List<String> active = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final String state;

    Explanation(EventBase base, Registry registry, Loop loop, Dispatcher dispatcher) {
        registry.forEach(event -> add(event, registry, loop));
        if (loop.tasks.size() > 0) {
            reasons.add(loop.tasks.size() + " tasks wait to be run");
        }
        if (registry.count(EventCount.VIRTUAL) > 0) {
            reasons.add(registry.count(EventCount.VIRTUAL) + " virtual events, added by addVirtual");
        }
        if (loop.backend.sends() > 0) {
            reasons.add(loop.backend.sends() + " sends that the kernel has not completed");
        }
        state = state(base, loop, dispatcher);
    }

    private static String state(EventBase base, Loop loop, Dispatcher dispatcher) {
        Thread thread = loop.thread;
        if (thread == null) {
            return "The loop (" + base.method() + ") does not run";
        }
        Event running = dispatcher.running;
        return "The loop (" + base.method() + ") runs on " + thread
                + (running == null ? "" : ", in the callback of " + running);
    }

    private boolean add(Event event, Registry registry, Loop loop) {
        String line = event + wants(event, registry, loop);
        if (event.has(Event.ACTIVE) || event.has(Event.ACTIVE_LATER)) {
            active.add("  " + event + ", active for " + EventMask.of(event.fired) + ", priority " + event.priority);
        }
        if (event.has(Event.INSERTED) || event.has(Event.IN_TIMEOUT)) {
            inserted.add("  " + line + ", priority " + event.priority);
        }
        reasons.add(line + (event.has(Event.ACTIVE) ? ", active" : ""));
        return true;
    }

    private static String wants(Event event, Registry registry, Loop loop) {
        var text = new StringBuilder();
        if (event.has(Event.INSERTED)) {
            text.append(
                    event.mask().contains(EventMask.SIGNAL) ? " waits for the signal" : " waits for the descriptor");
            if (event.fd() != null && !event.fd().isOpen()) {
                text.append(", which is CLOSED, so that it never fires");
            }
        }
        if (event.has(Event.IN_TIMEOUT)) {
            long left = registry.timeouts.deadline(event) - loop.now();
            text.append(event.has(Event.INSERTED) ? " or" : " waits").append(" until ");
            text.append(left <= 0 ? "now" : Duration.ofNanos(left).toMillis() + " ms from now");
        }
        return text.toString();
    }

    String explain() {
        if (reasons.isEmpty()) {
            return state + ". Nothing is pending or active: it would end now.";
        }
        return state + ". It would not end, because of:\n  " + String.join("\n  ", reasons);
    }

    String dump() {
        return "Inserted events:\n" + lines(inserted) + "Active events:\n" + lines(active);
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
