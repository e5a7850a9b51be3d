package io.gyre.event;

/** What {@link EventBase#count} counts: libevent's {@code EVENT_BASE_COUNT_*}. */
public enum EventCount {
    /** Callbacks that are due: {@code EVENT_BASE_COUNT_ACTIVE}. */
    ACTIVE(1),
    /** Reasons to go on that are no events, see {@link EventBase#addVirtual}: {@code EVENT_BASE_COUNT_VIRTUAL}. */
    VIRTUAL(2),
    /**
     * Registrations: an event counts once for its descriptor or signal, once for its timeout and once for being active.
     * {@code EVENT_BASE_COUNT_ADDED}.
     */
    ADDED(4);

    private final int bit;

    EventCount(int bit) {
        this.bit = bit;
    }

    /** {@return libevent's value} */
    public int bit() {
        return bit;
    }
}
