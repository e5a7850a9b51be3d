package io.gyre.bench;

import io.gyre.bench.EchoServers.Running;
import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code run http}: what a small reply costs each server, with the server on one CPU and wrk on another. */
final class HttpBenchmark {
    private static final String IDLE = "idle";

    /**
     * Connections x requests in flight on each connection. The others are 50x1 as well, for a file of that size or over TLS, and connections
     * that are kept alive.
     */
    private static final List<String> LOADS = List.of("50x1", "500x1", "50x16", "1KiB", "1MiB", "tls", IDLE);

    private static final String IDLE_CONNECTIONS = "9000";
    private static final IdleBenchmark.Load IDLE_LOAD =
            new IdleBenchmark.Load("http_idle_client", "10000", "128m", HttpServers::start);

    private static final int ROUNDS = 5;
    private static final int SERVER_CPU = 0;
    private static final int CLIENT_CPU = 1;

    private final Options options;

    HttpBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(HttpServers.ALL);
        List<String> loads = options.chooseLoads(LOADS, List.of("1x1", "500x16"));
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, this::measure);
        report.paragraph("GET /hello, answered with 13 bytes, over wrk. Columns: connections x requests in flight per"
            + " connection; or a file of that size, or TLS 1.3, both 50x1. Java servers are measured after four loads"
            + " of 3 s, when the compilers are done. Medians [min-max] of the rounds. Server on CPU 0, wrk on CPU 1,"
            + " which limits the rate of fast servers; evhttp without nodelay suffers from Nagle's delay when requests"
            + " are pipelined.");
        List<String> busy = loads.stream().filter(load -> !load.equals(IDLE)).toList();
        if (!busy.isEmpty()) {
            describeBusy(report, busy);
        }
        if (loads.contains(IDLE)) {
            report.table(
                    IDLE_CONNECTIONS + " idle connections after one request on each: bytes per connection",
                    List.of(
                            new Column("heap", IDLE, "heap_bytes"),
                            new Column("native", IDLE, "native_bytes"),
                            new Column("heap + native", IDLE, "total_bytes")));
        }
        report.write();
    }

    private static void describeBusy(Report report, List<String> loads) {
        report.table("Server CPU, microseconds per request", Column.each(loads, "cpu_us"));
        for (String reference : List.of("c-evhttp", "netty-epoll", "nginx")) {
            report.ratios(reference, Column.each(loads, "cpu_us"));
        }
        report.table("Requests per second", Column.each(loads, "req_per_s"));
        report.table("Median latency, microseconds", Column.each(loads, "p50_us"));
        report.table("99th percentile of latency, microseconds", Column.each(loads, "p99_us"));
    }

    private Map<String, List<Double>> measure(Peer peer, String load) throws IOException, PeerFailure {
        if (load.equals(IDLE)) {
            return IdleBenchmark.measure(peer, IDLE_LOAD, IDLE_CONNECTIONS);
        }
        if (load.contains("x")) {
            try (var server = HttpServers.start(peer, SERVER_CPU, List.of())) {
                return measure(peer, server, load, "http", "/hello");
            }
        }
        if (!HttpServers.hasMore(peer)) {
            return Map.of();
        }
        if (load.equals("tls")) {
            try (var server = HttpServers.withTls(peer, SERVER_CPU)) {
                return measure(peer, server, "50x1", "https", "/hello");
            }
        }
        return measureFile(peer, load);
    }

    private Map<String, List<Double>> measureFile(Peer peer, String size) throws IOException, PeerFailure {
        Path folder = Files.createTempDirectory("gyre-bench-files");
        Path file = folder.resolve("file.bin");
        Files.write(file, new byte[size.equals("1MiB") ? 1 << 20 : 1 << 10]);
        try (var server = HttpServers.withFiles(peer, SERVER_CPU, folder)) {
            return measure(peer, server, "50x1", "http", "/file.bin");
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    private Map<String, List<Double>> measure(Peer peer, Running server, String load, String scheme, String path)
            throws IOException, PeerFailure {
        return new Wrk(options, load, path).measure(server, scheme, peer.isJava(), CLIENT_CPU);
    }
}
