package io.gyre.bench;

import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code run echo}: what a TCP echo costs each server, with the server on one CPU and the load on another. */
final class EchoBenchmark {
    /** Connections x message size x messages in flight on each connection. */
    private static final List<String> LOADS =
            List.of("50x64x1", "50x64x16", "500x64x1", "500x64x16", "50x4096x16", "50x65536x1");

    private static final List<String> MORE_LOADS = List.of(
            "1x64x1",
            "1x64x16",
            "1x4096x1",
            "1x4096x16",
            "1x65536x1",
            "50x4096x1",
            "50x65536x16",
            "500x4096x1",
            "500x4096x16",
            "500x65536x1");

    private static final int ROUNDS = 5;
    private static final int SERVER_CPU = 0;
    private static final int CLIENT_CPU = 1;

    /** Below this share of a CPU on both sides, something else ran on the machine, and rates and latencies say nothing. */
    private static final double BUSY = 0.8;

    private final Options options;

    EchoBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(EchoServers.ALL);
        List<String> loads = options.chooseLoads(LOADS, MORE_LOADS);
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, this::measure);
        report.paragraph(
                "Columns: connections x bytes per message x messages in flight per connection. Medians [min-max] of"
                    + " the rounds. Server on CPU 0, client on CPU 1. Rates and latencies are of rounds in which one"
                    + " side had at least 80 % of its CPU; the client itself limits the rate of fast servers.");
        report.table("Server CPU, microseconds per message", Column.each(loads, "cpu_us"));
        for (String reference : List.of("c-epoll-mt", "c-libevent", "netty-epoll")) {
            report.ratios(reference, Column.each(loads, "cpu_us"));
        }
        report.table("Messages per second", Column.each(loads, "msg_per_s"));
        report.table("Median latency, microseconds", Column.each(loads, "p50_us"));
        report.table("99th percentile of latency, microseconds", Column.each(loads, "p99_us"));
        report.table("Resident memory of the server, MiB", Column.each(loads, "rss_mib"));
        report.write();
    }

    private Map<String, List<Double>> measure(Peer peer, String load) throws IOException, PeerFailure {
        try (var server = EchoServers.start(peer, SERVER_CPU, List.of())) {
            List<String> client = EchoServers.load(options, peer, server, load);
            return setStolenAside(Programs.metricsOf(Programs.onCpu(CLIENT_CPU, client)));
        }
    }

    /** Renames what is not to be trusted, so that it is in the CSV but in no table. One connection never keeps a CPU busy. */
    private static Map<String, List<Double>> setStolenAside(Map<String, List<Double>> metrics) {
        double busiest = Math.max(only(metrics, "server_busy"), only(metrics, "client_busy"));
        if (busiest >= BUSY) {
            return metrics;
        }
        var renamed = new LinkedHashMap<String, List<Double>>();
        metrics.forEach((metric, values) -> {
            boolean needsCpu = metric.equals("msg_per_s") || metric.startsWith("p");
            renamed.put(needsCpu ? "not_busy_" + metric : metric, values);
        });
        return renamed;
    }

    private static double only(Map<String, List<Double>> metrics, String metric) {
        return metrics.getOrDefault(metric, List.of(0.0)).getFirst();
    }
}
