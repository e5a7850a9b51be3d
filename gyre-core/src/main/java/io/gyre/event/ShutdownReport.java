package io.gyre.event;

/**
 * How the shutdown of a group went.
 *
 * @param finished how many tenancies ended by themselves after it had begun
 * @param cut how many were still open at the deadline, or when their loop failed, and were cut
 */
public record ShutdownReport(int finished, int cut) {}
