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

    private final SocketBufferEvent client;
    private final SocketBufferEvent server;
    private final Event idling;
    private final @Nullable Duration idle;
    private final Owner owner;
    private byte[] header = {};
    private @Nullable Pipe up;
    private @Nullable Pipe down;
    private boolean closed;

    ProxySession(EventBase base, Fd fd, @Nullable RateLimit rate, @Nullable Duration idle, Owner owner) {
        this.owner = owner;
        this.idle = idle;
        client = SocketBufferEvent.of(base, fd, BufferEventOption.CLOSE_ON_FREE);
        server = SocketBufferEvent.unconnected(base, BufferEventOption.CLOSE_ON_FREE);
        client.rateLimit(rate);
        idling = base.timer((_, _) -> onIdle()).name("idle proxy session");
    }

    /** Connects, and sends {@code header} first. */
    void connect(SocketAddress target, byte[] header) {
        this.header = header;
        server.callbacks(this);
        if (idle != null) {
            idling.add(idle);
        }
        server.connect(target);
    }

    @Override
    public void onOutcome(BufferEvent same, Outcome outcome) {
        if (outcome instanceof Outcome.Connected) {
            if (header.length > 0) {
                server.write(header);
            }
            up = client.pipeTo(server, this::onEnd);
            down = server.pipeTo(client, this::onEnd);
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
            server.close();
            owner.onClosed(this);
        }
    }
}
