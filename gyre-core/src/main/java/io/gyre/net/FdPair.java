package io.gyre.net;

/**
 * Two descriptors that are connected with each other; both are owned.
 *
 * @param first the reading end of a pipe, or one end of a socket pair
 * @param second the writing end of a pipe, or the other end
 */
public record FdPair(Fd first, Fd second) implements AutoCloseable {
    /** Closes both. */
    @Override
    public void close() {
        first.close();
        second.close();
    }
}
