package io.gyre.bench;

import io.gyre.bench.EchoServers.Running;
import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code run loops}: {@code ./gyre echo} with one loop and with two, by each placement, and {@code ./gyre http}, which knows one placement.
 * Server and client share the CPUs. A loop with more than 60 % of what the loops did is a failure in the results.
 */
final class LoopsBenchmark {
    private static final List<String> LOADS = List.of("500x64x1", "500x64x16", "500x4096x16");

    /** Connections x requests in flight on each, of a file of 1 KiB. */
    private static final List<String> HTTP_LOADS = List.of("http-50x1", "http-500x1", "http-50x16");

    private static final String HTTP = "http-";
    private static final String FILE = "file.bin";
    private static final String ONE = "one-loop";
    private static final String REUSE_PORT = "two-reuse-port";
    private static final List<Peer> PEERS = List.of(
            peer(ONE, "1", "REUSE_PORT"),
            peer(REUSE_PORT, "2", "REUSE_PORT"),
            peer("two-least-loaded", "2", "LEAST_LOADED"),
            peer("two-round-robin", "2", "ROUND_ROBIN"));

    private static final int ROUNDS = 3;
    private static final double MOST = 0.6;

    private final Options options;

    LoopsBenchmark(Options options) {
        this.options = options;
    }

    private static Peer peer(String name, String threads, String placement) {
        return Peer.command(name, "./gyre", "echo", "--threads", threads, "--placement", placement, "-p");
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(PEERS);
        List<String> loads = options.chooseLoads(
                Stream.concat(LOADS.stream(), HTTP_LOADS.stream()).toList(), List.of());
        build();
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, (peer, load) -> measure(report, peer, load));
        report.paragraph("Columns: connections x bytes per message x messages in flight per connection, or for http,"
                + " connections x requests in flight for 1 KiB, over wrk. Medians [min-max] of the rounds. Server"
                + " and client share the CPUs, as they are told by nobody which to take; the client has one"
                + " thread. The share is that of the busiest loop in the CPU time of all loops.");
        report.table("Messages or requests per second", Column.each(loads, "rate"));
        report.ratios(ONE, Column.each(loads, "rate"));
        report.table("Share of the busiest loop", Column.each(loads, "busiest"));
        report.table("Server CPU, microseconds per message or request", Column.each(loads, "cpu_us"));
        report.table("99th percentile of latency, microseconds", Column.each(loads, "p99_us"));
        report.write();
    }

    /** The first use of the command builds it, which takes longer than any start may. */
    private static void build() throws IOException {
        try {
            Programs.linesOf(List.of("./gyre", "--version"));
        } catch (PeerFailure failure) {
            throw new IOException("./gyre --version " + failure.getMessage(), failure);
        }
    }

    private Map<String, List<Double>> measure(Report report, Peer peer, String load) throws IOException, PeerFailure {
        boolean http = load.startsWith(HTTP);
        if (http && !List.of(ONE, REUSE_PORT).contains(peer.name())) {
            return Map.of();
        }
        Map<String, List<Double>> metrics = http ? measureHttp(peer, load) : measureEcho(peer, load);
        double busiest = metrics.getOrDefault("busiest", List.of(0.0)).getFirst();
        if (!peer.name().equals(ONE) && busiest > MOST) {
            report.failed(peer.name(), load, "one loop has %.0f %% of the work".formatted(busiest * 100));
        }
        return metrics;
    }

    private Map<String, List<Double>> measureEcho(Peer peer, String load) throws IOException, PeerFailure {
        int port = EchoServers.freePort();
        List<String> command = peer.command(List.of(), List.of(Integer.toString(port)));
        try (var server = new Running(Programs.startUntil("gyre echo: listening", command), port)) {
            Map<String, List<Double>> metrics = Programs.metricsOf(EchoServers.load(options, peer, server, load));
            return withShare(metrics, "msg_per_s", server, "echo");
        }
    }

    private Map<String, List<Double>> measureHttp(Peer peer, String load) throws IOException, PeerFailure {
        int port = EchoServers.freePort();
        Path folder = Files.createTempDirectory("gyre-bench-files");
        Path file = Files.write(folder.resolve(FILE), new byte[1 << 10]);
        String threads = peer.name().equals(ONE) ? "1" : "2";
        List<String> command =
                List.of("./gyre", "http", folder.toString(), "--threads", threads, "-p", Integer.toString(port));
        try (var server = new Running(Programs.startUntil("gyre http: serving", command), port)) {
            var wrk = new Wrk(options, load.substring(HTTP.length()), "/" + FILE);
            Map<String, List<Double>> metrics = wrk.measure(server, "http", true, Wrk.ANY_CPU);
            return withShare(metrics, "req_per_s", server, "http");
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    private static Map<String, List<Double>> withShare(
            Map<String, List<Double>> metrics, String rate, Running server, String loops)
            throws IOException, PeerFailure {
        metrics.put("rate", metrics.getOrDefault(rate, List.of()));
        metrics.put("busiest", List.of(busiest(server.pid(), loops)));
        return metrics;
    }

    /** {@return the share of the busiest loop, whose threads are called {@code loops}-1 and so on, in the CPU time of all} */
    private static double busiest(String pid, String loops) throws IOException, PeerFailure {
        var nanos = new HashMap<String, Long>();
        var folders = new ArrayList<Path>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", pid, "task"))) {
            tasks.forEach(folders::add);
        }
        for (Path task : folders) {
            String name = Files.readString(task.resolve("comm")).strip();
            if (name.matches(loops + "-\\d+")) {
                nanos.put(
                        name,
                        Long.valueOf(Files.readString(task.resolve("schedstat")).split(" ", -1)[0]));
            }
        }
        long all = nanos.values().stream().mapToLong(Long::longValue).sum();
        long most = nanos.values().stream().mapToLong(Long::longValue).max().orElse(0);
        if (all == 0) {
            throw new PeerFailure("has no thread of a loop");
        }
        return (double) most / all;
    }
}
