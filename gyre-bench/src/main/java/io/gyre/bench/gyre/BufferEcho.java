package io.gyre.bench.gyre;

import io.gyre.bench.peer.Out;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.listener.ConnectionListener;
import io.gyre.listener.ListenerOption;
import io.gyre.net.Fd;
import io.gyre.net.SocketOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** {@code echo} over Gyre's bufferevents, as echo_libevent.c does it over libevent's. Arguments: {@code lock|nolock port}. */
public final class BufferEcho implements BufferEventCallbacks {
    private static final BufferEcho ECHO = new BufferEcho();

    private BufferEcho() {}

    public static void main(String[] arguments) throws IOException {
        EventBase base = Bases.of(arguments[0]);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        ConnectionListener.bind(base, address, (_, connection, _) -> start(base, connection), ListenerOption.REUSEABLE);
        Out.ready();
        base.dispatch();
    }

    private static void start(EventBase base, Fd connection) {
        try {
            connection.option(SocketOption.NO_DELAY, 1);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        var made = SocketBufferEvent.of(base, connection, BufferEventOption.CLOSE_ON_FREE);
        made.callbacks(ECHO);
        made.enable(EventMask.READ);
    }

    @Override
    public void onReadable(BufferEvent bufferEvent) {
        bufferEvent.output().addBuffer(bufferEvent.input());
    }

    @Override
    public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
        bufferEvent.close();
    }
}
