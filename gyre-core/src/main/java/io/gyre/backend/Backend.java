package io.gyre.backend;

import io.gyre.buffer.BufferPool;
import io.gyre.net.Fd;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A mechanism that waits for descriptors. A wait has three steps, so that the wait itself is made outside the base's lock:
 * {@link #prepare}, {@link #await}, {@link #report}.
 *
 * <p>Everything but {@link #await} and {@link #wakeup} is called with the base's lock held, by any thread. Results are zero or
 * more, or {@code -errno}.
 */
public interface Backend extends AutoCloseable {
    /** {@return the name to show, such as {@code epoll (with changelist)}} */
    String name();

    /**
     * Makes {@code newBits} the interest in {@code fd}; 0 forgets it. May be kept until the next {@link #prepare}. Forgetting a
     * descriptor that is closed already is no failure.
     *
     * @param oldBits the interest so far, as the base sees it
     * @return 0, or 1 if a wait under way does not see the change and has to be interrupted, or {@code -errno}; after a
     *     failure the interest is as it was
     */
    int change(int fd, int oldBits, int newBits);

    /**
     * {@return what an operator can do about a {@link #change} that was refused, or an empty text if the errno says it all}
     *
     * @param fd the descriptor whose interest was to be changed
     * @param errno why not, positive
     */
    default String remedy(int fd, int errno) {
        return "";
    }

    /** Fixes what the next {@link #await} waits for. */
    int prepare();

    /**
     * Waits until something is ready, {@link #wakeup} is called, or the time is over. On the loop's thread, without the lock.
     *
     * <p>It may be called again before {@link #report}, but only after it gave 0.
     *
     * @param timeoutNanos 0 only looks; negative waits for ever
     * @return at least 1 if {@link #report} has something to tell, and perhaps after a wake-up; 0 if nothing was found, as by
     *     a wait that was interrupted; or {@code -errno}
     */
    int await(long timeoutNanos);

    /** Tells {@code ready} of each descriptor that the last {@link #await} found ready, once each. */
    void report(ReadySink ready);

    /** Ends the wait under way, or the next one. From any thread. */
    void wakeup();

    /** The run of the loop that waited has ended, on the calling thread, and the next may be another's. */
    default void leave() {}

    /** {@return whether it can move the bytes of sockets by itself, see {@link #stream}} */
    default boolean hasStreams() {
        return false;
    }

    /**
     * {@return what moves the bytes of a stream socket by itself; null if the mechanism cannot} One for each descriptor at a time.
     *
     * @param socket a connected stream socket, or one that is about to be
     * @param lock the base's, for calls that come without it
     * @param pool of the loop's thread
     * @param onSent called with the lock held, by any thread, when a send has ended; may not call the stream
     */
    default @Nullable SocketStream stream(Fd socket, Lock lock, BufferPool pool, Runnable onSent) {
        return null;
    }

    /**
     * {@return what accepts the connections of a listening socket by itself; null if the mechanism cannot} One for each descriptor at a
     * time.
     *
     * @param listening the socket
     * @param lock the base's, for calls that come without it
     * @param pool of the loop's thread
     */
    default @Nullable SocketAcceptor acceptor(Fd listening, Lock lock, BufferPool pool) {
        return null;
    }

    /** {@return how many sends are under way, each of which is a reason for the loop to go on} */
    default int sends() {
        return 0;
    }

    /** Goes on with the streams of another mechanism of the same kind, which has been closed but for them. */
    default void takeStreams(Backend before) {}

    /** Gives the mechanism's own descriptors back, not those it watched. */
    @Override
    void close();
}
