package io.gyre.bench;

import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code run tls}: what a TLS echo and a handshake cost each server, with the server on one CPU and the load on another. */
final class TlsBenchmark {
    private static final String IDENTITY = "gyre-conformance/src/test/resources/io/gyre/conformance/tls/server";
    static final String CHAIN = IDENTITY + ".pem";
    static final String KEY = IDENTITY + ".key";

    private static final List<Peer> PEERS = List.of(
            Peer.c("c-libevent", "tls_libevent", CHAIN, KEY),
            Peer.java("netty-jdk", "netty.TlsEcho", "jdk", CHAIN, KEY),
            Peer.java("netty-tcnative", "netty.TlsEcho", "openssl", CHAIN, KEY),
            Peer.java("gyre", "gyre.TlsEcho", "jdk", CHAIN, KEY),
            Peer.java("gyre-conscrypt", "gyre.TlsEcho", "conscrypt", CHAIN, KEY));

    /** Connections x message size x messages in flight on each connection; or a kind of handshake; or connections that do nothing. */
    private static final List<String> LOADS =
            List.of("50x64x1", "50x64x16", "50x16384x1", "50x16384x4", "full", "resumed", "idle");

    private static final IdleBenchmark.Load IDLE =
            new IdleBenchmark.Load("tls_idle_client", "3000", "512m", EchoServers::start);
    private static final String IDLE_CONNECTIONS = "5000";

    private static final List<String> REFERENCES = List.of("c-libevent", "netty-jdk", "netty-tcnative");
    private static final int ROUNDS = 5;
    private static final int SERVER_CPU = 0;
    private static final int CLIENT_CPU = 1;

    private final Options options;

    TlsBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(PEERS);
        List<String> loads = options.chooseLoads(LOADS, List.of("500x64x1", "500x64x16"));
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, this::measure);
        report.paragraph(
                "TLS 1.3 with AES-128-GCM and an EC certificate. Columns: connections x bytes per message x messages"
                    + " in flight per connection; or handshakes, one connection after another, with one byte echoed on"
                    + " each. Medians [min-max] of the rounds. Server on CPU 0, client on CPU 1. Java servers are"
                    + " measured after 8 s of messages, or 45 s of handshakes, which have much to compile.");
        List<String> messages =
                loads.stream().filter(load -> load.contains("x")).toList();
        List<String> handshakes =
                loads.stream().filter(TlsBenchmark::isHandshake).toList();
        List<String> busy =
                Stream.concat(messages.stream(), handshakes.stream()).toList();
        if (!busy.isEmpty()) {
            describeBusy(report, messages, handshakes, Column.each(busy, "cpu_us"));
        }
        if (loads.contains("idle")) {
            describeIdle(report);
        }
        report.write();
    }

    private static void describeBusy(Report report, List<String> messages, List<String> handshakes, List<Column> cpu) {
        report.table("Server CPU, microseconds per message or handshake", cpu);
        ratios(report, cpu);
        report.table("Messages per second", Column.each(messages, "msg_per_s"));
        report.table("Handshakes per second", Column.each(handshakes, "per_s"));
        report.table("Share of handshakes that took a session up again", Column.each(handshakes, "reused"));
        report.table("Resident memory of the server, MiB", Column.each(messages, "rss_mib"));
    }

    private static void ratios(Report report, List<Column> columns) {
        REFERENCES.forEach(reference -> report.ratios(reference, columns));
    }

    private static void describeIdle(Report report) {
        report.paragraph("Bytes per idle connection, after one 64 B echo on each of " + IDLE_CONNECTIONS
                + ". Heap: live bytes after a collection. Native: growth of resident memory with a heap touched before"
                + " ("
                + String.join(" ", IDLE.heapFlags()) + ").");
        var total = new Column("heap + native", "idle", "total_bytes");
        report.table(
                "Memory of an idle connection, bytes",
                List.of(new Column("heap", "idle", "heap_bytes"), new Column("native", "idle", "native_bytes"), total));
        ratios(report, List.of(total));
    }

    private static boolean isHandshake(String load) {
        return load.equals("full") || load.equals("resumed");
    }

    private Map<String, List<Double>> measure(Peer peer, String load) throws IOException, PeerFailure {
        if (load.equals("idle")) {
            return IdleBenchmark.measure(peer, IDLE, IDLE_CONNECTIONS);
        }
        try (var server = EchoServers.start(peer, SERVER_CPU, List.of())) {
            var arguments = new ArrayList<String>();
            arguments.add(server.portArgument());
            arguments.addAll(isHandshake(load) ? List.of(load) : List.of(load.split("x", -1)));
            arguments.add(Integer.toString(warmUpMillis(peer, load)));
            arguments.add(options.quick() ? "1000" : "4000");
            arguments.add(server.pid());
            String program = isHandshake(load) ? "tls_handshakes" : "tls_client";
            List<String> client = Peer.cCommand(program, arguments.toArray(String[]::new));
            return Programs.metricsOf(Programs.onCpu(CLIENT_CPU, client));
        }
    }

    private int warmUpMillis(Peer peer, String load) {
        if (options.quick()) {
            return peer.isJava() ? 1_500 : 200;
        }
        if (!peer.isJava()) {
            return 1_000;
        }
        return isHandshake(load) ? 45_000 : 8_000;
    }
}
