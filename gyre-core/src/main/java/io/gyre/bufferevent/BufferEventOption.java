package io.gyre.bufferevent;

/** How a bufferevent behaves: {@code bufferevent_options}. */
public enum BufferEventOption {
    /** Closes the transport below with the bufferevent: {@code BEV_OPT_CLOSE_ON_FREE}. */
    CLOSE_ON_FREE,

    /** Makes it usable from several threads, under one lock for it and its buffers: {@code BEV_OPT_THREADSAFE}. */
    THREADSAFE,

    /** Calls back from the loop, never from inside the call that caused it: {@code BEV_OPT_DEFER_CALLBACKS}. */
    DEFER_CALLBACKS,

    /** Releases the lock while calling back; needs {@link #DEFER_CALLBACKS}: {@code BEV_OPT_UNLOCK_CALLBACKS}. */
    UNLOCK_CALLBACKS
}
