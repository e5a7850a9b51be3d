package io.gyre.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.event.LoopFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names that are tried with the search list. */
class SearchTest extends DnsSuite {
    /** What the server says to names, in lower case; NXDOMAIN to all others. */
    private final Map<String, Object> zone = new HashMap<>();

    private final List<String> asked = new ArrayList<>();

    private FakeServer zoneServer() {
        FakeServer server = server("10.0.0.1");
        server.will((query, client) -> {
            String name = asked(query).name().toHost().toLowerCase(Locale.ROOT);
            asked.add(name);
            server.send(reply(query, name), client);
        });
        return server;
    }

    private Message reply(Message query, String name) {
        return switch (zone.getOrDefault(name, ResponseCode.NXDOMAIN)) {
            case ResponseCode code -> query.answer().code(code).build();
            case Object address ->
                query.answer().answers(List.of(a(name, address.toString()))).build();
        };
    }

    @Test
    void aNameWithoutDotsIsTriedWithEachDomainAndThenAsItIs() {
        zoneServer();
        resolver.addSearch("a.example");
        resolver.addSearch(".b.example");
        ask("host");
        assertEquals(DnsError.NOTEXIST, failed().error());
        assertEquals(List.of("host.a.example", "host.b.example", "host"), asked);
    }

    @Test
    void aNameWithEnoughDotsIsTriedAsItIsFirst() {
        zoneServer();
        resolver.addSearch("a.example");
        resolver.ndots(2);
        ask("www.host.x");
        ask("www.host");
        await(2);
        assertEquals(List.of("www.host.x", "www.host.a.example", "www.host.x.a.example", "www.host"), asked);
    }

    //
    @Test
    void theFirstNameThatIsThereEndsTheSearch() {
        zone.put("host.b.example", "10.1.1.1");
        zoneServer();
        resolver.addSearch("a.example");
        resolver.addSearch("b.example");
        resolver.addSearch("c.example");
        ask("HOST");
        DnsResult.Answered answer = answered();
        assertEquals(name("host.b.example"), answer.question().name());
        assertEquals(2, answer.attempts().size());
    }

    @Test
    void aNameWithoutDataIsPassedOverButRemembered() {
        zone.put("host.a.example", ResponseCode.NOERROR);
        zoneServer();
        resolver.addSearch("a.example");
        resolver.addSearch("b.example");
        ask("host");
        assertEquals(DnsError.NODATA, failed().error());
        assertEquals(3, asked.size());
    }

    /** Whoever went on would end at another host than meant. */
    @Test
    void aServerThatFailsEndsTheSearch() {
        zone.put("host.a.example", ResponseCode.SERVFAIL);
        zone.put("host.b.example", "10.1.1.1");
        zoneServer();
        resolver.addSearch("a.example");
        resolver.addSearch("b.example");
        ask("host");
        assertEquals(DnsError.SERVERFAILED, failed().error());
    }

    @Test
    void aDotAtTheEndOrAFlagTurnsTheSearchOff() {
        zoneServer();
        resolver.addSearch("a.example");
        ask("host.");
        ask("other", QueryFlag.NO_SEARCH);
        await(2);
        assertEquals(List.of("host", "other"), asked);
    }

    //
    @Test
    void theEmptyNameCannotBeSearched() {
        resolver.addSearch("a.example");
        assertThrows(IllegalArgumentException.class, () -> ask(""));
    }

    //
    @Test
    void whoCancelsDuringTheSearchAsksNoMore() {
        FakeServer server = server("10.0.0.1");
        for (int i = 0; i < 4; i++) {
            resolver.addSearch("d" + i + ".example");
        }
        var request = new DnsRequest[1];
        server.will((query, client) -> {
            if (server.queries.size() == 3) {
                request[0].cancel();
            }
            server.send(query.answer().code(ResponseCode.NXDOMAIN).build(), client);
        });
        request[0] = ask("host");
        assertEquals(DnsError.CANCEL, failed().error());
        settle();
        assertEquals(3, server.queries.size());
        assertEquals(1, results.size());
    }

    @Test
    void namesThatWouldBeTooLongAreLeftOut() {
        zoneServer();
        resolver.addSearch("a".repeat(60) + ".example");
        String longName = "b".repeat(60) + "." + "c".repeat(60) + "." + "d".repeat(60);
        resolver.ndots(5);
        ask(longName + "." + "e".repeat(10));
        assertEquals(DnsError.NOTEXIST, failed().error());
        assertEquals(1, asked.size());
    }

    @Test
    void theSearchListCanBeEmptied() {
        zoneServer();
        resolver.addSearch("a.example");
        resolver.clearSearch();
        ask("host");
        base.loop(LoopFlag.ONCE);
        await(1);
        assertEquals(List.of("host"), asked);
    }
}
