package io.gyre.buffer;

/** Bytes that several links show. Who holds a link holds one count; the last to let go gives the bytes back. */
interface Storage {
    /** Counts one more holder. Only for who holds the bytes already, so that they cannot go meanwhile. Any thread. */
    void retain();

    /** Counts one holder less. Any thread. */
    void release();
}
