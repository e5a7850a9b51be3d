package io.gyre.dns;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.util.Objects.requireNonNull;

import io.gyre.dns.wire.HeaderFlag;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.ResourceRecord;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.InetText;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A name server in datagrams that does what a test tells it, lies included. */
final class FakeServer implements AutoCloseable {
    /** What it does with a query. */
    interface Behaviour {
        void on(Message query, InetSocketAddress client) throws IOException;
    }

    final InetSocketAddress address;
    final List<Message> queries = new ArrayList<>();
    final List<InetSocketAddress> clients = new ArrayList<>();
    private final Fd socket;
    private final Event event;
    private Behaviour behaviour = (_, _) -> {};

    FakeServer(EventBase base, String ip, int port) {
        try {
            address = new InetSocketAddress(requireNonNull(InetText.address(ip)), port);
            var platform = base.config().platform();
            socket = new Descriptors(platform).socket(StandardProtocolFamily.INET, SocketType.DATAGRAM);
            if (platform.bind(socket.number(), address) < 0) {
                throw new IllegalStateException(address + " is taken");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        event = base.event(socket, EventMask.READ.or(EventMask.PERSIST), (_, _) -> read())
                .add();
    }

    FakeServer will(Behaviour what) {
        behaviour = what;
        return this;
    }

    /** Answers everything with these records. */
    FakeServer answering(ResourceRecord... records) {
        return will((query, client) -> send(
                query.answer().flags(HeaderFlag.RA).answers(List.of(records)).build(), client));
    }

    FakeServer saying(ResponseCode code) {
        return will((query, client) -> send(query.answer().code(code).build(), client));
    }

    FakeServer silent() {
        return will((_, _) -> {});
    }

    Question lastQuestion() {
        return queries.getLast().questions().getFirst();
    }

    private void read() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(4096);
            @Nullable SocketAddress[] from = new SocketAddress[1];
            int length = socket.receiveFrom(memory, 0, 4096, from);
            if (length == Fd.WOULD_BLOCK) {
                return;
            }
            Message query = Message.parse(memory.asSlice(0, length).toArray(JAVA_BYTE));
            var client = (InetSocketAddress) requireNonNull(from[0]);
            queries.add(query);
            clients.add(client);
            behaviour.on(query, client);
        }
    }

    void send(Message reply, SocketAddress to) throws IOException {
        send(reply.toBytes(), to);
    }

    void send(byte[] octets, SocketAddress to) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(Math.max(1, octets.length));
            MemorySegment.copy(octets, 0, memory, JAVA_BYTE, 0, octets.length);
            socket.sendTo(memory, 0, octets.length, to);
        }
    }

    @Override
    public void close() {
        event.close();
        socket.close();
    }
}
