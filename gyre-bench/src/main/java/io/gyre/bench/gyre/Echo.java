package io.gyre.bench.gyre;

import io.gyre.bench.peer.Out;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventCallback;
import io.gyre.event.EventMask;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.SocketOption;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * {@code echo} over Gyre's events: one buffer that all connections share, as in echo.h. Arguments: {@code lock|nolock|spin|uring port}.
 */
public final class Echo {
    private static final EventMask READ = EventMask.READ.or(EventMask.PERSIST);
    private static final EventMask WRITE = EventMask.WRITE.or(EventMask.PERSIST);
    private static final int BUFFER_BYTES = 64 * 1024;

    private final EventBase base;
    private final Fd listener;
    private final MemorySegment buffer = Arena.global().allocate(BUFFER_BYTES);

    private Echo(EventBase base, int port) throws IOException {
        this.base = base;
        listener = Descriptors.system().listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        base.event(listener, READ, (_, _) -> acceptAll()).add();
    }

    public static void main(String[] arguments) throws IOException {
        var echo = new Echo(Bases.of(arguments[0]), Integer.parseInt(arguments[1]));
        Out.ready();
        echo.base.dispatch();
    }

    private void acceptAll() throws IOException {
        for (Fd fd; (fd = listener.accept()) != null; ) {
            fd.option(SocketOption.NO_DELAY, 1);
            base.event(fd, READ, new Connection(fd)).add();
        }
    }

    /** Echoes what comes, and reads no more while the peer does not take it. */
    private final class Connection implements EventCallback {
        private final Fd fd;
        private @Nullable Left left;

        Connection(Fd fd) {
            this.fd = fd;
        }

        @Override
        public void onEvent(Event event, EventMask fired) {
            try {
                if (left != null) {
                    sendLeft(event, left);
                } else {
                    echoSome(event);
                }
            } catch (ErrnoException reset) {
                close(event);
            }
        }

        private void echoSome(Event event) throws ErrnoException {
            int count = fd.read(buffer, 0, BUFFER_BYTES);
            if (count == Fd.EOF) {
                close(event);
            } else if (count != Fd.WOULD_BLOCK) {
                int sent = Math.max(0, fd.write(buffer, 0, count));
                if (sent < count) {
                    left = new Left(buffer.asSlice(sent, count - sent));
                    waitFor(event, WRITE);
                }
            }
        }

        private void sendLeft(Event event, Left rest) throws ErrnoException {
            rest.sent += Math.max(0, fd.write(rest.bytes, rest.sent, (int) rest.bytes.byteSize() - rest.sent));
            if (rest.sent == rest.bytes.byteSize()) {
                left = null;
                rest.arena.close();
                waitFor(event, READ);
            }
        }

        private void waitFor(Event event, EventMask mask) {
            event.remove();
            event.assign(base, fd, mask, this).add();
        }

        private void close(Event event) {
            event.close();
            fd.close();
            if (left != null) {
                left.arena.close();
            }
        }
    }

    /** What the socket did not take. */
    private static final class Left {
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment bytes;
        private int sent;

        Left(MemorySegment rest) {
            bytes = arena.allocate(rest.byteSize()).copyFrom(rest);
        }
    }
}
