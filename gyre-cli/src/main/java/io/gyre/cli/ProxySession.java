package io.gyre.cli;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.Pipe;
import io.gyre.bufferevent.RateLimit;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.net.Fd;
import io.gyre.tls.TlsClient;
import io.gyre.tls.TlsServer;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One client and its connection to the target, joined by a pipe each way. The client is not read before the target answers. */
final class ProxySession implements BufferEventCallbacks {
    /** Who has to know. */
    interface Owner {
        void onRefused(Outcome.Failed refusal);

        /** Comes once. */
        void onClosed(ProxySession session);
    }

    private final SocketBufferEvent server;

    /** What is encrypted on its way is plain here. */
    private BufferEvent client;

    private BufferEvent target;
    private final Event idling;
    private final @Nullable Duration idle;
    private final Owner owner;
    private @Nullable Pipe up;
    private @Nullable Pipe down;
    private boolean closed;

    ProxySession(EventBase base, Fd fd, @Nullable RateLimit rate, @Nullable Duration idle, Owner owner) {
        this.owner = owner;
        this.idle = idle;
        client = SocketBufferEvent.of(base, fd, BufferEventOption.CLOSE_ON_FREE);
        server = SocketBufferEvent.unconnected(base, BufferEventOption.CLOSE_ON_FREE);
        target = server;
        client.rateLimit(rate);
        idling = base.timer((_, _) -> onIdle()).name("idle proxy session");
    }

    /** Puts TLS on top of the client's socket, of the target's, or of both. Before {@link #connect}. */
    void tls(@Nullable TlsServer withClient, @Nullable TlsClient withTarget, SocketAddress address) {
        if (withClient != null) {
            client = withClient.over(client, BufferEventOption.CLOSE_ON_FREE);
            client.callbacks(new BufferEventCallbacks() {
                @Override
                public void onOutcome(BufferEvent same, Outcome outcome) {
                    if (outcome instanceof Outcome.Failed) {
                        close(); // Its handshake, as a rule; there may be no pipe yet that would learn of it.
                    }
                }
            });
        }
        if (withTarget != null) {
            target = TlsConnecting.over(withTarget, server, address);
        }
    }

    /** Connects, and sends {@code header} first, in the clear. */
    void connect(SocketAddress address, byte[] header) {
        target.callbacks(this);
        if (header.length > 0) {
            server.write(header);
        }
        if (idle != null) {
            idling.add(idle);
        }
        server.connect(address);
    }

    @Override
    public void onOutcome(BufferEvent same, Outcome outcome) {
        if (outcome instanceof Outcome.Connected) {
            up = client.pipeTo(target, this::onEnd);
            down = target.pipeTo(client, this::onEnd);
        } else if (outcome instanceof Outcome.Failed refusal && up == null) {
            owner.onRefused(refusal);
            close();
        }
    }

    private void onEnd(Pipe pipe, Outcome outcome) {
        boolean both = up != null && up.isEnded() && down != null && down.isEnded();
        if (both || !(outcome instanceof Outcome.Eof)) {
            close();
        }
    }

    /** Closes if nothing moved either way for long enough, and otherwise waits for what is left of that. */
    private void onIdle() {
        if (idle == null) {
            return;
        }
        Duration left = up == null || down == null ? Duration.ZERO : idle.minus(shorter(up.idle(), down.idle()));
        if (left.isPositive()) {
            idling.add(left);
        } else {
            close();
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    void close() {
        if (!closed) {
            closed = true;
            idling.close();
            client.close();
            target.close();
            owner.onClosed(this);
        }
    }
}
