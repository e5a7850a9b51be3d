package io.gyre.cli;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.tls.TlsBufferEvent;
import io.gyre.tls.TlsServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One loop that echoes, on plain events. */
final class EchoServer implements AutoCloseable {
    /** What one connection is read at a time. */
    static final int CHUNK = 64 * 1024;

    /** How many connections are accepted before the others get their turn. */
    private static final int ACCEPTS_PER_TURN = 64;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final EventBase base;
    private final Fd listener;
    private final SocketAddress address;
    private final Event accepting;
    private final @Nullable TlsServer tls;

    /** Where every connection's bytes pass through; what cannot be sent at once is copied. */
    final MemorySegment chunk = Arena.ofAuto().allocate(CHUNK);

    EchoServer(EventBase base, Fd listener, @Nullable TlsServer tls) {
        this.base = base;
        this.tls = tls;
        this.listener = listener;
        this.address = Objects.requireNonNull(listener.localAddress());
        this.accepting = base.event(listener, EventMask.READ.or(EventMask.PERSIST), (_, _) -> accept())
                .name("listener")
                .add();
    }

    EventBase base() {
        return base;
    }

    SocketAddress address() {
        return address;
    }

    void run() {
        base.dispatch();
    }

    private void accept() throws IOException {
        for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
            Fd fd = acceptOne();
            if (fd == null) {
                return;
            }
            if (tls != null) {
                echo(tls.accept(base, fd));
            } else {
                new EchoConnection(this, fd).start();
            }
        }
    }

    /** By a pipe from a connection to itself, which rests while the client does not read. */
    private static void echo(TlsBufferEvent connection) {
        connection.pipeTo(connection, (_, _) -> connection.close());
    }

    /** When no descriptor is left, the listener rests a moment, rather than being told of the same client for ever. */
    private @Nullable Fd acceptOne() throws IOException {
        try {
            return listener.accept();
        } catch (ErrnoException failure) {
            System.getLogger("io.gyre.cli").log(Level.WARNING, failure.getMessage());
            accepting.remove();
            base.after(PAUSE, accepting::add);
            return null;
        }
    }

    @Override
    public void close() {
        base.close();
        listener.close();
    }
}
