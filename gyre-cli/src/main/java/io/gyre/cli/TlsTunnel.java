package io.gyre.cli;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.Pipe;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.tls.TlsClient;
import io.gyre.tls.TlsServer;

/** Gives a command that copies between descriptors the plain end of a TLS connection. */
final class TlsTunnel implements CatCommand.Connected {
    /** Puts TLS on top of a socket. */
    private interface Wrapping {
        BufferEvent over(BufferEvent socket);
    }

    private final EventBase base;
    private final Descriptors descriptors;
    private final Wrapping wrapping;
    private final CatCommand.Connected plain;

    private TlsTunnel(EventBase base, Descriptors descriptors, Wrapping wrapping, CatCommand.Connected plain) {
        this.base = base;
        this.descriptors = descriptors;
        this.wrapping = wrapping;
        this.plain = plain;
    }

    static CatCommand.Connected toServer(
            EventBase base,
            Descriptors descriptors,
            TlsClient client,
            String host,
            int port,
            CatCommand.Connected plain) {
        return new TlsTunnel(
                base, descriptors, socket -> client.over(socket, host, port, BufferEventOption.CLOSE_ON_FREE), plain);
    }

    static CatCommand.Connected toClient(
            EventBase base, Descriptors descriptors, TlsServer server, CatCommand.Connected plain) {
        return new TlsTunnel(base, descriptors, socket -> server.over(socket, BufferEventOption.CLOSE_ON_FREE), plain);
    }

    @Override
    public void onConnected(Fd socket) {
        BufferEvent secret = wrapping.over(SocketBufferEvent.of(base, socket, BufferEventOption.CLOSE_ON_FREE));
        secret.callbacks(new BufferEventCallbacks() {
            @Override
            public void onOutcome(BufferEvent same, Outcome outcome) {
                if (outcome instanceof Outcome.Connected) {
                    join(secret);
                } else if (outcome instanceof Outcome.Failed failure) {
                    secret.close();
                    onFailure("TLS: " + failure.cause().getMessage());
                }
            }
        });
    }

    private void join(BufferEvent secret) {
        try {
            FdPair pair = descriptors.socketpair();
            var local = SocketBufferEvent.of(base, pair.first(), BufferEventOption.CLOSE_ON_FREE);
            secret.callbacks(null);
            local.pipeTo(secret, this::onEnd);
            secret.pipeTo(local, this::onEnd);
            plain.onConnected(pair.second());
        } catch (ErrnoException none) {
            secret.close();
            onFailure(String.valueOf(none.getMessage()));
        }
    }

    private void onEnd(Pipe pipe, Outcome outcome) {
        if (outcome instanceof Outcome.Failed failure) {
            onFailure("TLS: " + failure.cause().getMessage());
        }
    }

    @Override
    public void onFailure(String reason) {
        plain.onFailure(reason);
    }
}
