package io.gyre.http.server;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.http.UpgradedConnection;
import java.util.Set;

/** A connection that another protocol has, among those of its server. */
final class Upgraded implements UpgradedConnection {
    private final Set<Upgraded> all;
    private final BufferEvent transport;
    private Runnable onServerClose = () -> {};

    Upgraded(Set<Upgraded> all, BufferEvent transport) {
        this.all = all;
        this.transport = transport;
        all.add(this);
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
    public void over() {
        all.remove(this);
    }

    void serverCloses() {
        over();
        onServerClose.run();
    }
}
