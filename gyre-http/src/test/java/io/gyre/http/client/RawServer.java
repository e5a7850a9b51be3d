package io.gyre.http.client;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.listener.ConnectionListener;
import io.gyre.net.ErrnoException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A server on the test's own loop that answers requests with the bytes that it is given, be they HTTP or not. */
final class RawServer implements AutoCloseable {
    private final EventBase base;
    private final ConnectionListener listener;
    private final Deque<byte[]> replies = new ArrayDeque<>();
    private final List<Peer> peers = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    int connections;

    /** How long each reply takes. */
    Duration delay = Duration.ZERO;

    /** Whether each reply is sent byte by byte, with as long between them. */
    boolean drips;

    RawServer(EventBase base, int port) throws ErrnoException {
        this.base = base;
        listener = ConnectionListener.bind(
                base, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (_, connection, _) -> {
                    connections++;
                    peers.add(new Peer(SocketBufferEvent.of(base, connection, BufferEventOption.CLOSE_ON_FREE)));
                });
    }

    /** Answers the next requests with these, and closes the connection behind one that ends with {@code |}. */
    RawServer answer(String... texts) {
        for (String each : texts) {
            replies.add(each.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        return this;
    }

    RawServer answer(byte[] bytes) {
        replies.add(bytes);
        return this;
    }

    int open() {
        return (int) peers.stream().filter(each -> !each.socket.isClosed()).count();
    }

    Peer last() {
        return peers.getLast();
    }

    @Override
    public void close() {
        listener.close();
        peers.forEach(each -> each.socket.close());
    }

    /** One connection. */
    final class Peer implements BufferEventCallbacks {
        final SocketBufferEvent socket;

        /** Whether to leave what comes where it is. */
        boolean deaf;

        private final StringBuilder text = new StringBuilder();

        Peer(SocketBufferEvent socket) {
            this.socket = socket;
            socket.callbacks(this);
            socket.enable(EventMask.READ);
        }

        @Override
        public void onReadable(BufferEvent from) {
            if (deaf) {
                return;
            }
            int count = (int) from.input().length();
            text.append(from.input().removeString(count, StandardCharsets.ISO_8859_1));
            for (int end = end(); end >= 0; end = end()) {
                asked.add(text.substring(0, end));
                text.delete(0, end);
                reply();
            }
        }

        /** {@return where the first request ends, or -1} */
        private int end() {
            int head = text.indexOf("\r\n\r\n") + 4;
            if (head < 4) {
                return -1;
            }
            String fields = text.substring(0, head);
            if (fields.contains("Expect: 100-continue")) {
                return head;
            }
            if (fields.contains("Transfer-Encoding: chunked")) {
                int last = text.indexOf("0\r\n\r\n", head);
                return last < 0 ? -1 : last + 5;
            }
            int at = fields.indexOf("Content-Length: ");
            int length = at < 0 ? 0 : Integer.parseInt(fields.substring(at + 16, fields.indexOf("\r\n", at)));
            return text.length() < head + length ? -1 : head + length;
        }

        private void reply() {
            byte[] next = replies.poll();
            if (next == null) {
                return;
            }
            if (delay.isZero()) {
                send(next);
            } else if (drips) {
                drip(next, 0);
            } else {
                base.after(delay, () -> send(next));
            }
        }

        private void drip(byte[] bytes, int at) {
            if (at < bytes.length && !socket.isClosed()) {
                socket.output().add(bytes, at, 1);
                base.after(delay, () -> drip(bytes, at + 1));
            }
        }

        private void send(byte[] bytes) {
            if (socket.isClosed()) {
                return;
            }
            boolean closes = bytes.length > 0 && bytes[bytes.length - 1] == '|';
            socket.output().add(bytes, 0, bytes.length - (closes ? 1 : 0));
            if (closes) {
                socket.closeGracefully(Duration.ofSeconds(1), (_, _) -> {});
            }
        }

        @Override
        public void onOutcome(BufferEvent on, Outcome outcome) {
            socket.close();
        }
    }
}
