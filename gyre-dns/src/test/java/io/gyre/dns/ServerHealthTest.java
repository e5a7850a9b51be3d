package io.gyre.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.event.LoopFlag;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Servers that are down, and how it is noticed that they are back. */
class ServerHealthTest extends DnsSuite {
    private final List<Long> probes = new ArrayList<>();

    /** Notes when it is probed, and answers if told so. */
    private FakeServer probed(String ip, boolean answers) {
        FakeServer server = server(ip);
        return server.will((query, client) -> {
            if (asked(query).type().equals(RecordType.NS)) {
                probes.add(elapsedMillis());
                if (answers) {
                    server.send(query.answer().code(ResponseCode.REFUSED).build(), client);
                }
            }
        });
    }

    /** Something else that keeps the loop, and the resolver with it, busy. */
    private void keepAsking(long untilMillis) {
        resolver.options(resolver.options().toBuilder()
                .deadline(ms(untilMillis))
                .attempts(255)
                .timeout(ms(1000))
                .build());
    }

    @Test
    void aServerThatIsSilentTooOftenIsAskedLast() {
        FakeServer first = server("10.0.0.1").silent();
        server("10.0.0.2").answering(a("www.example", "192.0.2.1"));
        set("timeout", "1");
        for (int i = 0; i < 4; i++) {
            ask("www.example", QueryFlag.FRESH);
            await(i + 1);
        }
        assertEquals(3, first.queries.size());
        assertEquals(3000, elapsedMillis());
    }

    /** The waits double by the factor, up to the maximum; each probe itself is waited for as long as any message. */
    @Test
    void aServerThatIsDownIsProbedLessAndLessOften() {
        probed("10.0.0.1", false);
        keepAsking(100_000);
        set("max-timeouts", "1");
        set("initial-probe-timeout", "2");
        set("max-probe-timeout", "20");
        set("probe-backoff-factor", "3");
        ask("www.example");
        failed();
        assertEquals(List.of(3000L, 10_000L, 29_000L, 50_000L, 71_000L, 92_000L), probes);
    }

    //
    @Test
    void theMaximumLowersTheFirstWait() {
        resolver.options(resolver.options().with("max-probe-timeout", "2"));
        assertEquals(ms(2000), resolver.options().initialProbeTimeout());
        set("max-probe-timeout", "9999");
        assertEquals(ms(3_600_000), resolver.options().maxProbeTimeout());
    }

    //
    @Test
    void anyReplyToAProbeBringsTheServerBack() {
        FakeServer first = probed("10.0.0.1", true);
        FakeServer second = server("10.0.0.2").silent();
        keepAsking(10_000);
        set("max-timeouts", "1");
        set("initial-probe-timeout", "2");
        ask("www.example");
        failed();
        assertTrue(probes.size() >= 1, probes::toString);
        first.answering(a("www.example", "192.0.2.1"));
        ask("www.example");
        await(2);
        assertEquals(1, answered(results.get(1)).attempts().size());
        assertTrue(second.queries.size() > 0);
    }

    @Test
    void aServerThatIsDownIsAskedIfThereIsNoOther() {
        FakeServer server = server("10.0.0.1").silent();
        set("timeout", "1");
        set("max-timeouts", "1");
        ask("www.example");
        failed();
        server.answering(a("www.example", "192.0.2.1"));
        ask("www.example");
        await(2);
        answered(results.get(1));
    }

    /** Nobody asks, so nobody is to be kept waiting; whoever asks next finds the probe that is due. */
    @Test
    void anIdleResolverDoesNotProbe() {
        probed("10.0.0.1", true);
        server("10.0.0.2").answering(a("www.example", "192.0.2.1"));
        set("timeout", "1");
        set("max-timeouts", "1");
        ask("www.example", QueryFlag.FRESH);
        only();
        settle();
        assertEquals(List.of(), probes);
        world.clock().advance(ms(60_000));
        ask("www.example", QueryFlag.FRESH);
        await(2);
        settle();
        assertEquals(1, probes.size());
    }

    //
    @Test
    void aServerThatDoesNotKnowQueriesIsAskedLast() {
        FakeServer first = server("10.0.0.1").saying(ResponseCode.NOTIMP);
        server("10.0.0.2").answering(a("www.example", "192.0.2.1"));
        for (int i = 0; i < 3; i++) {
            ask("www.example", QueryFlag.FRESH);
            await(i + 1);
            answered(results.get(i));
        }
        assertEquals(1, first.queries.size());
    }

    /** Without the flag the loop runs on, and so do probes, though nobody asks. */
    @Test
    void aResolverThatHoldsTheLoopProbesWhileNobodyAsks() {
        probed("10.0.0.1", false);
        try (var always = DnsResolver.of(base, ResolverFlag.NAMESERVERS_NO_DEFAULT)) {
            always.addNameServer("10.0.0.1");
            always.setOption("timeout", "1");
            always.setOption("max-timeouts", "1");
            always.setOption("attempts", "1");
            always.setOption("initial-probe-timeout", "2");
            always.setOption("max-probe-timeout", "4");
            always.setOption("probe-backoff-factor", "2");
            always.resolveIpv4("www.example", results::add);
            failed();
            while (probes.size() < 4) {
                base.loop(LoopFlag.ONCE);
            }
            assertEquals(List.of(3000L, 8000L, 13_000L, 18_000L), probes);
            assertEquals(4, always.statistics().probes());
        }
        int before = probes.size();
        world.clock().advance(ms(60_000));
        settle();
        assertEquals(before, probes.size());
    }
}
