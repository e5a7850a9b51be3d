package io.gyre.http.server;

import io.gyre.listener.ConnectionListener;
import io.gyre.net.Fd;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** One socket that a server listens at: {@code evhttp_bound_socket}. */
public final class BoundSocket implements AutoCloseable {
    private final HttpServer server;
    private final ConnectionListener listener;
    private @Nullable BufferEventFactory transports;

    BoundSocket(HttpServer server, ConnectionListener listener) {
        this.server = server;
        this.listener = listener;
        listener.callback((_, connection, peer) -> server.accept(this, connection, peer));
    }

    /** {@return what accepts: {@code evhttp_bound_socket_get_listener}} */
    public ConnectionListener listener() {
        return listener;
    }

    /** {@return the socket: {@code evhttp_bound_socket_get_fd}} */
    public Fd fd() {
        return listener.fd();
    }

    /** {@return where it listens} */
    public @Nullable SocketAddress address() {
        return listener.address();
    }

    /** Sets who makes the transports of its connections, before the server's: {@code evhttp_bound_set_bevcb}. */
    public void transports(@Nullable BufferEventFactory factory) {
        transports = factory;
    }

    @Nullable
    BufferEventFactory transports() {
        return transports;
    }

    /** Stops listening, and leaves the connections: {@code evhttp_del_accept_socket}. Idempotent. */
    @Override
    public void close() {
        listener.close();
        server.forget(this);
    }
}
