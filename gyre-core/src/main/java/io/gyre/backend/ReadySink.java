package io.gyre.backend;

/** Told of each ready descriptor. */
@FunctionalInterface
public interface ReadySink {
    /**
     * Takes one descriptor that is ready.
     *
     * @param fd the descriptor
     * @param conditions bits of {@link Interest#CONDITIONS}; some of them may not have been asked for
     */
    void ready(int fd, int conditions);
}
