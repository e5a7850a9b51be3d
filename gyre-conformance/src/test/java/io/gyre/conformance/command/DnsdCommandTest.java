package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server with clients that we did not write. */
class DnsdCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private static List<String> client(String program, int port, String... words)
            throws IOException, InterruptedException {
        Peer.require(program);
        var command = new ArrayList<>(List.of(program, "@127.0.0.1", "-p", Integer.toString(port)));
        command.addAll(Arrays.asList(words));
        String out = new String(Peer.run(new byte[0], command.toArray(String[]::new)), StandardCharsets.US_ASCII);
        return out.lines().toList();
    }

    private static List<String> shortly(int port, String... words) throws IOException, InterruptedException {
        var all = new ArrayList<>(Arrays.asList(words));
        all.add("+short");
        return client("dig", port, all.toArray(String[]::new));
    }

    private static String status(int port, String... words) throws IOException, InterruptedException {
        String all = String.join("\n", client("dig", port, words));
        return all.replaceFirst("(?s).*status: ([A-Z]+).*", "$1");
    }

    private GyreProcess zone(String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("zone"), NameDaemon.ZONE);
        var words = new ArrayList<>(List.of("dnsd", "--zone", file.toString(), "-p", "0"));
        words.addAll(Arrays.asList(more));
        return GyreProcess.start(words.toArray(String[]::new));
    }

    @Test
    void digReadsAHostsFileThroughIt() throws IOException, InterruptedException {
        Peer.require("dig");
        Path hosts =
                Files.writeString(folder.resolve("hosts"), "192.0.2.7 here.test Here2.test\n2001:db8::7 here.test\n");
        try (var server = GyreProcess.start("dnsd", "--hosts", hosts.toString(), "-p", "0")) {
            int port = server.port();
            assertEquals(List.of("192.0.2.7"), shortly(port, "HERE.test", "A"));
            assertEquals(List.of("2001:db8::7"), shortly(port, "here.test", "AAAA", "+tcp"));
            assertEquals(List.of("here.test.", "Here2.test."), shortly(port, "-x", "192.0.2.7"));
            assertEquals("NXDOMAIN", status(port, "gone.test"));
            assertEquals("NOERROR", status(port, "here2.test", "AAAA"));
            assertEquals("REFUSED", status(port, "version.bind", "CH", "TXT"));
            server.terminate();
            assertEquals(0, server.status());
        }
    }

    @Test
    void digReadsAZoneThroughIt() throws IOException, InterruptedException {
        Peer.require("dig");
        try (var server = zone()) {
            int port = server.port();
            assertEquals(List.of("middle.example.", "www.example.", "192.0.2.1"), shortly(port, "alias.example"));
            assertEquals(List.of("\"hello \\\"world\\\"\" \"plain\""), shortly(port, "txt.example", "TXT"));
            assertEquals(80, shortly(port, "big.example", "TXT").size());
            assertEquals("NXDOMAIN", status(port, "nowhere.example"));
            assertEquals("NOERROR", status(port, "b.c.example"));
            assertEquals("BADVERS", status(port, "+edns=1", "+noednsneg", "www.example"));
            List<String> odd = client("dig", port, "+noall", "+answer", "odd\\.dot.EXAMPLE", "TXT");
            assertTrue(odd.getFirst().startsWith("odd\\.dot.EXAMPLE."), odd::toString);
        }
    }

    @Test
    void kdigReadsItInOneStream() throws IOException, InterruptedException {
        Peer.require("kdig");
        try (var server = zone()) {
            List<String> got = client(
                    "kdig", server.port(), "+tcp", "+keepopen", "+short", "www.example", "A", "www.example", "AAAA");
            assertTrue(got.contains("192.0.2.1") && got.contains("2001:db8::1"), got::toString);
        }
    }

    @Test
    void dnsperfLosesNothing() throws IOException, InterruptedException {
        Peer.require("dnsperf");
        Path queries = Files.writeString(folder.resolve("queries"), "www.example A\nalias.example AAAA\nx.example A\n");
        try (var server = zone()) {
            String port = Integer.toString(server.port());
            String out = new String(
                    Peer.run(
                            new byte[0],
                            "dnsperf",
                            "-s",
                            "127.0.0.1",
                            "-p",
                            port,
                            "-d",
                            queries.toString(),
                            "-n",
                            "2000",
                            "-q",
                            "20"),
                    StandardCharsets.US_ASCII);
            assertTrue(out.contains("Queries lost:         0 (0.00%)"), out);
            assertTrue(out.contains("Queries completed:    6000"), out);
        }
    }

    @Test
    void whatItDoesNotHaveItForwards() throws IOException, InterruptedException {
        Peer.require("dig");
        Path hosts = Files.writeString(folder.resolve("hosts"), "192.0.2.7 here.test\n");
        try (var nsd = NameDaemon.start("nsd", folder);
                var server = GyreProcess.start(
                        "dnsd", "--hosts", hosts.toString(), "-p", "0", "--forward", "127.0.0.1:" + nsd.port)) {
            int port = server.port();
            assertEquals(List.of("192.0.2.7"), shortly(port, "here.test"));
            assertEquals(List.of("middle.example.", "www.example.", "192.0.2.1"), shortly(port, "alias.example"));
            assertEquals("NXDOMAIN", status(port, "nowhere.example"));
            assertEquals(80, shortly(port, "big.example", "TXT").size());
        }
    }

    @Test
    void aZoneThatCannotBeReadIsOneClearLineAndStatusTwo() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("bad"), "$ORIGIN example.\nwww A 1.2.3\n");
        try (var server = GyreProcess.start("dnsd", "--zone", file.toString(), "-p", "0")) {
            String line = server.line();
            assertTrue(line.contains("bad, line 2: '1.2.3' is no address of type A"), line);
            assertEquals("", server.line());
            assertEquals(2, server.status());
        }
    }

    @Test
    void whoGivesItNothingToServeIsTold() throws IOException, InterruptedException {
        try (var server = GyreProcess.start("dnsd", "-p", "0")) {
            assertEquals(
                    "gyre dnsd: nothing to serve: give --hosts, --zone or --forward (gyre dnsd --help says more)",
                    server.line());
            assertEquals("", server.line());
            assertEquals(2, server.status());
        }
        try (var server = GyreProcess.start("dnsd", "--hosts", "/nonexistent/hosts", "-p", "0")) {
            assertEquals("gyre dnsd: /nonexistent/hosts: no such file", server.line());
            assertEquals(2, server.status());
        }
    }
}
