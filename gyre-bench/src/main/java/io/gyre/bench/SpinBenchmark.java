package io.gyre.bench;

import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code run spin}: how long one message takes there and back on one connection, if the loop sleeps in between, and if it spins. */
final class SpinBenchmark {
    private static final List<String> LOADS = List.of("1x64x1", "1x4096x1", "1x65536x1");
    private static final String REFERENCE = "gyre-buf";
    private static final int ROUNDS = 5;
    private static final int SERVER_CPU = 0;
    private static final int CLIENT_CPU = 1;

    private final Options options;

    SpinBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(EchoServers.WAITING);
        List<String> loads = options.chooseLoads(LOADS, List.of());
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, this::measure);
        report.paragraph(
                "Columns: connections x bytes per message x messages in flight per connection. Medians [min-max] of"
                        + " the rounds. Server on CPU 0, client on CPU 1. A CPU that is stolen shows in the 99th"
                        + " percentile first.");
        report.table("Median latency, microseconds", Column.each(loads, "p50_us"));
        report.ratios(REFERENCE, Column.each(loads, "p50_us"));
        report.table("99th percentile of latency, microseconds", Column.each(loads, "p99_us"));
        report.table("Server CPU, microseconds per message", Column.each(loads, "cpu_us"));
        report.table("Share of its CPU that the server takes", Column.each(loads, "server_busy"));
        report.write();
    }

    private Map<String, List<Double>> measure(Peer peer, String load) throws IOException, PeerFailure {
        try (var server = EchoServers.start(peer, SERVER_CPU, List.of())) {
            return Programs.metricsOf(Programs.onCpu(CLIENT_CPU, EchoServers.load(options, peer, server, load)));
        }
    }
}
