package io.gyre.event;

/** How {@link EventBase#loop} runs: libevent's {@code EVLOOP_*}. */
public enum LoopFlag {
    /** Wait until something happened, run what is active, and return: {@code EVLOOP_ONCE}. */
    ONCE(0x01),
    /** Do not wait; run what is ready until nothing is active: {@code EVLOOP_NONBLOCK}. */
    NONBLOCK(0x02),
    /** Do not return for want of events: {@code EVLOOP_NO_EXIT_ON_EMPTY}. */
    NO_EXIT_ON_EMPTY(0x04);

    private final int bit;

    LoopFlag(int bit) {
        this.bit = bit;
    }

    /** {@return libevent's value} */
    public int bit() {
        return bit;
    }
}
