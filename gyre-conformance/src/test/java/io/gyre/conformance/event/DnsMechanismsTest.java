package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gyre.dns.DnsResolver;
import io.gyre.dns.DnsResult;
import io.gyre.dns.DnsServer;
import io.gyre.dns.DnsServerRequest;
import io.gyre.dns.DnsTransport;
import io.gyre.dns.QueryFlag;
import io.gyre.dns.ResolverFlag;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.event.LoopFlag;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A resolver and the name server that it asks, in datagrams and over connections, on one loop. */
@EachMechanism
@SuppressWarnings("NullAway.Init") // By listen().
class DnsMechanismsTest extends LoopSuite {
    private final DnsResolver resolver =
            DnsResolver.of(base, ResolverFlag.DISABLE_WHEN_INACTIVE, ResolverFlag.NAMESERVERS_NO_DEFAULT);
    private final List<DnsResult> results = new ArrayList<>();
    private final List<DnsTransport> transports = new ArrayList<>();
    private DnsServer datagrams;
    private DnsServer connections;

    DnsMechanismsTest(String mechanism) {
        super(World.named(mechanism));
    }

    @BeforeEach
    void listen() throws IOException {
        connections = DnsServer.tcp(base, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::answer);
        var address = (InetSocketAddress) Objects.requireNonNull(connections.address());
        datagrams = DnsServer.udp(base, address, this::answer);
        resolver.addNameServer(address);
    }

    @AfterEach
    void closeAll() {
        resolver.close();
        datagrams.closeNow();
        connections.closeNow();
    }

    /** Gives as many addresses as the first label says. */
    private void answer(DnsServerRequest request) {
        transports.add(request.transport());
        int count = Integer.parseInt(request.question().name().toHost().split("-", 2)[0]);
        List<InetAddress> addresses = Collections.nCopies(count, InetAddress.getLoopbackAddress());
        request.addAddresses(request.question().name(), 60, addresses).respond(ResponseCode.NOERROR);
    }

    private int found(String name, QueryFlag... flags) {
        int before = results.size();
        resolver.resolveIpv4(name, results::add, flags);
        await(before + 1);
        return addresses(results.getLast());
    }

    private void await(int count) {
        while (results.size() < count) {
            base.loop(LoopFlag.ONCE);
        }
    }

    private static int addresses(DnsResult result) {
        return assertInstanceOf(DnsResult.Answered.class, result).addresses().size();
    }

    @Test
    void manyQuestionsAreAnsweredInDatagrams() {
        for (int i = 0; i < 300; i++) {
            resolver.resolveIpv4("1-" + i + ".example", results::add);
        }
        await(300);
        assertEquals(
                300, results.stream().mapToInt(DnsMechanismsTest::addresses).sum());
        assertEquals(Collections.nCopies(300, DnsTransport.UDP), transports);
    }

    @Test
    void answerThatIsCutIsAskedForOverAConnection() {
        assertEquals(200, found("200-large.example"));
        assertEquals(List.of(DnsTransport.UDP, DnsTransport.TCP), transports);
    }

    @Test
    void questionsOneAfterAnotherAreAnsweredOverAConnection() {
        for (int i = 0; i < 20; i++) {
            assertEquals(2, found("2-" + i + ".example", QueryFlag.USE_TCP));
        }
        assertEquals(Collections.nCopies(20, DnsTransport.TCP), transports);
    }
}
