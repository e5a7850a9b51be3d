package io.gyre.event;

import io.gyre.backend.Backend;
import io.gyre.backend.Interest;
import io.gyre.net.ErrnoException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is pending and what is active. Every method is called with the base's lock held. The moves between the states are
 * libevent's {@code event_add_nolock_}, {@code event_del_nolock_} and {@code event_active_nolock_}.
 */
final class Registry {
    /** Says that an event is added without a timeout. */
    static final long NO_TIMEOUT = Long.MIN_VALUE;

    private static final int WATCHED = Interest.CONDITIONS | EventMask.SIGNAL.bits();

    private final EventBase base;
    final FdMap fds;
    final SignalMap signals;
    final Timeouts timeouts = new Timeouts();
    private final Waiting loop;

    /** By priority. */
    ActiveQueue[] active;

    /** Events to become active on the next pass. */
    private final ActiveQueue later = new ActiveQueue();

    // The counts lie beside each other, for every turn reads them.

    /** In the active queues. */
    int activeCount;

    /** To become active on the next pass. */
    int laterCount;

    /** With a timeout. */
    int timeoutCount;

    /** Reasons to go on that are no events. */
    private int virtualCount;

    /** Registrations: once for each of descriptor or signal, timeout, and being active; the library's own apart. */
    private int addedCount;

    private int mostActive;
    private int mostVirtual;
    private int mostAdded;

    /** The priority whose queue runs now; -1 outside dispatch, so that nothing is more urgent. */
    int runningPriority = -1;

    /** Stop running the present queue, and look for events: {@code event_continue}. */
    boolean continueRequested;

    Registry(EventBase base, Backend backend, Waiting loop, int priorities) {
        this.base = base;
        this.loop = loop;
        fds = new FdMap(this, backend);
        signals = new SignalMap(base, this, loop);
        active = queues(priorities);
    }

    static ActiveQueue[] queues(int count) {
        var queues = new ActiveQueue[count];
        for (int i = 0; i < count; i++) {
            queues[i] = new ActiveQueue();
        }
        return queues;
    }

    void add(Event event, long timeoutNanos, @Nullable CommonTimeout common) {
        if (event.has(Event.FINALIZING)) {
            throw new IllegalStateException(event + " is being finalized: it cannot be added any more");
        }
        boolean interrupt = false;
        if ((event.maskBits() & WATCHED) != 0 && !event.has(Event.INSERTED)) {
            interrupt = insert(event);
        }
        if (timeoutNanos != NO_TIMEOUT) {
            event.repeatEvery(timeoutNanos);
            interrupt |= schedule(event, base.now() + timeoutNanos, common);
        }
        if (interrupt) {
            loop.interrupt();
        }
    }

    private boolean insert(Event event) {
        int rc;
        if ((event.maskBits() & EventMask.SIGNAL.bits()) != 0) {
            signals.add(event);
            rc = 0;
        } else {
            rc = fds.add(event);
        }
        if (rc < 0) {
            throw new UncheckedIOException(new ErrnoException("cannot watch " + event, rc, fds.remedy(event, -rc)));
        }
        set(event, Event.INSERTED);
        return rc == 1;
    }

    /** {@return whether a wait under way would end too late for it} */
    boolean schedule(Event event, long deadline, @Nullable CommonTimeout common) {
        if (event.has(Event.ACTIVE) && (event.fired & EventMask.TIMEOUT.bits()) != 0) {
            event.calls = 0;
            leaveActive(event); // A timeout that is set anew takes the expiry back that has not been told yet.
        }
        place(event, deadline, common);
        return timeouts.isFirst(event);
    }

    private void place(Event event, long deadline, @Nullable CommonTimeout common) {
        if (event.has(Event.IN_TIMEOUT) && common == null && event.timer > 0) {
            timeouts.update(event, deadline);
            return;
        }
        dropTimeout(event);
        timeouts.add(event, deadline, common);
        timeoutCount++;
        set(event, Event.IN_TIMEOUT);
    }

    private void leftTimeout(Event event) {
        timeoutCount--;
        clear(event, Event.IN_TIMEOUT);
    }

    void dropTimeout(Event event) {
        if (event.has(Event.IN_TIMEOUT)) {
            timeouts.remove(event);
            leftTimeout(event);
        }
    }

    /** Makes an event neither pending nor active. */
    void remove(Event event) {
        if (event.has(Event.FINALIZING)) {
            return;
        }
        if ((event.maskBits() & (EventMask.SIGNAL.bits() | EventMask.PERSIST.bits())) != 0) { // Others do not use them.
            event.calls = 0;
            event.repeatNoMore();
        }
        boolean interrupt = removePending(event);
        if (event.has(Event.ACTIVE)) {
            leaveActive(event);
        } else if (event.has(Event.ACTIVE_LATER)) {
            later.remove(event);
            leftLater(event);
        }
        if (interrupt || isIdle()) {
            loop.interrupt();
        }
    }

    /** {@return whether a wait under way has to be interrupted to see it} */
    boolean removePending(Event event) {
        dropTimeout(event);
        if (!event.has(Event.INSERTED)) {
            return false;
        }
        clear(event, Event.INSERTED);
        if ((event.maskBits() & EventMask.SIGNAL.bits()) != 0) {
            signals.remove(event);
            return false;
        }
        return fds.remove(event) == 1;
    }

    /** An event has left the descriptor map by itself, for its descriptor is gone. */
    void forgetInserted(Event event) {
        clear(event, Event.INSERTED);
    }

    /**
     * Makes an event active, or adds to what it is active for.
     *
     * @param calls how often a signal's callback is run; of no account for others
     */
    void activate(Event event, int fired, int calls) {
        if (event.has(Event.FINALIZING)) {
            return;
        }
        if (event.has(Event.ACTIVE)) {
            event.fired |= (short) fired;
            return;
        }
        if (event.has(Event.ACTIVE_LATER)) {
            event.fired |= (short) fired;
            later.remove(event);
            leftLater(event);
        } else {
            event.fired = (short) fired;
            event.calls = calls;
        }
        enqueue(event);
    }

    void activateLater(Event event, int fired) {
        if (event.has(Event.FINALIZING)) {
            return;
        }
        if (event.has(Event.ACTIVE) || event.has(Event.ACTIVE_LATER)) {
            event.fired |= (short) fired;
            return;
        }
        event.fired = (short) fired;
        event.calls = 1;
        later.add(event);
        laterCount++;
        set(event, Event.ACTIVE_LATER);
        noteActive();
    }

    void promoteLater() {
        for (Event event = later.poll(); event != null; event = later.poll()) {
            leftLater(event);
            enqueue(event);
        }
    }

    private void leftLater(Event event) {
        laterCount--;
        clear(event, Event.ACTIVE_LATER);
    }

    private void enqueue(Event event) {
        if (event.priority < runningPriority) {
            continueRequested = true;
        }
        queueOf(event).add(event);
        activeCount++;
        set(event, Event.ACTIVE);
        noteActive();
    }

    /** An event made when there were more priorities is among the least urgent now. */
    private ActiveQueue queueOf(Event event) {
        return active[Math.min(event.priority, active.length - 1)];
    }

    private void leaveActive(Event event) {
        queueOf(event).remove(event);
        left(event);
    }

    /** The event was polled from its queue. */
    void left(Event event) {
        activeCount--;
        clear(event, Event.ACTIVE);
    }

    /** Makes events active whose timeout is over. A pass that also found their descriptor ready tells both at once. */
    void expire(long now) {
        for (Event event = timeouts.pollDue(now); event != null; event = timeouts.pollDue(now)) {
            leftTimeout(event);
            activate(event, EventMask.TIMEOUT.bits(), 1);
        }
    }

    /** Begins an event's next period. */
    void rearm(Event event) {
        Period period = event.period;
        if (period != null) {
            boolean expired = (event.fired & EventMask.TIMEOUT.bits()) != 0;
            place(event, period.next(base.now(), expired), event.common);
        }
    }

    /** {@return whether nothing is pending or active, so that the loop has nothing to wait for} */
    boolean isIdle() {
        return addedCount == 0 && virtualCount == 0;
    }

    /** Shows every event that is pending or active, once, until the visitor answers false. */
    boolean forEach(Predicate<Event> visitor) {
        for (Event event : all()) {
            if (!visitor.test(event)) {
                return false;
            }
        }
        return true;
    }

    private Set<Event> all() {
        Set<Event> all = Collections.newSetFromMap(new IdentityHashMap<>());
        fds.forEach(all::add);
        signals.forEach(all::add);
        timeouts.forEach(all::add);
        for (ActiveQueue queue : active) {
            queue.forEach(all::add);
        }
        later.forEach(all::add);
        return all;
    }

    /** Makes every event neither pending nor active; finalizers stay due. */
    void removeAll() {
        all().forEach(this::remove);
    }

    /** {@return an active event, which leaves its queue, or null} */
    @Nullable
    Event pollAnyActive() {
        for (ActiveQueue queue : active) {
            Event event = queue.poll();
            if (event != null) {
                left(event);
                return event;
            }
        }
        return null;
    }

    private void noteActive() {
        mostActive = Math.max(mostActive, activeCount + laterCount);
    }

    private void set(Event event, int state) {
        event.state |= (short) state;
        if (!event.has(Event.INTERNAL)) {
            addedCount++;
            mostAdded = Math.max(mostAdded, addedCount);
        }
    }

    private void clear(Event event, int state) {
        event.state &= (short) ~state;
        if (!event.has(Event.INTERNAL)) {
            addedCount--;
        }
    }

    void countVirtual(int by) {
        virtualCount += by;
        mostVirtual = Math.max(mostVirtual, virtualCount);
    }

    int count(EventCount which) {
        return switch (which) {
            case ACTIVE -> activeCount + laterCount;
            case VIRTUAL -> virtualCount;
            case ADDED -> addedCount;
        };
    }

    int mostCounted(EventCount which, boolean clear) {
        int most = switch (which) {
            case ACTIVE -> mostActive;
            case VIRTUAL -> mostVirtual;
            case ADDED -> mostAdded;
        };
        if (clear) {
            switch (which) {
                case ACTIVE -> mostActive = 0;
                case VIRTUAL -> mostVirtual = 0;
                case ADDED -> mostAdded = 0;
            }
        }
        return most;
    }
}
