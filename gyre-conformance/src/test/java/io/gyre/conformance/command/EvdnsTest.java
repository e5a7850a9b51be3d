package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.dns.DnsResolver;
import io.gyre.dns.DnsResult;
import io.gyre.dns.DnsServer;
import io.gyre.dns.QueryFlag;
import io.gyre.dns.ResolverFlag;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.testing.MechanismUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resolver and server beside libevent's own. */
class EvdnsTest {
    @TempDir
    private Path folder = Path.of("");

    private Path program = Path.of("");

    @BeforeEach
    void compile() throws IOException, InterruptedException {
        Peer.require("gcc");
        assumeTrue(
                Files.exists(Path.of("/usr/include/event2/dns.h")),
                "SKIPPED, for libevent is not installed: apt-get install libevent-dev");
        program = folder.resolve("evdns");
        Path source = Path.of("..", "gyre-bench", "src", "main", "c", "dns_libevent.c")
                .toAbsolutePath();
        Process gcc = new ProcessBuilder(
                        "gcc",
                        "-std=gnu11",
                        source.toString(),
                        "-o",
                        program.toString(),
                        "-levent_core",
                        "-levent_extra",
                        "-pthread")
                .inheritIO()
                .start();
        assertTrue(gcc.waitFor(60, TimeUnit.SECONDS) && gcc.exitValue() == 0, "the C program does not compile");
    }

    @Test
    void libeventsResolverFindsWhatGyreServes() throws IOException, InterruptedException {
        try (var base = MechanismUnderTest.newBase(Assumptions::abort);
                var server = DnsServer.udp(
                        base,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        request -> request.addAddresses(
                                        request.question().name(), 60, List.of(InetAddress.getLoopbackAddress()))
                                .respond(ResponseCode.NOERROR))) {
            var address = (InetSocketAddress) Objects.requireNonNull(server.address());
            Thread loop = Thread.ofPlatform().start(base::dispatch);
            String out = new String(
                    Peer.run(
                            new byte[0],
                            program.toString(),
                            "resolve",
                            Integer.toString(address.getPort()),
                            "2000",
                            "50",
                            "100",
                            "1000",
                            "3",
                            "0"),
                    StandardCharsets.US_ASCII);
            base.execute(base::loopBreak);
            loop.join();
            assertTrue(out.contains("answered 2000\nfailed 0\ntold_twice 0\n"), out);
            assertEquals(2100, server.statistics().replies());
        }
    }

    @Test
    void gyreFindsWhatLibeventServes() throws IOException, InterruptedException {
        int port = NameDaemon.freePort();
        Process server = new ProcessBuilder(program.toString(), "serve", Integer.toString(port)).start();
        try (var base = MechanismUnderTest.newBase(Assumptions::abort);
                var resolver = DnsResolver.of(base, ResolverFlag.DISABLE_WHEN_INACTIVE)) {
            assertEquals("ready", server.inputReader().readLine());
            resolver.addNameServer("127.0.0.1:" + port);
            int[] found = {0};
            for (int i = 0; i < 2000; i++) {
                resolver.resolveIpv4(
                        "h" + i + ".example",
                        result -> found[0] += result instanceof DnsResult.Answered ? 1 : 0,
                        QueryFlag.NO_SEARCH);
            }
            base.dispatch();
            assertEquals(2000, found[0]);
        } finally {
            server.destroy();
            assertTrue(server.waitFor(10, TimeUnit.SECONDS));
        }
    }
}
