package io.gyre.backend;

import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one listening socket, which a mechanism accepts by itself while somebody waits for the descriptor to be readable; it is
 * readable as long as one is held here. None is lost: each is held until it is taken, or closed with this. Once 64 are held no
 * more are asked for until they have been taken; but one burst brings all that wait in the backlog then, up to the room of the ring. Without descriptors
 * left it accepts nothing by itself. Libevent's counterpart is its listener for IOCP. Used on the loop's thread, unless said otherwise.
 */
public interface SocketAcceptor {
    /**
     * Takes one connection.
     *
     * @return as {@link Fd#accept}
     * @throws ErrnoException if the socket fails, or there are no descriptors for a connection that waits
     */
    @Nullable
    Fd accept() throws ErrnoException;

    /**
     * Accepts no more, and closes the connections that are held. Idempotent. On any thread.
     *
     * @return as {@link SocketStream#close}
     */
    boolean close();
}
