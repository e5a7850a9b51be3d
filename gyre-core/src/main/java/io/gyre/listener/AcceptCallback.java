package io.gyre.listener;

import io.gyre.net.Fd;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Learns of connections: {@code evconnlistener_cb}. */
@FunctionalInterface
public interface AcceptCallback {
    /**
     * Called once for each connection, on the loop's thread. May disable or close the listener. If this throws, the connection is
     * closed, and the exception goes to the base's uncaught handler.
     *
     * @param listener who accepted
     * @param connection the callback's own from now on
     * @param peer its other end; null for a Unix socket without a name
     */
    void onAccept(ConnectionListener listener, Fd connection, @Nullable SocketAddress peer);
}
