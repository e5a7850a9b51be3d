package io.gyre.net;

/** Which half of a connection {@code shutdown(2)} ends. */
public enum Shutdown {
    /** {@code SHUT_RD}: nothing more will be received. */
    READING,
    /** {@code SHUT_WR}: nothing more will be sent; the peer reads end of file after what is under way. */
    WRITING,
    /** {@code SHUT_RDWR}. */
    BOTH
}
