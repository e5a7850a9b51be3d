package io.gyre.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.dns.wire.Edns;
import io.gyre.dns.wire.RecordData;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.event.EventCount;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One question, one server or several, in datagrams. */
class ResolverTest extends DnsSuite {
    @Test
    void anAddressIsFound() {
        FakeServer server = server("10.0.0.1").answering(a("www.example", "192.0.2.1"));
        ask("www.example");
        assertTrue(results.isEmpty());
        DnsResult.Answered answer = answered();
        assertEquals(List.of(ip("192.0.2.1")), answer.addresses());
        assertEquals(300, answer.ttl());
        assertFalse(answer.isAlias());
        assertEquals(1, answer.attempts().size());
        assertEquals(
                List.of(1, 1L),
                List.of(server.queries.size(), resolver.statistics().replies()));
    }

    /** Old versions of libevent stopped at 32. */
    @Test
    void everyAddressIsTold() {
        var records = new ResourceRecord[60];
        for (int i = 0; i < records.length; i++) {
            records[i] = a("www.example", "10.1.0." + i);
        }
        set("edns-udp-size", "4096");
        server("10.0.0.1").answering(records);
        ask("www.example");
        assertEquals(60, answered().addresses().size());
    }

    @Test
    void reverseLookupsAskForTheArpaName() {
        FakeServer server = server("10.0.0.1").saying(ResponseCode.NXDOMAIN);
        resolver.resolveReverse(ip("192.0.2.7"), results::add);
        resolver.resolveReverse(ip("2001:db8::7"), results::add);
        await(2);
        assertEquals(
                name("7.2.0.192.in-addr.arpa"), asked(server.queries.getFirst()).name());
        assertEquals(
                name("7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"),
                asked(server.queries.getLast()).name());
        assertEquals(
                ip("2001:db8::7"),
                ReverseName.address(asked(server.queries.getLast()).name()));
    }

    /** Servers let names point to the question, whose letters have a random case. */
    @Test
    void namesInTheAnswerHaveTheCaseThatWasAskedFor() {
        FakeServer server = server("10.0.0.1");
        server.will((query, client) -> server.send(
                query.answer()
                        .answers(List.of(ResourceRecord.of(
                                asked(query).name(),
                                RecordType.MX,
                                60,
                                new RecordData.Mx(1, asked(query).name()))))
                        .build(),
                client));
        resolver.query("a-long-name-with-many-Letters.example", RecordType.MX, results::add);
        String record = answered().records().getFirst().toString();
        assertEquals(
                "a-long-name-with-many-Letters.example. 60 IN MX 1 a-long-name-with-many-Letters.example.", record);
    }

    @Test
    void aliasesAreFollowedAndTheirTimeCounts() {
        server("10.0.0.1")
                .answering(
                        cname("www.example", "a.example"), cname("a.example", "b.example"), a("b.example", "10.1.1.1"));
        ask("www.example");
        DnsResult.Answered answer = answered();
        assertEquals(name("b.example"), answer.canonicalName());
        assertTrue(answer.isAlias());
        assertEquals(60, answer.ttl());
    }

    @Test
    void anAliasThatTheServerDoesNotFollowIsAskedFor() {
        FakeServer server = server("10.0.0.1");
        server.will((query, client) -> server.send(
                query.answer()
                        .answers(List.of(
                                asked(query).name().equals(name("www.example"))
                                        ? cname("www.example", "else.where")
                                        : a("else.where", "10.1.1.1")))
                        .build(),
                client));
        ask("www.example");
        DnsResult.Answered answer = answered();
        assertEquals(name("www.example"), answer.question().name());
        assertEquals(name("else.where"), answer.canonicalName());
        assertEquals(2, answer.attempts().size());
    }

    @Test
    void aliasesThatGoRoundAreAnError() {
        server("10.0.0.1").answering(cname("www.example", "a.example"), cname("a.example", "www.example"));
        ask("www.example");
        assertEquals(DnsError.UNKNOWN, failed().error());
    }

    @Test
    void aliasesThatGoRoundThroughManyMessagesAreAnError() {
        FakeServer server = server("10.0.0.1");
        server.will((query, client) -> {
            String next = asked(query).name().equals(name("a.example")) ? "b.example" : "a.example";
            server.send(
                    query.answer()
                            .answers(List.of(cname(asked(query).name().toHost(), next)))
                            .build(),
                    client);
        });
        ask("a.example");
        assertEquals(DnsError.UNKNOWN, failed().error());
        assertTrue(server.queries.size() <= 17, () -> server.queries.size() + " queries");
    }

    @Test
    void recordsThatDoNotBelongAreNotTaken() {
        server("10.0.0.1").answering(a("other.example", "10.6.6.6"));
        ask("www.example");
        assertEquals(DnsError.NODATA, failed().error());
    }

    @Test
    void theServersErrorIsToldAsItIs() {
        FakeServer server = server("10.0.0.1");
        List<ResponseCode> codes = List.of(
                ResponseCode.FORMERR,
                ResponseCode.SERVFAIL,
                ResponseCode.NXDOMAIN,
                ResponseCode.REFUSED,
                new ResponseCode(9));
        for (ResponseCode code : codes) {
            server.saying(code);
            ask("www" + code.code() + ".example");
            await(results.size() + 1);
        }
        assertEquals(
                List.of(DnsError.FORMAT, DnsError.SERVERFAILED, DnsError.NOTEXIST, DnsError.REFUSED, DnsError.UNKNOWN),
                results.stream().map(DnsSuite::error).toList());
        assertEquals(0, elapsedMillis());
    }

    /** libevent took SERVFAIL for a timeout. */
    @Test
    void aServerThatFailsIsFollowedByTheNextAtOnce() {
        FakeServer first = server("10.0.0.1").saying(ResponseCode.SERVFAIL);
        server("10.0.0.2").answering(a("www.example", "192.0.2.1"));
        ask("www.example");
        assertEquals(2, answered().attempts().size());
        assertEquals(0, elapsedMillis());
        assertEquals(1, first.queries.size());
    }

    @Test
    void serversAreAskedInTheirOrder() {
        FakeServer first = server("10.0.0.1").answering();
        FakeServer second = server("10.0.0.2").answering();
        for (int i = 0; i < 6; i++) {
            ask("www" + i + ".example");
        }
        await(6);
        assertEquals(List.of(6, 0), List.of(first.queries.size(), second.queries.size()));
        set("rotate", "");
        for (int i = 0; i < 6; i++) {
            ask("ftp" + i + ".example");
        }
        await(12);
        assertEquals(List.of(9, 3), List.of(first.queries.size(), second.queries.size()));
    }

    //
    @Test
    void silenceIsATimeoutThatNamesEachAttempt() {
        FakeServer server = server("10.0.0.1").silent();
        set("timeout", "0.1");
        ask("www.example");
        DnsResult.Failed failure = failed();
        assertEquals(DnsError.TIMEOUT, failure.error());
        assertEquals(300, elapsedMillis());
        assertEquals(3, server.queries.size());
        assertEquals(3, failure.attempts().size());
        assertTrue(failure.message().contains("10.0.0.1:53 (UDP): no reply after 100 ms"), failure.message());
        settle();
        assertEquals(1, results.size());
    }

    @Test
    void eachAttemptHasAnotherIdPortAndCase() {
        FakeServer server = server("10.0.0.1").silent();
        set("timeout", "0.1");
        set("attempts", "60");
        ask("a-long-name-with-many-letters.example");
        only();
        Set<Integer> ids = new HashSet<>();
        Set<String> cases = new HashSet<>();
        Set<Integer> ports = new HashSet<>();
        server.queries.forEach(query -> ids.add(query.header().id()));
        server.queries.forEach(query -> cases.add(asked(query).name().toString()));
        server.clients.forEach(client -> ports.add(client.getPort()));
        assertTrue(ids.size() > 55 && cases.size() > 55, ids + " " + cases);
        assertTrue(ports.size() >= 6, ports::toString);
    }

    @Test
    void afterASilenceTheNextServerIsAsked() {
        server("10.0.0.1").silent();
        server("10.0.0.2").answering(a("www.example", "192.0.2.1"));
        ask("www.example");
        answered();
        assertEquals(5000, elapsedMillis());
    }

    @Test
    void theDeadlineHoldsWhateverTheAttempts() {
        server("10.0.0.1").silent();
        set("attempts", "200");
        ask("www.example");
        assertEquals(DnsError.TIMEOUT, failed().error());
        assertEquals(30_000, elapsedMillis());
    }

    /** libevent waits for ever. */
    @Test
    void withoutAnyServerTheDeadlineHoldsToo() {
        ask("x.test");
        DnsResult.Failed failure = failed();
        assertEquals(DnsError.TIMEOUT, failure.error());
        assertTrue(failure.message().contains("there is no name server"), failure.message());
        assertEquals(30_000, elapsedMillis());
    }

    @Test
    void nobodyAtThePortIsTriedAgainAndThenTold() {
        resolver.addNameServer("10.9.9.9");
        ask("www.example");
        DnsResult.Failed failure = failed();
        assertEquals(DnsError.TIMEOUT, failure.error());
        assertTrue(failure.message().contains("ECONNREFUSED"), failure.message());
        assertEquals(2000, elapsedMillis());
    }

    @Test
    void nobodyAtThePortIsFollowedByTheNextServerAtOnce() {
        resolver.addNameServer("10.9.9.9");
        server("10.0.0.2").answering(a("www.example", "192.0.2.1"));
        ask("www.example");
        answered();
        assertEquals(0, elapsedMillis());
    }

    @Test
    void ednsIsUsedIfAskedForAndGivenUpIfRefused() {
        FakeServer server = server("10.0.0.1");
        server.will((query, client) -> server.send(
                query.edns() != null
                        ? query.answer().code(ResponseCode.FORMERR).build()
                        : query.answer()
                                .answers(List.of(a(asked(query).name().toHost(), "10.1.1.1")))
                                .build(),
                client));
        set("edns-udp-size", "1232");
        ask("www.example");
        answered();
        assertEquals(Edns.of(1232), server.queries.getFirst().edns());
        ask("ftp.example");
        await(2);
        assertEquals(3, server.queries.size());
    }

    //
    @Test
    void atMostSoManyAreAskedAtATime() {
        FakeServer server = server("10.0.0.1");
        set("max-inflight", "3");
        set("randomize-case", "0");
        for (int i = 0; i < 20; i++) {
            ask("www" + i + ".example");
        }
        assertEquals(3, resolver.statistics().inflight());
        assertEquals(17, resolver.statistics().waiting());
        server.will((query, client) -> server.send(
                query.answer()
                        .answers(List.of(a(asked(query).name().toHost(), "11.22.33.44")))
                        .build(),
                client));
        await(20);
        assertEquals(20, server.queries.size());
        results.forEach(
                each -> assertEquals(List.of(ip("11.22.33.44")), answered(each).addresses()));
    }

    @Test
    void moreThanMayWaitFailAtOnce() {
        resolver.options(resolver.options().toBuilder().maxWaiting(2).build());
        ask("a.example");
        ask("b.example");
        ask("c.example");
        assertTrue(failed().message().contains("too many questions wait"), failed().message());
    }

    //
    @Test
    void whoCancelsIsToldOnceAndLater() {
        server("10.0.0.1").silent();
        DnsRequest request = ask("www.example");
        request.cancel();
        request.cancel();
        assertTrue(results.isEmpty());
        assertEquals(DnsError.CANCEL, failed().error());
        assertEquals(1, base.count(EventCount.ADDED)); // The server's own.
        settle();
        assertEquals(1, results.size());
    }

    @Test
    void cancellingAfterTheEndDoesNothing() {
        server("10.0.0.1").answering(a("www.example", "192.0.2.1"));
        DnsRequest request = ask("www.example");
        answered();
        request.cancel();
        settle();
        assertEquals(1, results.size());
    }

    // G-759
    @Test
    void closingTellsEverybodyFromTheLoop() {
        server("10.0.0.1").silent();
        set("max-inflight", "11");
        for (int i = 0; i < 20; i++) {
            ask("www" + i + ".example");
        }
        base.loop(LoopFlag.NONBLOCK);
        resolver.close();
        assertTrue(results.isEmpty());
        settle();
        assertEquals(20, results.size());
        results.forEach(each -> assertEquals(DnsError.SHUTDOWN, error(each)));
        assertThrows(IllegalStateException.class, () -> ask("more.example"));
    }

    //
    @Test
    void closingCanAlsoTellNobody() {
        ask("www.example");
        resolver.close(false);
        settle();
        assertEquals(List.of(), results);
    }

    //
    @Test
    void suspendedQuestionsAreAskedAgainAfterResuming() {
        FakeServer first = server("10.0.0.1").silent();
        ask("www.example");
        base.loop(LoopFlag.NONBLOCK);
        resolver.clearNameServersAndSuspend();
        assertEquals(List.of(), resolver.nameServers());
        FakeServer second = server("10.0.0.2").answering(a("www.example", "192.0.2.1"));
        base.loop(LoopFlag.NONBLOCK);
        assertEquals(List.of(1, 0), List.of(first.queries.size(), second.queries.size()));
        resolver.resume();
        answered();
        assertEquals(0, elapsedMillis());
    }

    @Test
    void whatACallbackThrowsDoesNotStopTheOthers() {
        server("10.0.0.1").answering(a("www.example", "192.0.2.1"));
        resolver.resolveIpv4(
                "www.example",
                _ -> {
                    throw new IllegalStateException("mine");
                },
                QueryFlag.FRESH);
        ask("www.example", QueryFlag.FRESH);
        ask("www.example", QueryFlag.FRESH);
        await(2);
        assertEquals(2, results.size());
    }

    @Test
    void aCallbackMayAskAgainAndClose() {
        server("10.0.0.1").answering(a("www.example", "192.0.2.1"));
        resolver.resolveIpv4("www.example", _ -> {
            ask("ftp.example");
            resolver.close();
        });
        assertEquals(DnsError.SHUTDOWN, failed().error());
    }

    // S-005
    @Test
    void anIdleResolverDoesNotKeepTheLoopRunning() {
        server("10.0.0.1").close();
        assertEquals(LoopResult.EMPTY, base.loop(LoopFlag.NONBLOCK));
    }

    @Test
    void withoutTheFlagItKeepsTheLoopRunning() {
        var lasting = DnsResolver.of(base);
        lasting.addNameServer("10.0.0.1");
        assertNotEquals(LoopResult.EMPTY, base.loop(LoopFlag.NONBLOCK));
        lasting.close();
        assertEquals(LoopResult.EMPTY, base.loop(LoopFlag.NONBLOCK));
    }

    @Test
    void futuresAreCompletedAndCancelled() {
        server("10.0.0.1").silent();
        var future = resolver.lookup("www.example", RecordType.A);
        future.cancel(false);
        settle();
        assertEquals(0, elapsedMillis());
        assertEquals(0, resolver.statistics().inflight());
    }

    @Test
    void localhostAndInvalidAreNotAsked() {
        ask("localhost");
        ask("x.localhost.");
        resolver.resolveIpv6("LOCALHOST", results::add);
        ask("nowhere.invalid");
        await(4);
        assertEquals(List.of(ip("127.0.0.1")), answered(results.get(0)).addresses());
        assertEquals(List.of(ip("127.0.0.1")), answered(results.get(1)).addresses());
        assertEquals(List.of(ip("::1")), answered(results.get(2)).addresses());
        assertEquals(DnsError.NOTEXIST, error(results.get(3)));
    }

    // G-749, G-750, G-751, G-753, G-754, G-755, G-757
    @Test
    void serversAreThereOnce() {
        assertTrue(resolver.addNameServer("1.2.3.4"));
        assertFalse(resolver.addNameServer("1.2.3.4:53"));
        assertTrue(resolver.addNameServer("1.2.3.4:54"));
        assertTrue(resolver.addNameServer("::1"));
        assertFalse(resolver.addNameServer("[::1]"));
        for (String wrong : List.of("1.2.3.4:0", "junk", "1.2.3.4:99999", "")) {
            assertThrows(IllegalArgumentException.class, () -> resolver.addNameServer(wrong));
        }
        assertEquals(3, resolver.nameServers().size());
    }

    // G-758
    @Test
    void whatIsNoNameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ask("x".repeat(300)));
        assertThrows(IllegalArgumentException.class, () -> ask("x".repeat(64)));
        ask("");
        assertTrue(results.isEmpty());
    }

    /** Each has its own time, though one timer serves all. */
    @Test
    void questionsThatBeganApartAreRepeatedApart() {
        server("10.0.0.1").silent();
        set("timeout", "1");
        set("attempts", "3");
        ask("a.example");
        base.after(ms(300), () -> ask("b.example"));
        base.after(ms(600), () -> ask("c.example"));
        await(3);
        for (DnsResult each : results) {
            assertEquals(
                    List.of(1000L, 1000L, 1000L),
                    each.attempts().stream()
                            .map(attempt -> attempt.elapsed().toMillis())
                            .toList());
        }
        assertEquals(3600, elapsedMillis());
    }
}
