package io.gyre.event;

import io.gyre.Origin;
import io.gyre.net.Fd;
import io.gyre.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Something to wait for, and what to do then: libevent's {@code struct event}. Made by {@link EventBase}; it waits once
 * {@link #add added}.
 *
 * <p>The descriptor is borrowed: closing an event does not close it. Close the events of a descriptor before the descriptor.
 *
 * <p>Methods may be called from any callback, the event's own too, and from any thread, unless the base has
 * {@link BaseFlag#NOLOCK}: while its loop runs, a call from another thread then throws {@link WrongThreadException}.
 */
public final class Event implements AutoCloseable {
    /** States, as libevent's {@code EVLIST_*}. */
    static final int IN_TIMEOUT = 0x01;

    static final int INSERTED = 0x02;
    static final int ACTIVE = 0x08;
    static final int INTERNAL = 0x10;
    static final int ACTIVE_LATER = 0x20;
    static final int FINALIZING = 0x40;

    /** The descriptor was made for this event, and is closed with it. */
    static final int OWNS_FD = 0x100;

    // 64 bytes, for with a million events each cache line counts. An event lies across two of them as a rule, so what
    // a timer uses lies together, from its handle to the base. All that is not private is guarded by the base's lock.

    /** The descriptor, the signal, or -1. */
    private int number;

    int calls;
    int activeSlot;

    /** The handle in the heap; or, below zero, the negative of that in the common timeout's queue. */
    int timer;

    short state;
    private short mask;
    short fired;
    short priority;
    private EventBase base;

    /** Set once the event is added with a timeout while it is persistent. */
    @Nullable
    Period period;

    /** The common timeout that it was added with last, or null. */
    @Nullable
    CommonTimeout common;

    private EventCallback callback;
    private @Nullable Fd fd;

    @Nullable
    Event nextOnFd;

    private @Nullable Label label;

    Event(EventBase base, @Nullable Fd fd, int number, EventMask mask, EventCallback callback) {
        checkMask(mask);
        checkPlatform(base, fd);
        this.base = base;
        this.fd = fd;
        this.number = number;
        this.mask = (short) mask.bits();
        this.callback = callback;
        this.priority = (short) (base.priorities() / 2);
        this.label = Label.ofOrigin();
    }

    private static void checkMask(EventMask mask) {
        if (mask.contains(EventMask.SIGNAL) && mask.intersects(EventMask.of(0x86))) {
            throw new IllegalArgumentException(mask + ": a signal's event cannot wait for a descriptor as well");
        }
    }

    private static void checkPlatform(EventBase base, @Nullable Fd fd) {
        if (fd != null && !fd.platform().equals(base.config().platform())) {
            throw new IllegalArgumentException(
                    fd + " is of the platform " + fd.platform().name() + ", but its base waits on "
                            + base.config().platform().name() + ", see EventConfig.platform");
        }
    }

    boolean has(int stateBit) {
        return (state & stateBit) != 0;
    }

    int maskBits() {
        return mask;
    }

    boolean isPersistent() {
        return (mask & 0x10) != 0;
    }

    /** {@return whether its timeout begins again by itself} */
    boolean repeats() {
        return period != null && period.nanos > 0;
    }

    /** Sets how its timeout repeats, if it is persistent. */
    void repeatEvery(long nanos) {
        if (isPersistent()) {
            Period mine = period == null ? new Period() : period;
            mine.nanos = nanos;
            period = mine;
        }
    }

    void repeatNoMore() {
        if (period != null) {
            period.nanos = 0;
        }
    }

    /** Notes when an expiry was due. */
    void dueAt(long deadline) {
        if (period != null) {
            period.due = deadline;
        }
    }

    EventCallback callbackNow() {
        return callback;
    }

    /**
     * Makes the event pending, without a timeout of its own: {@code event_add}. If it is pending already, a timeout that runs
     * goes on.
     *
     * @return this
     * @throws java.io.UncheckedIOException if the mechanism refuses the descriptor; the event is as before
     * @throws IllegalArgumentException if the signal cannot be had, with the reason
     * @throws IllegalStateException if the base is closed or the event is being finalized
     */
    public Event add() {
        return base.operations.add(this, Registry.NO_TIMEOUT, null);
    }

    /**
     * Makes the event pending, with a timeout from now: {@code event_add}, {@code evtimer_add}. If it is pending already, the
     * timeout is set anew. A persistent event's timeout begins again with each callback: counted from when it was due if it ran
     * out, otherwise from the callback. Expiries that were missed are not made up for, and a timeout of zero does not repeat.
     *
     * @param timeout how long; negative is due at once, and centuries are as good as for ever
     * @return this
     * @throws java.io.UncheckedIOException if the mechanism refuses the descriptor; the event is as before
     * @throws IllegalArgumentException if the signal cannot be had, with the reason
     * @throws IllegalStateException if the base is closed or the event is being finalized
     */
    public Event add(Duration timeout) {
        return base.operations.add(this, Durations.toNanos(timeout), null);
    }

    /**
     * Makes the event pending, with a timeout from now, as {@link #add(Duration)} does, but without an object for the duration.
     *
     * @param amount how long; negative is due at once, and centuries are as good as for ever
     * @param unit of what
     * @return this
     * @throws java.io.UncheckedIOException if the mechanism refuses the descriptor; the event is as before
     * @throws IllegalArgumentException if the signal cannot be had, with the reason
     * @throws IllegalStateException if the base is closed or the event is being finalized
     */
    public Event add(long amount, TimeUnit unit) {
        return base.operations.add(this, Durations.toNanos(amount, unit), null);
    }

    /**
     * Makes the event pending, with a timeout that many events share: {@code event_add} with the result of
     * {@code event_base_init_common_timeout}.
     *
     * @return this
     * @throws IllegalArgumentException if {@code timeout} is another base's, or the signal cannot be had
     * @throws java.io.UncheckedIOException if the mechanism refuses the descriptor; the event is as before
     * @throws IllegalStateException if the base is closed or the event is being finalized
     */
    public Event add(CommonTimeout timeout) {
        if (timeout.base != base) {
            throw new IllegalArgumentException(timeout + " belongs to another base");
        }
        return base.operations.add(this, timeout.nanos, timeout);
    }

    /**
     * Makes the event neither pending nor active: {@code event_del}. No effect if it is neither. From another thread it waits
     * until the event's callback, if that is running, has ended, unless the event has {@link EventMask#FINALIZE}.
     */
    public void remove() {
        base.operations.remove(this, (mask & EventMask.FINALIZE.bits()) == 0);
    }

    /** Removes the event, and waits for a callback that runs in another thread: {@code event_del_block}. */
    public void removeAndWait() {
        base.operations.remove(this, true);
    }

    /** Removes the event, and does not wait for a callback that runs in another thread: {@code event_del_noblock}. */
    public void removeWithoutWaiting() {
        base.operations.remove(this, false);
    }

    /** Takes the timeout away, and keeps waiting for the descriptor or signal: {@code event_remove_timer}. */
    public void removeTimer() {
        base.operations.removeTimer(this);
    }

    /**
     * Makes the event active, pending or not: {@code event_active}, {@code evuser_trigger}. Several calls before the callback
     * runs give one callback, told of all the conditions. An event that always activates itself starves the others.
     *
     * @param fired what the callback is told
     */
    public void activate(EventMask fired) {
        base.operations.activate(this, fired.bits(), 1);
    }

    /**
     * Makes the event active, pending or not: {@code event_active}.
     *
     * @param fired what the callback is told
     * @param calls how often a signal's callback is run; of no account for other events
     */
    public void activate(EventMask fired, int calls) {
        base.operations.activate(this, fired.bits(), calls);
    }

    /** Makes the event active on the loop's next pass, so that others come first: {@code event_active_later_}. */
    public void activateLater(EventMask fired) {
        base.operations.activateLater(this, fired.bits());
    }

    /**
     * {@return those of {@code asked} that the event waits for or is active for} {@code event_pending}, {@code evtimer_pending}.
     */
    public EventMask pending(EventMask asked) {
        return base.operations.pending(this, asked);
    }

    /** {@return whether the event is pending or active} */
    public boolean isPending() {
        return base.operations.isPending(this);
    }

    /** {@return the time left until the timeout, zero if it is over, or null if none runs} {@code event_pending}. */
    public @Nullable Duration remaining() {
        return base.operations.remaining(this);
    }

    /** {@return when the timeout will be over by the wall clock, or null if none runs} {@code event_pending}. */
    public @Nullable Instant expiry() {
        Duration left = remaining();
        return left == null ? null : base.wallTime().plus(left);
    }

    /**
     * Sets how urgent the event is: {@code event_priority_set}. By default it has the middle priority.
     *
     * @param priority 0, the most urgent, to one less than {@link EventBase#priorities}
     * @return this
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if the event is active
     */
    public Event priority(int priority) {
        base.operations.setPriority(this, priority);
        return this;
    }

    /** {@return how urgent the event is} {@code event_get_priority}. */
    public int priority() {
        return priority;
    }

    /**
     * Names the event, for {@link EventBase#explain} and messages.
     *
     * @return this
     */
    public Event name(String name) {
        label = Label.named(label, name);
        return this;
    }

    /** {@return the event's name, or null} */
    public @Nullable String name() {
        Label known = label;
        return known == null ? null : known.name();
    }

    /** {@return where the event was made, or null unless debug mode was on} */
    public @Nullable Origin origin() {
        Label known = label;
        return known == null ? null : known.origin();
    }

    /** {@return the descriptor, or null if it waits for none} {@code event_get_fd}. */
    public @Nullable Fd fd() {
        return fd;
    }

    /** {@return the descriptor's number, the signal's, or -1} {@code event_get_fd}, {@code event_get_signal}. */
    public int number() {
        return number;
    }

    /** {@return what the event waits for} {@code event_get_events}. */
    public EventMask mask() {
        return EventMask.of(mask);
    }

    /** {@return what it does} {@code event_get_callback}. */
    public EventCallback callback() {
        return callback;
    }

    /** {@return the base that it belongs to} {@code event_get_base}. */
    public EventBase base() {
        return base;
    }

    /**
     * Makes another event of this one, which must not be pending: {@code event_assign}. It gets the middle priority. For a
     * descriptor or a timer; for a signal make a new event.
     *
     * @param fd what to wait for; null for a timer or an event that is activated by hand
     * @return this
     * @throws IllegalStateException if it is pending or active: remove it first
     */
    public Event assign(EventBase base, @Nullable Fd fd, EventMask mask, EventCallback callback) {
        if (mask.contains(EventMask.SIGNAL)) {
            throw new IllegalArgumentException(mask + ": assign a Signal to wait for one");
        }
        return become(base, fd, fd == null ? -1 : fd.number(), mask, callback);
    }

    /**
     * Makes a signal's event of this one, which must not be pending: {@code evsignal_assign}.
     *
     * @param base the base that it belongs to from now on
     * @param mask PERSIST, FINALIZE, or neither; SIGNAL is understood
     * @return this
     * @throws IllegalStateException if it is pending or active: remove it first
     */
    public Event assign(EventBase base, Signal signal, EventMask mask, EventCallback callback) {
        return become(base, null, signal.number(), mask.or(EventMask.SIGNAL), callback);
    }

    private Event become(EventBase base, @Nullable Fd fd, int number, EventMask mask, EventCallback callback) {
        checkMask(mask);
        checkPlatform(base, fd);
        this.base.operations.requireIdle(this, "assigned");
        this.base = base;
        this.fd = fd;
        this.number = number;
        this.mask = (short) mask.bits();
        this.callback = callback;
        this.priority = (short) (base.priorities() / 2);
        this.period = null;
        this.state = 0; // An event that was finalized begins a new life.
        return this;
    }

    /**
     * Moves the event, which must not be pending, to another base, whose middle priority it gets: {@code event_base_set}.
     *
     * @return this
     * @throws IllegalStateException if it is pending or active: remove it first
     */
    public Event base(EventBase other) {
        base.operations.requireIdle(this, "moved to another base");
        base = other;
        priority = (short) (other.priorities() / 2);
        return this;
    }

    /**
     * Removes the event, then runs {@code callback} on the loop, after a callback of the event that is running:
     * {@code event_finalize}. It cannot be added or activated any more.
     */
    public void finalizeWith(FinalizeCallback callback) {
        base.operations.finalizeEvent(this, callback);
    }

    /**
     * Removes the event: {@code event_free}. The descriptor stays open. Idempotent; may be called in the event's own callback.
     */
    @Override
    public void close() {
        remove();
        if (has(OWNS_FD) && fd != null) {
            fd.close();
        }
    }

    @Override
    public String toString() {
        return Label.describe(this);
    }
}
