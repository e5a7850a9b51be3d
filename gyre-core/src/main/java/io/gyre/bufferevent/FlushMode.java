package io.gyre.bufferevent;

/** How strongly a flush pushes: {@code bufferevent_flush_mode}. */
public enum FlushMode {
    /** As much as would move anyway: {@code BEV_NORMAL}. */
    NORMAL,

    /** As much as possible, whatever the marks: {@code BEV_FLUSH}. */
    FLUSH,

    /** Everything, and there will be no more: {@code BEV_FINISHED}. */
    FINISHED
}
