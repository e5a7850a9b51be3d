package io.gyre.rpc;

import io.gyre.http.client.ClientConnection;
import io.gyre.http.client.ClientRequest;
import org.jspecify.annotations.Nullable;

/** A connection of a pool. All that the pool knows of HTTP clients is here and in {@link PooledCall}. */
final class PooledConnection {
    final ClientConnection connection;

    /** Whose request goes over it, or will when its hooks are through. */
    private @Nullable PooledCall<?, ?> current;

    PooledConnection(ClientConnection connection) {
        this.connection = connection;
    }

    /** {@return whether nothing goes over it} Others may use the connection, too. */
    boolean isIdle() {
        return current == null && connection.pending() == 0;
    }

    void reserve(PooledCall<?, ?> call) {
        current = call;
    }

    void release() {
        current = null;
    }

    @Nullable
    PooledCall<?, ?> current() {
        return current;
    }

    void send(ClientRequest request) {
        connection.send(request);
    }

    void cancel(ClientRequest request) {
        connection.cancel(request);
    }

    void close() {
        connection.close();
    }
}
