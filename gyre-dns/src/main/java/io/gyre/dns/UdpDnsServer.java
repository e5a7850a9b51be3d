package io.gyre.dns;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.MessageWriter;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A server in datagrams. */
final class UdpDnsServer extends DnsServer {
    /** How many queries are read before other events have their turn. */
    private static final int BATCH = 64;

    /** How many replies may wait for the system to take them; more are lost, as datagrams may be. */
    private static final int MOST_UNSENT = 1000;

    /** A longer query than any that makes sense. */
    private static final int LONGEST_QUERY = 4096;

    private final Fd socket;
    private final Event readable;
    private final Event writable;
    private final byte[] bytes = new byte[LONGEST_QUERY];
    private final MemorySegment incoming = Arena.ofAuto().allocate(LONGEST_QUERY);
    private final @Nullable SocketAddress[] sender = new SocketAddress[1];

    // Guarded by the lock.
    private final MessageWriter writer = new MessageWriter();
    private final MemorySegment outgoing = Arena.ofAuto().allocate(Message.MAX_LENGTH);
    private final Deque<Unsent> unsent = new ArrayDeque<>();

    /** A reply that the system did not take yet. */
    private static final class Unsent {
        final byte[] reply;
        final SocketAddress client;

        Unsent(byte[] reply, SocketAddress client) {
            this.reply = reply;
            this.client = client;
        }
    }

    UdpDnsServer(EventBase base, Fd socket, DnsHandler handler) {
        super(base, handler);
        this.socket = socket;
        readable = base.event(socket, EventMask.READ.or(EventMask.PERSIST), (_, _) -> read())
                .name("DNS server");
        writable = base.event(socket, EventMask.WRITE, (_, _) -> sendRest()).name("DNS server");
    }

    UdpDnsServer start() {
        readable.add();
        return this;
    }

    @Override
    public @Nullable SocketAddress address() {
        return socket.localAddress();
    }

    private void read() throws Exception {
        for (int i = 0; i < BATCH && socket.isOpen(); i++) {
            int length = receive();
            if (length == Fd.WOULD_BLOCK) {
                return;
            }
            if (sender[0] instanceof InetSocketAddress client && client.getPort() != 0) {
                take(length, client);
            }
        }
    }

    /** {@return what {@link Fd#receiveFrom} gives} An error of a former reply, as ECONNREFUSED, is none of ours. */
    private int receive() {
        try {
            int length = socket.receiveFrom(incoming, 0, LONGEST_QUERY, sender);
            if (length > 0) {
                MemorySegment.copy(incoming, JAVA_BYTE, 0, bytes, 0, length);
            }
            return length;
        } catch (IOException ofAnother) {
            return Fd.WOULD_BLOCK;
        }
    }

    private void take(int length, InetSocketAddress client) throws Exception {
        boolean room;
        lock.lock();
        try {
            room = !closing && unanswered() < options.maxUnanswered();
            dropped += room ? 0 : 1;
        } finally {
            lock.unlock();
        }
        if (room) {
            receive(bytes, length, new Way(client));
        }
    }

    private final class Way implements ReplyWay {
        private final InetSocketAddress client;

        Way(InetSocketAddress client) {
            this.client = client;
        }

        @Override
        public SocketAddress client() {
            return client;
        }

        @Override
        public DnsTransport transport() {
            return DnsTransport.UDP;
        }

        @Override
        public boolean send(Message reply, int datagramLimit) {
            int length = writer.write(reply, datagramLimit);
            if (!unsent.isEmpty() || !put(writer.bytes(), length, client)) {
                return keep(new Unsent(Arrays.copyOf(writer.bytes(), length), client));
            }
            return true;
        }

        @Override
        public void settled() {}
    }

    /** {@return false if the system wants to be asked later} What it does not want at all is lost. */
    private boolean put(byte[] reply, int length, SocketAddress client) {
        MemorySegment.copy(reply, 0, outgoing, JAVA_BYTE, 0, length);
        try {
            return socket.sendTo(outgoing, 0, length, client) != Fd.WOULD_BLOCK;
        } catch (IOException lost) {
            dropped++;
            return true;
        }
    }

    private boolean keep(Unsent reply) {
        if (unsent.size() >= MOST_UNSENT) {
            dropped++;
            return false;
        }
        unsent.add(reply);
        writable.add();
        return true;
    }

    private void sendRest() {
        lock.lock();
        try {
            while (socket.isOpen() && !unsent.isEmpty()) {
                Unsent next = unsent.peek();
                if (!put(next.reply, next.reply.length, next.client)) {
                    writable.add();
                    return;
                }
                unsent.remove();
            }
            if (isClosed()) {
                closeSockets(true);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    void stopReading() {
        readable.removeWithoutWaiting();
    }

    @Override
    void closeSockets(boolean now) {
        if (!now && !unsent.isEmpty()) {
            return; // It closes behind the last reply.
        }
        unsent.clear();
        writable.removeWithoutWaiting();
        socket.close();
    }
}
