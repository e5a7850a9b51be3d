package io.gyre.conformance.dns;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.dns.DnsResolver;
import io.gyre.dns.ResolverFlag;
import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.event.EventBase;
import io.gyre.net.InetText;
import io.gyre.testing.DatagramPeer;
import io.gyre.testing.Simulation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A simulated machine with a name server, a resolver that asks it, and time that passes only where the loop waits. */
@SuppressWarnings("NullAway.Init") // By listen().
abstract class NamedWorld {
    static final InetSocketAddress NAME_SERVER = new InetSocketAddress(ip("10.0.0.1"), 53);

    final Simulation world = Simulation.seeded(5);
    final EventBase base = world.newBase();
    final DnsResolver resolver = DnsResolver.of(base, ResolverFlag.DISABLE_WHEN_INACTIVE);

    /** What was asked of the name server. */
    final List<Question> questions = new ArrayList<>();

    private final Map<DnsName, InetAddress> zone = new HashMap<>();
    private final List<AutoCloseable> closedAtTheEnd = new ArrayList<>();
    DatagramPeer nameServer;

    @BeforeEach
    void listen() throws IOException {
        nameServer = DatagramPeer.bind(base, NAME_SERVER).onDatagram(this::answer);
        resolver.addNameServer(NAME_SERVER);
    }

    @AfterEach
    void endWorld() throws Exception {
        for (AutoCloseable each : closedAtTheEnd.reversed()) {
            each.close();
        }
        resolver.close();
        nameServer.close();
        base.close();
        assertEquals(List.of(), world.platform().openDescriptors());
        world.close();
    }

    <T extends AutoCloseable> T atTheEnd(T closed) {
        closedAtTheEnd.add(closed);
        return closed;
    }

    static InetAddress ip(String text) {
        return requireNonNull(InetText.address(text));
    }

    /** Has the server know a name; others do not exist. */
    void has(String name, String address) {
        zone.put(DnsName.of(name), ip(address));
    }

    /** Keeps the name server from answering, but not from being there. */
    void silenceNameServer() {
        nameServer.onDatagram((_, _) -> {});
    }

    private void answer(byte[] datagram, InetSocketAddress client) throws IOException {
        Message query = Message.parse(datagram);
        Question asked = query.questions().getFirst();
        questions.add(asked);
        InetAddress known = zone.get(asked.name());
        var answer = query.answer().code(known == null ? ResponseCode.NXDOMAIN : ResponseCode.NOERROR);
        if (known != null && asked.type().equals(RecordType.A)) {
            answer.answers(List.of(ResourceRecord.of(asked.name(), 60, known)));
        }
        nameServer.send(answer.build().toBytes(), client);
    }
}
