package io.gyre.dns;

import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.dns.wire.MessageWriter;
import io.gyre.event.EventBase;
import io.gyre.listener.ConnectionListener;
import io.gyre.net.Fd;
import java.net.SocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A server over connections. */
final class TcpDnsServer extends DnsServer {
    private final ConnectionListener listener;

    // Guarded by the lock.
    private final Set<TcpDnsClient> clients = new LinkedHashSet<>();
    final MessageWriter writer = new MessageWriter();

    TcpDnsServer(EventBase base, ConnectionListener listener, DnsHandler handler) {
        super(base, handler);
        this.listener = listener;
    }

    TcpDnsServer start() {
        listener.callback((_, fd, address) -> accept(fd, address));
        return this;
    }

    @Override
    public @Nullable SocketAddress address() {
        return listener.address();
    }

    private void accept(Fd fd, @Nullable SocketAddress address) {
        lock.lock();
        try {
            if (closing || address == null || clients.size() >= options.maxTcpClients()) {
                dropped++;
                fd.close();
                return;
            }
            var stream = SocketBufferEvent.of(
                    base,
                    fd,
                    BufferEventOption.CLOSE_ON_FREE,
                    BufferEventOption.THREADSAFE,
                    BufferEventOption.DEFER_CALLBACKS,
                    BufferEventOption.UNLOCK_CALLBACKS);
            var client = new TcpDnsClient(this, stream, address);
            clients.add(client);
            client.start();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held. */
    void gone(TcpDnsClient client) {
        clients.remove(client);
    }

    @Override
    void stopReading() {
        listener.close();
        clients.forEach(TcpDnsClient::stopReading);
    }

    @Override
    void closeSockets(boolean now) {
        List.copyOf(clients).forEach(now ? TcpDnsClient::end : TcpDnsClient::finish);
    }
}
