package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.dns.Attempt;
import io.gyre.dns.DnsError;
import io.gyre.dns.DnsResolver;
import io.gyre.dns.DnsResult;
import io.gyre.dns.DnsTransport;
import io.gyre.dns.QueryFlag;
import io.gyre.dns.ResolverFlag;
import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.RecordType;
import io.gyre.event.EventBase;
import io.gyre.event.LoopFlag;
import io.gyre.testing.MechanismUnderTest;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The resolver and the command with name servers that we did not write. */
class DnsPeersTest {
    @TempDir
    private Path folder = Path.of("");

    /** A resolver, and what it answers. */
    private static final class Asker implements AutoCloseable {
        final EventBase base = MechanismUnderTest.newBase(Assumptions::abort);
        final DnsResolver resolver = DnsResolver.of(base, ResolverFlag.DISABLE_WHEN_INACTIVE);

        Asker(NameDaemon daemon) {
            resolver.addNameServer("127.0.0.1:" + daemon.port);
        }

        DnsResult ask(String name, String type, QueryFlag... flags) {
            var results = new ArrayList<DnsResult>();
            resolver.query(name, RecordType.of(type), results::add, flags);
            while (results.isEmpty()) {
                base.loop(LoopFlag.ONCE);
            }
            return results.getFirst();
        }

        List<String> data(String name, String type, QueryFlag... flags) {
            if (ask(name, type, flags) instanceof DnsResult.Answered answered) {
                return answered.records().stream()
                        .map(record -> record.data().toString())
                        .toList();
            }
            throw new AssertionError(ask(name, type).toString());
        }

        DnsError error(String name, String type) {
            if (ask(name, type) instanceof DnsResult.Failed failed) {
                return failed.error();
            }
            throw new AssertionError(name + " has an answer");
        }

        @Override
        public void close() {
            resolver.close();
            base.close();
        }
    }

    private void checkAll(NameDaemon daemon) {
        try (var asker = new Asker(daemon)) {
            assertEquals(List.of("192.0.2.1"), asker.data("www.example", "A"));
            assertEquals(List.of("2001:db8::1"), asker.data("www.example", "AAAA"));
            assertEquals(List.of("10 mail.example."), asker.data("mx.example", "MX"));
            assertEquals(List.of("\"hello \\\"world\\\"\" \"plain\""), asker.data("txt.example", "TXT"));
            assertEquals(List.of("1 2 443 www.example."), asker.data("srv.example", "SRV"));
            assertEquals(List.of("0 issue \"ca.example\""), asker.data("caa.example", "CAA"));
            assertEquals(List.of("\"a dot in a label\""), asker.data("odd\\.dot.example", "TXT"));
            var chain = (DnsResult.Answered) asker.ask("alias.example", "A");
            assertEquals(List.of(DnsName.of("middle.example"), DnsName.of("www.example")), chain.aliases());
            assertEquals(DnsError.NOTEXIST, asker.error("nowhere.example", "A"));
            assertEquals(DnsError.NODATA, asker.error("mx.example", "A"));
            assertEquals(DnsError.NODATA, asker.error("b.c.example", "A"));
            checkTransports(asker);
        }
    }

    private static void checkTransports(Asker asker) {
        var cut = (DnsResult.Answered) asker.ask("big.example", "TXT");
        assertEquals(80, cut.records().size());
        assertEquals(
                List.of(DnsTransport.UDP, DnsTransport.TCP),
                cut.attempts().stream().map(Attempt::transport).toList());
        assertEquals(List.of("192.0.2.1"), asker.data("www.example", "A", QueryFlag.USE_TCP, QueryFlag.FRESH));
        asker.resolver.setOption("edns-udp-size", "1232");
        assertEquals(List.of("192.0.2.1"), asker.data("www.example", "A", QueryFlag.FRESH));
        assertTrue(asker.ask("nowhere.example", "A").ttl() > 0);
        assertEquals(0, asker.resolver.statistics().wrongCase());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nsd", "named"})
    void everythingOfAZoneIsFound(String server) throws IOException, InterruptedException {
        try (var daemon = NameDaemon.start(server, folder)) {
            checkAll(daemon);
        }
    }

    @Test
    void everythingIsFoundThroughAResolverToo() throws IOException, InterruptedException {
        try (var nsd = NameDaemon.start("nsd", folder);
                var unbound = NameDaemon.unbound(nsd, folder)) {
            checkAll(unbound);
            try (var asker = new Asker(unbound)) {
                assertEquals(DnsError.REFUSED, asker.error("x.refused.gyre", "A"));
                assertEquals(DnsError.SERVERFAILED, asker.error("x.bogus.example", "A"));
            }
        }
    }

    //
    @Test
    void thousandsOfQuestionsAreAnsweredOnceEach() throws IOException, InterruptedException {
        try (var daemon = NameDaemon.start("nsd", folder);
                var asker = new Asker(daemon)) {
            asker.resolver.setOption("max-inflight", "500");
            int count = 5000;
            int[] told = new int[count];
            int[] done = {0};
            for (int i = 0; i < count; i++) {
                int number = i;
                asker.resolver.resolveIpv4(
                        "www.example",
                        result -> {
                            told[number]++;
                            done[0] += result instanceof DnsResult.Answered ? 1 : 0;
                        },
                        QueryFlag.FRESH);
            }
            asker.base.dispatch();
            assertEquals(count, done[0]);
            for (int each : told) {
                assertEquals(1, each);
            }
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static String gyre(String... words) throws IOException, InterruptedException {
        return text(Peer.run(new byte[0], GyreProcess.builder(words).command().toArray(String[]::new)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "www.example A",
                "alias.example AAAA",
                "txt.example TXT",
                "big.example TXT",
                "example SOA",
                "odd\\.dot.example TXT"
            })
    void theCommandPrintsWhatDigPrints(String question) throws IOException, InterruptedException {
        Peer.require("dig");
        try (var daemon = NameDaemon.start("named", folder)) {
            String[] words = question.split(" ", -1);
            String port = Integer.toString(daemon.port);
            String dig = text(Peer.run(new byte[0], "dig", "+short", "@127.0.0.1", "-p", port, words[0], words[1]));
            assertEquals(
                    dig.lines().sorted().toList(),
                    gyre("dns", words[0], words[1], "--server", "127.0.0.1:" + port)
                            .lines()
                            .sorted()
                            .toList());
        }
    }

    @Test
    void theCommandSaysWhyThereIsNoAnswer() throws IOException, InterruptedException {
        try (var daemon = NameDaemon.start("nsd", folder);
                var command = GyreProcess.start(
                        "dns", "nowhere.example", "--trace", "--server", "127.0.0.1:" + daemon.port)) {
            String trace = command.line();
            assertTrue(trace.contains("127.0.0.1:" + daemon.port + " (UDP): NXDOMAIN after"), trace);
            String line = command.line();
            assertTrue(line.startsWith("gyre dns: NXDOMAIN: nowhere.example. A: name does not exist"), line);
            assertEquals("", command.line());
            assertEquals(1, command.status());
        }
    }

    @Test
    void theCommandEndsByItsDeadline() throws IOException, InterruptedException {
        try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var command = GyreProcess.start(
                        "dns", "www.example", "--timeout", "0.1", "--server", "127.0.0.1:" + silent.getLocalPort())) {
            String line = command.line();
            assertTrue(line.startsWith("gyre dns: timed out after 3 attempts: www.example. A:"), line);
            assertEquals(1, command.status());
        }
    }

    @Test
    void theCommandTellsThatNobodyIsThere() throws IOException, InterruptedException {
        try (var command = GyreProcess.start(
                "dns", "www.example", "--timeout", "0.1", "--server", "127.0.0.1:" + NameDaemon.freePort())) {
            String line = command.line();
            assertTrue(
                    line.startsWith("gyre dns: nobody there in 3 attempts: www.example. A: no server could be asked: "),
                    line);
            assertTrue(line.contains("(UDP): ECONNREFUSED after"), line);
            assertEquals("", command.line());
            assertEquals(1, command.status());
        }
    }
}
