package io.gyre.http.server;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.http.UpgradedConnection;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection that another protocol has, among those of its server. */
final class Upgraded implements UpgradedConnection {
    private final HttpServer server;
    private final BufferEvent transport;
    private final @Nullable SocketAddress peer;
    private Runnable onServerClose = () -> {};
    private Runnable onServerDrain = () -> {};

    Upgraded(HttpServer server, HttpConnection before) {
        this.server = server;
        transport = before.transport();
        peer = before.peer();
    }

    @Nullable
    SocketAddress peer() {
        return peer;
    }

    @Override
    public BufferEvent transport() {
        return transport;
    }

    @Override
    public void onServerClose(Runnable callback) {
        onServerClose = callback;
    }

    @Override
    public void onServerDrain(Runnable callback) {
        onServerDrain = callback;
    }

    @Override
    public void over() {
        server.remove(this);
    }

    void serverCloses() {
        onServerClose.run();
    }

    void serverDrains() {
        onServerDrain.run();
    }
}
