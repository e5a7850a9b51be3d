package io.gyre.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.net.InetText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Answers that do not fit, and connections; the server is Gyre's own. */
class TcpTest extends DnsSuite {
    private static final InetSocketAddress ADDRESS =
            new InetSocketAddress(Objects.requireNonNull(InetText.address("10.0.0.1")), 53);

    private final List<DnsTransport> transports = new ArrayList<>();
    private final Map<SocketAddress, Long> lastQuestion = new HashMap<>();
    private final Set<SocketAddress> stalled = new HashSet<>();
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

    /** The first label is a number of addresses; "drop" is not answered; "crowd" is, but not if there are many at a time on a connection. */
    private void handle(DnsServerRequest request) {
        transports.add(request.transport());
        DnsName name = request.question().name();
        String first = name.toHost().split("[.-]", -1)[0];
        boolean crowd = first.equalsIgnoreCase("crowd");
        if (first.equalsIgnoreCase("drop") || (crowd && isCrowded(request.client()))) {
            request.drop();
            return;
        }
        int count = crowd ? 1 : Integer.parseInt(first);
        List<InetAddress> addresses = IntStream.range(0, count)
                .mapToObj(i -> ip("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)))
                .toList();
        request.addAddresses(name, 60, addresses).respond(ResponseCode.NOERROR);
    }

    private boolean isCrowded(SocketAddress client) {
        Long last = lastQuestion.put(client, elapsedMillis());
        if (last != null && last == elapsedMillis()) {
            stalled.add(client);
        }
        return stalled.contains(client);
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
        assertTrue(failed().message().startsWith("3.example. A: no server could be asked: "), failed().message());
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
        assertEquals(3000, elapsedMillis(), "the second has a connection of its own after a pause, from 2000 on");
    }

    /** As nsd 4.6.1 does once the answers fill its buffer: it reads on, and sends no more. */
    @Test
    void aServerThatStallsOnManyQuestionsIsAskedOneAtATimeOnAConnection() {
        set("use-vc", "");
        set("timeout", "4");
        for (int i = 0; i < 10; i++) {
            ask("crowd-" + i + ".example");
        }
        await(10);
        results.forEach(DnsSuite::answered);
        assertEquals(4000, elapsedMillis(), "the second attempt");
        assertEquals(1, stalled.size());
        base.after(ms(1000), () -> {
            for (int i = 0; i < 10; i++) {
                ask("crowd-again-" + i + ".example");
            }
        });
        await(20);
        assertEquals(5000, elapsedMillis());
        assertEquals(1, stalled.size(), "it is remembered");
    }
}
