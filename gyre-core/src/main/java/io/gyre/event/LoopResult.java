package io.gyre.event;

/** Why {@link EventBase#loop} returned. */
public enum LoopResult {
    /** It was told to stop, by an exit, a break, or a flag: libevent's 0. */
    STOPPED(0),
    /** No event was pending or active: libevent's 1. */
    EMPTY(1);

    private final int value;

    LoopResult(int value) {
        this.value = value;
    }

    /** {@return what {@code event_base_loop} returns} */
    public int value() {
        return value;
    }
}
