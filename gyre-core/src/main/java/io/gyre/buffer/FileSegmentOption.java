package io.gyre.buffer;

/** How a {@link FileSegment} treats its file. */
public enum FileSegmentOption {
    /** Closes the file once nobody holds the segment any more: {@code EVBUF_FS_CLOSE_ON_FREE}. */
    CLOSE_ON_FREE,

    /** Reads the file where its bytes must be in memory, and never maps it: {@code EVBUF_FS_DISABLE_MMAP}. */
    DISABLE_MMAP,

    /** Passes the bytes through memory even where {@code sendfile(2)} would do without: {@code EVBUF_FS_DISABLE_SENDFILE}. */
    DISABLE_SENDFILE
}
