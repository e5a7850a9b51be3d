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

/**
 * {@code echo} over Gyre's bufferevents, as echo_libevent.c does it over libevent's. Arguments: {@code lock|nolock|spin|uring|async [-c]
 * port}.
 */
public final class BufferEcho implements BufferEventCallbacks {
    private final boolean closing;

    private BufferEcho(boolean closing) {
        this.closing = closing;
    }

    public static void main(String[] arguments) throws IOException {
        EventBase base = Bases.of(arguments[0]);
        var address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[arguments.length - 1]));
        var echo = new BufferEcho(arguments[1].equals("-c"));
        ConnectionListener.bind(
                base, address, (_, connection, _) -> echo.start(base, connection), ListenerOption.REUSEABLE);
        Out.ready();
        base.dispatch();
    }

    private void start(EventBase base, Fd connection) {
        try {
            connection.option(SocketOption.NO_DELAY, 1);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        var made = SocketBufferEvent.of(base, connection, BufferEventOption.CLOSE_ON_FREE);
        made.callbacks(this);
        made.enable(EventMask.READ);
    }

    @Override
    public void onReadable(BufferEvent bufferEvent) {
        if (closing) {
            bufferEvent.close();
        } else {
            bufferEvent.output().addBuffer(bufferEvent.input());
        }
    }

    @Override
    public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
        bufferEvent.close();
    }
}
