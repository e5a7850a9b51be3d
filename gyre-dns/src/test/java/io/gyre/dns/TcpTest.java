package io.gyre.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.net.InetText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Answers that do not fit, and connections; the server is Gyre's own. */
class TcpTest extends DnsSuite {
    private static final InetSocketAddress ADDRESS =
            new InetSocketAddress(Objects.requireNonNull(InetText.address("10.0.0.1")), 53);

    private final List<DnsTransport> transports = new ArrayList<>();
    private DnsServer udp = server(true);
    private DnsServer tcp = server(false);

    private DnsServer server(boolean datagrams) {
        try {
            DnsServer made =
                    datagrams ? DnsServer.udp(base, ADDRESS, this::handle) : DnsServer.tcp(base, ADDRESS, this::handle);
            atTheEnd(made::closeNow);
            resolver.addNameServer(ADDRESS);
            return made;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The first label is a number of addresses; "drop" is not answered. */
    private void handle(DnsServerRequest request) {
        transports.add(request.transport());
        DnsName name = request.question().name();
        String first = name.toHost().split("[.-]", -1)[0];
        if (first.equalsIgnoreCase("drop")) {
            request.drop();
            return;
        }
        List<InetAddress> addresses = IntStream.range(0, Integer.parseInt(first))
                .mapToObj(i -> ip("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)))
                .toList();
        request.addAddresses(name, 60, addresses).respond(ResponseCode.NOERROR);
    }

    private int count(DnsTransport transport) {
        return (int) transports.stream().filter(transport::equals).count();
    }

    //
    @Test
    void aCutAnswerIsAskedForAgainByTcp() {
        ask("20.example");
        assertEquals(20, answered().addresses().size());
        assertEquals(List.of(1, 0), List.of(count(DnsTransport.UDP), count(DnsTransport.TCP)));
        ask("1024.example");
        await(2);
        assertEquals(1024, answered(results.get(1)).addresses().size());
        assertEquals(List.of(2, 1), List.of(count(DnsTransport.UDP), count(DnsTransport.TCP)));
        assertEquals(
                List.of("truncated", "NOERROR"),
                results.get(1).attempts().stream().map(Attempt::outcome).toList());
    }

    //
    @Test
    void aCutAnswerIsAnErrorIfTruncationIsIgnored() {
        ask("128.example", QueryFlag.IGNORE_TRUNCATION);
        assertEquals(DnsError.TRUNCATED, failed().error());
        set("ignore-tc", "");
        ask("1024.example");
        await(2);
        assertEquals(DnsError.TRUNCATED, error(results.get(1)));
        assertEquals(List.of(2, 0), List.of(count(DnsTransport.UDP), count(DnsTransport.TCP)));
    }

    //
    @Test
    void aLongerDatagramHoldsMore() {
        set("ignore-tc", "");
        set("edns-udp-size", "4096");
        udp.options(udp.options().withMaxUdpSize(4096));
        ask("128.example");
        assertEquals(128, answered().addresses().size());
        ask("1024.example");
        await(2);
        assertEquals(DnsError.TRUNCATED, error(results.get(1)));
    }

    //
    @Test
    void everythingGoesByTcpIfToldSo() {
        ask("64.example", QueryFlag.USE_TCP);
        answered();
        set("use-vc", "");
        ask("65.example");
        await(2);
        assertEquals(List.of(0, 2), List.of(count(DnsTransport.UDP), count(DnsTransport.TCP)));
    }

    @Test
    void oneConnectionServesManyQuestions() {
        set("use-vc", "");
        for (int i = 0; i < 30; i++) {
            ask("3-" + i + ".example");
        }
        await(30);
        assertEquals(30, tcp.statistics().replies());
        assertEquals(0, elapsedMillis());
    }

    //
    @Test
    void aQuestionByTcpThatIsDroppedIsATimeout() {
        set("use-vc", "");
        set("timeout", "1");
        ask("drop.example");
        assertEquals(DnsError.TIMEOUT, failed().error());
        assertEquals(3000, elapsedMillis());
    }

    @Test
    void aConnectionThatTheServerClosedIsMadeAnew() {
        set("use-vc", "");
        tcp.options(tcp.options().withTcpIdleTimeout(ms(300)));
        ask("3.example");
        answered();
        base.after(ms(2000), () -> ask("4.example"));
        await(2);
        assertEquals(4, answered(results.get(1)).addresses().size());
    }

    @Test
    void nobodyListeningIsToldQuicklyAndByName() {
        tcp.closeNow();
        set("use-vc", "");
        ask("3.example");
        assertEquals(DnsError.TIMEOUT, failed().error());
        assertTrue(failed().message().contains("(TCP): ECONNREFUSED"), failed().message());
    }

    @Test
    void nobodyAnsweringTheConnectionIsATimeout() {
        world.platform().silence(ADDRESS);
        set("use-vc", "");
        set("timeout", "2");
        ask("3.example");
        assertEquals(DnsError.TIMEOUT, failed().error());
        assertEquals(6000, elapsedMillis());
        world.platform().unsilence(ADDRESS);
    }

    /** Its peer may be gone without a word, and TCP alone would take a quarter of an hour to tell. */
    @Test
    void aConnectionThatStaysSilentIsGivenUp() {
        set("use-vc", "");
        set("timeout", "1");
        set("attempts", "2");
        ask("3.example");
        answered();
        ask("drop-1.example");
        base.after(ms(500), () -> ask("drop-2.example"));
        await(3);
        Map<String, String> firstOutcomes = results.stream()
                .collect(Collectors.toMap(
                        result -> result.question().name().toHost(),
                        result -> result.attempts().getFirst().outcome()));
        assertEquals("no reply", firstOutcomes.get("drop-1.example"));
        assertEquals("connection silent", firstOutcomes.get("drop-2.example"));
        assertEquals(2000, elapsedMillis());
    }
}
