package io.gyre.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResponseCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept, and for how long; and questions that several ask at a time. */
class CacheTest extends DnsSuite {
    private void pass(int seconds) {
        world.clock().advance(Duration.ofSeconds(seconds));
    }

    @Test
    void anAnswerIsKeptForItsTime() {
        FakeServer server = server("10.0.0.1").answering(a("www.example", "192.0.2.1"));
        ask("www.example");
        answered();
        pass(100);
        ask("WWW.example");
        await(2);
        assertEquals(200, results.get(1).ttl());
        assertEquals(List.of(), results.get(1).attempts());
        assertEquals(1, server.queries.size());
        pass(201);
        ask("www.example");
        await(3);
        assertEquals(2, server.queries.size());
        assertEquals(1, resolver.statistics().cacheHits());
    }

    // RFC 2308, section 5.
    @Test
    void thatThereIsNothingIsKeptAsLongAsTheZoneSays() {
        FakeServer server = server("10.0.0.1");
        server.will((query, client) -> server.send(
                query.answer()
                        .code(ResponseCode.NXDOMAIN)
                        .authority(List.of(soa("example", 900, 60)))
                        .build(),
                client));
        ask("www.example");
        assertEquals(60, failed().ttl());
        pass(59);
        ask("www.example");
        await(2);
        assertEquals(DnsError.NOTEXIST, error(results.get(1)));
        assertEquals(1, server.queries.size());
        pass(2);
        ask("www.example");
        await(3);
        assertEquals(2, server.queries.size());
    }

    @Test
    void withoutTheWordOfTheZoneItIsNotKept() {
        FakeServer server = server("10.0.0.1");
        server.will((query, client) -> server.send(
                query.answer().authority(List.of(soa("other.example", 900, 60))).build(), client));
        ask("www.example");
        assertEquals(0, failed().ttl());
        ask("www.example");
        await(2);
        assertEquals(2, server.queries.size());
    }

    //
    @Test
    void failuresAreNotKept() {
        FakeServer server = server("10.0.0.1").saying(ResponseCode.SERVFAIL);
        ask("www.example");
        failed();
        ask("www.example");
        await(2);
        assertEquals(2, server.queries.size());
    }

    @Test
    void freshQuestionsPassTheCacheBy() {
        FakeServer server = server("10.0.0.1").answering(a("www.example", "192.0.2.1"));
        ask("www.example");
        ask("www.example", QueryFlag.FRESH);
        await(2);
        assertEquals(2, server.queries.size());
    }

    @Test
    void itCanBeTurnedOff() {
        var without = DnsResolver.of(base, ResolverFlag.DISABLE_WHEN_INACTIVE, ResolverFlag.NO_CACHE);
        atTheEnd(without::close);
        FakeServer server = server("10.0.0.1").answering(a("www.example", "192.0.2.1"));
        without.addNameServer(server.address);
        for (int i = 0; i < 2; i++) {
            without.resolveIpv4("www.example", results::add);
            await(i + 1);
        }
        assertEquals(2, server.queries.size());
        assertEquals(0, without.cache().size());
    }

    @Test
    void theSameQuestionIsAskedOnceForAll() {
        FakeServer server = server("10.0.0.1").answering(a("www.example", "192.0.2.1"));
        DnsRequest first = ask("www.example");
        for (int i = 0; i < 9; i++) {
            ask("www.example");
        }
        first.cancel();
        await(10);
        assertEquals(1, server.queries.size());
        assertEquals(
                9, results.stream().filter(DnsResult.Answered.class::isInstance).count());
        assertEquals(9, resolver.statistics().joined());
    }

    @Test
    void whoComesLateDoesNotShareAnothersDeadline() {
        FakeServer server = server("10.0.0.1").silent();
        set("attempts", "100");
        ask("www.example");
        base.after(ms(20_000), () -> ask("www.example"));
        base.after(ms(31_000), () -> server.answering(a("www.example", "192.0.2.1")));
        await(2);
        assertEquals(DnsError.TIMEOUT, error(results.get(0)));
        answered(results.get(1));
    }

    @Test
    void thoseGoFirstThatWereNotAskedForLongest() {
        DnsCache cache = resolver.cache();
        cache.capacity(4);
        for (String host : List.of("a.x", "b.x")) {
            cache.put(name(host), List.of(ip("10.0.0.1")), Duration.ofMinutes(1));
        }
        assertEquals(4, cache.size());
        cache.lookup(Question.of(name("a.x"), RecordType.A));
        cache.put(name("c.x"), List.of(ip("10.0.0.1")), Duration.ofMinutes(1));
        assertInstanceOf(DnsResult.Answered.class, cache.lookup(Question.of(name("a.x"), RecordType.A)));
        assertNull(cache.lookup(Question.of(name("b.x"), RecordType.A)));
        cache.flush(name("a.x"));
        assertNull(cache.lookup(Question.of(name("a.x"), RecordType.A)));
        cache.flush();
        assertEquals(0, cache.size());
        assertEquals(2, cache.hits());
    }

    @Test
    void whatIsWrittenIsFound() {
        resolver.cache().put(name("written.example"), List.of(ip("10.0.0.9")), Duration.ofSeconds(30));
        ask("written.example");
        resolver.resolveIpv6("written.example", results::add);
        await(2);
        assertEquals(List.of(ip("10.0.0.9")), answered(results.get(0)).addresses());
        assertEquals(DnsError.NODATA, error(results.get(1)));
    }
}
