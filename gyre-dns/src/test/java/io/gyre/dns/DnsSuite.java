package io.gyre.dns;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordData;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import io.gyre.event.EventBase;
import io.gyre.event.LoopFlag;
import io.gyre.net.InetText;
import io.gyre.testing.Simulation;
import io.gyre.testing.StuckLoopException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A simulated machine with one resolver, and as many servers as the test wants. Time passes only where the loop waits. */
abstract class DnsSuite {
    final Simulation world = Simulation.seeded(11);
    final EventBase base = world.newBase();
    final DnsResolver resolver =
            DnsResolver.of(base, ResolverFlag.DISABLE_WHEN_INACTIVE, ResolverFlag.NAMESERVERS_NO_DEFAULT);
    final List<DnsResult> results = new ArrayList<>();
    private final List<Runnable> endings = new ArrayList<>();

    @AfterEach
    void endWorld() {
        resolver.close();
        endings.reversed().forEach(Runnable::run);
        world.close();
    }

    void atTheEnd(Runnable action) {
        endings.add(action);
    }

    static InetAddress ip(String text) {
        return requireNonNull(InetText.address(text));
    }

    static DnsName name(String text) {
        return DnsName.of(text);
    }

    static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    static ResourceRecord a(String name, String address) {
        return ResourceRecord.of(name(name), 300, ip(address));
    }

    static ResourceRecord cname(String name, String target) {
        return ResourceRecord.of(name(name), RecordType.CNAME, 60, new RecordData.Cname(name(target)));
    }

    static ResourceRecord soa(String zone, int ttl, int minimum) {
        return ResourceRecord.of(
                name(zone),
                RecordType.SOA,
                ttl,
                new RecordData.Soa(name("ns." + zone), name("host." + zone), 1, 2, 3, 4, minimum));
    }

    /** {@return a server that the resolver asks} */
    FakeServer server(String ip) {
        var server = new FakeServer(base, ip, 53);
        atTheEnd(server::close);
        resolver.addNameServer(server.address);
        return server;
    }

    void set(String option, String value) {
        resolver.setOption(option, value);
    }

    DnsRequest ask(String name, QueryFlag... flags) {
        return resolver.resolveIpv4(name, results::add, flags);
    }

    /** Runs the loop until {@code count} questions have ended, and no longer. */
    void await(int count) {
        while (results.size() < count) {
            base.loop(LoopFlag.ONCE);
        }
    }

    /** Runs the loop until nothing happens any more but for what servers wait for. */
    void settle() {
        try {
            base.dispatch();
        } catch (StuckLoopException nothingLeft) {
            // The servers wait for queries.
        }
    }

    DnsResult only() {
        await(1);
        assertEquals(1, results.size());
        return results.getFirst();
    }

    DnsResult.Answered answered() {
        return answered(only());
    }

    static DnsResult.Answered answered(DnsResult result) {
        if (result instanceof DnsResult.Answered answered) {
            return answered;
        }
        throw new AssertionError(result.toString());
    }

    DnsResult.Failed failed() {
        return failed(only());
    }

    static DnsResult.Failed failed(DnsResult result) {
        if (result instanceof DnsResult.Failed failed) {
            return failed;
        }
        throw new AssertionError(result.toString());
    }

    static DnsError error(DnsResult result) {
        return failed(result).error();
    }

    static Question asked(Message query) {
        return query.questions().getFirst();
    }

    long elapsedMillis() {
        return world.clock().elapsed().toMillis();
    }
}
