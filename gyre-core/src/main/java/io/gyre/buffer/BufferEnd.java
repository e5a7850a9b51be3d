package io.gyre.buffer;

/** An end of a buffer, to freeze. */
public enum BufferEnd {
    /** Where bytes are drained, removed, prepended and written from. */
    FRONT,

    /** Where bytes are added, committed and read to. */
    BACK
}
