package io.gyre.listener;

/** How a {@link ListenerGroup} spreads connections over the loops of its group. */
public enum Placement {
    /**
     * A listener for each loop, at the same address, among which the kernel spreads connections: {@code SO_REUSEPORT}. No connection
     * changes threads, but a loop may get more than another. For internet addresses, where the platform can.
     */
    REUSE_PORT,

    /** One listener, on the first loop, which hands each connection to the loop that has the fewest. */
    LEAST_LOADED,

    /** One listener, on the first loop, which hands connections to all loops in turn. */
    ROUND_ROBIN
}
