package io.gyre.bufferevent;

/** Why a direction that is enabled does not transfer. Several may hold at once. */
public enum Suspension {
    /** The buffer at the other side is full: {@code BEV_SUSPEND_WM}. */
    HIGH_MARK(1),

    /** The bufferevent's own rate limit is used up: {@code BEV_SUSPEND_BW}. */
    RATE(2),

    /** The group's rate limit is used up: {@code BEV_SUSPEND_BW_GROUP}. */
    GROUP_RATE(4),

    /** The host name is being looked up: {@code BEV_SUSPEND_LOOKUP}. */
    LOOKUP(8),

    /** A filter on top does not want more: {@code BEV_SUSPEND_FILT_READ}. */
    FILTER(16),

    /** The output at the other end of a {@link Pipe} is full. */
    PIPE(32);

    final int bit;

    Suspension(int bit) {
        this.bit = bit;
    }
}
