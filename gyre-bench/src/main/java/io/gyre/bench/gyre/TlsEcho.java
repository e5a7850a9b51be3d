package io.gyre.bench.gyre;

import io.gyre.bench.peer.Out;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.Outcome;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.listener.ConnectionListener;
import io.gyre.listener.ListenerOption;
import io.gyre.net.Fd;
import io.gyre.net.SocketOption;
import io.gyre.tls.TlsBufferEvent;
import io.gyre.tls.TlsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.conscrypt.Conscrypt;

/** {@code tls} over Gyre's bufferevents, as tls_libevent.c does it over libevent's. Arguments: {@code jdk|conscrypt chain key port}. */
public final class TlsEcho implements BufferEventCallbacks {
    private static final TlsEcho ECHO = new TlsEcho();

    private TlsEcho() {}

    public static void main(String[] arguments) throws IOException {
        EventBase base = Bases.of("lock");
        TlsServer.Builder builder = TlsServer.builder().identity(Path.of(arguments[1]), Path.of(arguments[2]));
        TlsServer server = (arguments[0].equals("jdk") ? builder : builder.provider(Conscrypt.newProvider())).build();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[3]));
        ConnectionListener.bind(
                base, address, (_, connection, _) -> start(base, server, connection), ListenerOption.REUSEABLE);
        Out.ready();
        base.dispatch();
    }

    private static void start(EventBase base, TlsServer server, Fd connection) {
        try {
            connection.option(SocketOption.NO_DELAY, 1);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        TlsBufferEvent made = server.accept(base, connection);
        made.callbacks(ECHO);
        made.enable(EventMask.READ);
    }

    @Override
    public void onReadable(BufferEvent bufferEvent) {
        bufferEvent.output().addBuffer(bufferEvent.input());
    }

    @Override
    public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
        if (!(outcome instanceof Outcome.Connected)) {
            bufferEvent.close();
        }
    }
}
