package io.gyre.dns;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.dns.wire.Message;
import io.gyre.event.Event;
import io.gyre.event.EventMask;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A stream to a server, for many questions at a time (RFC 7766). Its callbacks come without the buffers' lock, and take the resolver's. */
final class TcpConnection extends Carrier implements BufferEventCallbacks {
    /** Why those who wait are told that it was given up, if nothing came. */
    static final String SILENT = "connection silent";

    private final SocketBufferEvent stream;
    private final Event idleTimer;
    private boolean open = true;

    /** Whether a reply came already: if such a connection ends, the server had merely enough of it. */
    private boolean proven;

    /** When something was received last, or the connection began. */
    private long heardAt;

    TcpConnection(Engine engine, InetSocketAddress server) throws ErrnoException {
        super(engine);
        heardAt = engine.now();
        BufferEventOption[] how = {
            BufferEventOption.CLOSE_ON_FREE,
            BufferEventOption.THREADSAFE,
            BufferEventOption.DEFER_CALLBACKS,
            BufferEventOption.UNLOCK_CALLBACKS
        };
        InetSocketAddress local = UdpPorts.local(engine.options, server);
        if (local == null) {
            stream = SocketBufferEvent.unconnected(engine.base, how);
            stream.connect(server);
        } else {
            stream = SocketBufferEvent.of(engine.base, connect(engine, server, local), how);
        }
        stream.callbacks(this);
        stream.enable(EventMask.READ);
        idleTimer = engine.timer("DNS connection without a question", this::closeIfIdle);
    }

    private static Fd connect(Engine engine, InetSocketAddress server, InetSocketAddress local) throws ErrnoException {
        Fd fd = UdpPorts.socket(engine, SocketType.STREAM, server, new InetSocketAddress(local.getAddress(), 0));
        int rc = engine.base.config().platform().connect(fd.number(), server);
        ErrnoException failure = rc == 0 ? null : new ErrnoException("connect " + server, rc);
        if (failure != null && !failure.errnoName().equals("EINPROGRESS")) {
            fd.close();
            throw failure;
        }
        return fd;
    }

    boolean isOpen() {
        return open;
    }

    boolean isProven() {
        return proven;
    }

    void send(Transmission transmission) {
        idleTimer.removeWithoutWaiting();
        register(transmission);
        stream.write(engine.wire.framed(transmission.message()));
        engine.counters.sentByTcp++;
    }

    @Override
    public void onReadable(BufferEvent bufferEvent) {
        engine.locked(() -> {
            heardAt = engine.now();
            byte @Nullable [] frame = open ? Frames.next(stream.input()) : null;
            while (frame != null) {
                take(frame);
                frame = open ? Frames.next(stream.input()) : null;
            }
        });
    }

    private void take(byte[] frame) {
        Transmission asked = frame.length < 2 ? null : waitingFor((frame[0] & 0xff) << 8 | (frame[1] & 0xff));
        if (asked == null) {
            engine.counters.unexpected++;
            return;
        }
        Message reply = asked.read(frame, frame.length, engine.counters);
        if (reply != null) {
            proven = true;
            engine.counters.replies++;
            asked.forget();
            asked.asker.replied(asked, reply);
        }
    }

    @Override
    public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
        String why = switch (outcome) {
            case Outcome.Connected _ -> null;
            case Outcome.Eof _ -> "connection closed by the server";
            case Outcome.Timeout _ -> "connection timed out";
            case Outcome.Failed failed -> words(failed.cause());
        };
        if (why != null) {
            engine.locked(() -> giveUp(why));
        }
    }

    /** {@return whether it is open, and brought nothing from some time on} */
    boolean isSilentSince(long when) {
        return open && heardAt - when <= 0;
    }

    /** Closes it, and tells those who wait. */
    void giveUp(String why) {
        close();
        breakAll(why);
    }

    private static String words(IOException cause) {
        return cause instanceof ErrnoException known ? known.errnoName() : String.valueOf(cause.getMessage());
    }

    @Override
    void idle() {
        if (!open) {
            return;
        }
        if (engine.rests()) {
            close();
        } else {
            idleTimer.add(engine.options.tcpIdleTimeout());
        }
    }

    /** A question may have come at the last moment. */
    private void closeIfIdle() {
        if (isIdle()) {
            close();
        }
    }

    /** Those who wait are not told. */
    void close() {
        if (open) {
            open = false;
            idleTimer.removeWithoutWaiting();
            stream.close();
        }
    }
}
