package io.gyre.event;

import java.time.Duration;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** What the methods of {@link Event} do, under the lock of its base. From any thread. */
final class Operations {
    private static final int CONDITIONS = 0x8e;

    private final Lock lock;
    private final Registry registry;
    private final Dispatcher dispatcher;
    private final Loop loop;

    Operations(Lock lock, Registry registry, Dispatcher dispatcher, Loop loop) {
        this.lock = lock;
        this.registry = registry;
        this.dispatcher = dispatcher;
        this.loop = loop;
    }

    Event add(Event event, long nanos, @Nullable CommonTimeout common) {
        lock.lock();
        try {
            requireOpen(event, "added");
            registry.add(event, nanos, common);
            return event;
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen(Event event, String what) {
        if (loop.closed) {
            throw new IllegalStateException(event + " cannot be " + what + ": its base is closed");
        }
    }

    void remove(Event event, boolean waitForCallback) {
        lock.lock();
        try {
            registry.remove(event);
            if (waitForCallback && dispatcher.running == event && !loop.inLoop()) {
                dispatcher.awaitEnd(event);
            }
        } finally {
            lock.unlock();
        }
    }

    void removeTimer(Event event) {
        lock.lock();
        try {
            registry.dropTimeout(event);
            event.repeatNoMore();
        } finally {
            lock.unlock();
        }
    }

    void activate(Event event, int fired, int calls) {
        lock.lock();
        try {
            requireOpen(event, "activated");
            registry.activate(event, fired, calls);
            loop.waiting.interrupt();
        } finally {
            lock.unlock();
        }
    }

    void activateLater(Event event, int fired) {
        lock.lock();
        try {
            requireOpen(event, "activated");
            registry.activateLater(event, fired);
            loop.waiting.interrupt();
        } finally {
            lock.unlock();
        }
    }

    EventMask pending(Event event, EventMask asked) {
        lock.lock();
        try {
            int bits = event.has(Event.INSERTED) ? event.maskBits() & CONDITIONS : 0;
            bits |= event.has(Event.ACTIVE) || event.has(Event.ACTIVE_LATER) ? event.fired : 0;
            bits |= event.has(Event.IN_TIMEOUT) ? EventMask.TIMEOUT.bits() : 0;
            return EventMask.of(bits & asked.bits() & (CONDITIONS | EventMask.TIMEOUT.bits()));
        } finally {
            lock.unlock();
        }
    }

    boolean isPending(Event event) {
        lock.lock();
        try {
            return event.has(Event.INSERTED | Event.IN_TIMEOUT | Event.ACTIVE | Event.ACTIVE_LATER);
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Duration remaining(Event event) {
        lock.lock();
        try {
            return event.has(Event.IN_TIMEOUT)
                    ? Duration.ofNanos(Math.max(0, registry.timeouts.deadline(event) - loop.now()))
                    : null;
        } finally {
            lock.unlock();
        }
    }

    void setPriority(Event event, int priority) {
        lock.lock();
        try {
            Priorities.check(priority, registry.active.length);
            if (event.has(Event.ACTIVE)) {
                throw new IllegalStateException(event + " is active: its priority can be set before or after");
            }
            event.priority = (short) priority;
        } finally {
            lock.unlock();
        }
    }

    void requireIdle(Event event, String what) {
        if (isPending(event)) {
            throw new IllegalStateException(
                    event + " is pending or active and cannot be " + what + ": remove it first");
        }
    }

    void finalizeEvent(Event event, FinalizeCallback callback) {
        lock.lock();
        try {
            if (!event.has(Event.FINALIZING)) {
                registry.remove(event);
                dispatcher.finalizeWith(event, callback);
                registry.activate(event, EventMask.FINALIZE.bits(), 1);
                event.state |= (short) Event.FINALIZING;
                loop.waiting.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
