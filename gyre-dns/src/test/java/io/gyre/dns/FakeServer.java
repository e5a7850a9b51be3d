package io.gyre.dns;

import static java.util.Objects.requireNonNull;

import io.gyre.dns.wire.HeaderFlag;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.ResourceRecord;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.event.EventBase;
import io.gyre.net.InetText;
import io.gyre.testing.DatagramPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A name server in datagrams that does what a test tells it, lies included. */
final class FakeServer implements AutoCloseable {
    /** What it does with a query. */
    interface Behaviour {
        void on(Message query, InetSocketAddress client) throws IOException;
    }

    final InetSocketAddress address;
    final List<Message> queries = new ArrayList<>();
    final List<InetSocketAddress> clients = new ArrayList<>();
    private final DatagramPeer peer;
    private Behaviour behaviour = (_, _) -> {};

    FakeServer(EventBase base, String ip, int port) {
        address = new InetSocketAddress(requireNonNull(InetText.address(ip)), port);
        try {
            peer = DatagramPeer.bind(base, address);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        peer.onDatagram(this::take);
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

    private void take(byte[] datagram, InetSocketAddress client) throws IOException {
        Message query = Message.parse(datagram);
        queries.add(query);
        clients.add(client);
        behaviour.on(query, client);
    }

    void send(Message reply, SocketAddress to) throws IOException {
        send(reply.toBytes(), to);
    }

    void send(byte[] octets, SocketAddress to) throws IOException {
        peer.send(octets, to);
    }

    @Override
    public void close() {
        peer.close();
    }
}
