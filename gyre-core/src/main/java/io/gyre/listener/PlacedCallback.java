package io.gyre.listener;

import io.gyre.event.Tenancy;
import io.gyre.net.Fd;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Learns of connections, each on the loop that it was given to. */
@FunctionalInterface
public interface PlacedCallback {
    /**
     * Called once for each connection, on the thread of {@code tenancy.base()}. If this throws, the connection and the tenancy are
     * closed, and the exception goes to that base's uncaught handler.
     *
     * @param tenancy to be closed once the connection is over. Cutting it closes the socket, unless {@link Tenancy#onCut} says otherwise
     * @param connection the callback's own from now on
     * @param peer its other end; null for a Unix socket without a name
     */
    void onPlaced(Tenancy tenancy, Fd connection, @Nullable SocketAddress peer);
}
