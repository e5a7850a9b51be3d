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
 * {@code run loops}: {@code ./gyre echo} with one loop and with two, by each placement. Server and client share the CPUs. A loop with
 * more than 60 % of what the loops did is a failure in the results.
 */
final class LoopsBenchmark {
    private static final List<String> LOADS = List.of("500x64x1", "500x64x16", "500x4096x16");
    private static final String ONE = "one-loop";
    private static final List<Peer> PEERS = List.of(
            peer(ONE, "1", "REUSE_PORT"),
            peer("two-reuse-port", "2", "REUSE_PORT"),
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
        List<String> loads = options.chooseLoads(LOADS, List.of());
        build();
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, (peer, load) -> measure(report, peer, load));
        report.paragraph(
                "Columns: connections x bytes per message x messages in flight per connection. Medians [min-max] of"
                    + " the rounds. Server and client share the CPUs, as they are told by nobody which to take; the"
                    + " client has one thread. The share is that of the busiest loop in the CPU time of all loops.");
        report.table("Messages per second", columns(loads, "msg_per_s"));
        report.ratios(ONE, columns(loads, "msg_per_s"));
        report.table("Share of the busiest loop", columns(loads, "busiest"));
        report.table("Server CPU, microseconds per message", columns(loads, "cpu_us"));
        report.table("99th percentile of latency, microseconds", columns(loads, "p99_us"));
        report.write();
    }

    private static List<Column> columns(List<String> loads, String metric) {
        return loads.stream().map(load -> new Column(load, load, metric)).toList();
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
        int port = EchoServers.freePort();
        List<String> command = peer.command(List.of(), List.of(Integer.toString(port)));
        try (var server = new Running(Programs.startUntil("gyre echo: listening", command), port)) {
            Map<String, List<Double>> metrics = Programs.metricsOf(EchoServers.load(options, peer, server, load));
            double busiest = busiest(server.pid());
            metrics.put("busiest", List.of(busiest));
            if (!peer.name().equals(ONE) && busiest > MOST) {
                report.failed(peer.name(), load, "one loop has %.0f %% of the work".formatted(busiest * 100));
            }
            return metrics;
        }
    }

    /** {@return the share of the busiest loop, whose threads are called echo-1 and so on, in the CPU time of all} */
    private static double busiest(String pid) throws IOException, PeerFailure {
        var nanos = new HashMap<String, Long>();
        var folders = new ArrayList<Path>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", pid, "task"))) {
            tasks.forEach(folders::add);
        }
        for (Path task : folders) {
            String name = Files.readString(task.resolve("comm")).strip();
            if (name.matches("echo-\\d+")) {
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
