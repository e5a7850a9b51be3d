package io.gyre.bufferevent;

/** Why a direction that is enabled does not transfer. Several may hold at once. */
public enum Suspension {
    /** The buffer at the other side is full: {@code BEV_SUSPEND_WM}. */
    HIGH_MARK,

    /** The bufferevent's own rate limit is used up: {@code BEV_SUSPEND_BW}. */
    RATE,

    /** The group's rate limit is used up: {@code BEV_SUSPEND_BW_GROUP}. */
    GROUP_RATE,

    /** The host name is being looked up: {@code BEV_SUSPEND_LOOKUP}. */
    LOOKUP,

    /** A filter on top does not want more: {@code BEV_SUSPEND_FILT_READ}. */
    FILTER;

    final int bit = 1 << ordinal();
}
