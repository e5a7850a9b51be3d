package io.gyre.listener;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Learns of connections that brought no usable PROXY header. */
@FunctionalInterface
public interface ProxyErrorCallback {
    /**
     * Called on the loop's thread, once the connection is closed.
     *
     * @param listener who had accepted it
     * @param peer the connection's other end, which should be a proxy
     * @param failure what was wrong
     */
    void onProxyError(ConnectionListener listener, @Nullable SocketAddress peer, ProxyHeaderException failure);
}
