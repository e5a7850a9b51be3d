package io.gyre.event;

/** Settings of a base that are on or off: libevent's {@code enum event_base_config_flag}. */
public enum BaseFlag {
    /** No lock: the base is used by one thread only, and a call from another throws. {@code EVENT_BASE_FLAG_NOLOCK}. */
    NOLOCK(0x01),
    /** Do not heed the {@code EVENT_*} environment variables. {@code EVENT_BASE_FLAG_IGNORE_ENV}. */
    IGNORE_ENV(0x02),
    /**
     * Make bufferevents asynchronous where the mechanism can, which of ours io_uring does from Linux 6.1 on; without effect
     * elsewhere. {@code EVENT_BASE_FLAG_STARTUP_IOCP}.
     */
    STARTUP_IOCP(0x04),
    /** Read the clock whenever the time is asked for, not once a pass. {@code EVENT_BASE_FLAG_NO_CACHE_TIME}. */
    NO_CACHE_TIME(0x08),
    /** Let epoll keep changes until the next wait. {@code EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST}. */
    EPOLL_USE_CHANGELIST(0x10),
    /** Accepted: timers are precise to the nanosecond anyway. {@code EVENT_BASE_FLAG_PRECISE_TIMER}. */
    PRECISE_TIMER(0x20),
    /** Accepted and without effect: no timerfd is used. {@code EVENT_BASE_FLAG_EPOLL_DISALLOW_TIMERFD}. */
    EPOLL_DISALLOW_TIMERFD(0x40),
    /** Take signals from a signalfd where every thread of the process blocks them. {@code EVENT_BASE_FLAG_USE_SIGNALFD}. */
    USE_SIGNALFD(0x80);

    private final int bit;

    BaseFlag(int bit) {
        this.bit = bit;
    }

    /** {@return libevent's value} */
    public int bit() {
        return bit;
    }
}
