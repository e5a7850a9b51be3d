package io.gyre.listener;

import io.gyre.net.Fd;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Learns of connections that a proxy passes on, with what it says of them. */
@FunctionalInterface
public interface ProxyCallback {
    /**
     * Called as {@link AcceptCallback#onAccept}, once the header is read. What follows it waits to be read.
     *
     * @param listener who accepted
     * @param connection the callback's own from now on
     * @param peer the client: the header's source, or, where it names none, the connection's other end
     * @param header all that was said; its destination is where the client connected to
     */
    void onAccept(ConnectionListener listener, Fd connection, @Nullable SocketAddress peer, ProxyHeader header);
}
