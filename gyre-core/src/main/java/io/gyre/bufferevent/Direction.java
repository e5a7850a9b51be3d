package io.gyre.bufferevent;

/** One of a bufferevent's two ways. */
public enum Direction {
    /** From the transport to the input buffer: {@code BEV_EVENT_READING}. */
    READING,

    /** From the output buffer to the transport: {@code BEV_EVENT_WRITING}. */
    WRITING
}
