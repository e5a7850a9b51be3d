package io.gyre.bench;

import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code run websocket}: what the echo of a WebSocket message costs each server, with the server on one CPU and the load on another. */
final class WebSocketBenchmark {
    private static final List<Peer> PEERS = List.of(
            Peer.java("netty-epoll", "netty.WebSocketEcho"),
            Peer.java("gyre", "gyre.WebSocketEcho", "lock"),
            Peer.java("gyre-nolock", "gyre.WebSocketEcho", "nolock"));

    /** Connections x message size x messages in flight on each connection. */
    private static final List<String> LOADS = List.of("50x125x1", "50x125x16", "500x125x1", "50x16384x1");

    private static final int ROUNDS = 5;
    private static final int SERVER_CPU = 0;
    private static final int CLIENT_CPU = 1;

    private final Options options;

    WebSocketBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(PEERS);
        List<String> loads = options.chooseLoads(LOADS, List.of("1x125x1", "500x125x16"));
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, this::measure);
        report.paragraph(
                "Masked binary messages, sent back without compression. Columns: connections x bytes per message x"
                    + " messages in flight per connection. Medians [min-max] of the rounds. Server on CPU 0, client on"
                    + " CPU 1.");
        report.table("Server CPU, microseconds per message", Column.each(loads, "cpu_us"));
        report.ratios("netty-epoll", Column.each(loads, "cpu_us"));
        report.table("Messages per second", Column.each(loads, "msg_per_s"));
        report.table("99th percentile of latency, microseconds", Column.each(loads, "p99_us"));
        report.table("Resident memory of the server, MiB", Column.each(loads, "rss_mib"));
        report.write();
    }

    private Map<String, List<Double>> measure(Peer peer, String load) throws IOException, PeerFailure {
        try (var server = EchoServers.start(peer, SERVER_CPU, List.of())) {
            List<String> client = EchoServers.load("ws_client", options, peer, server, load);
            return Programs.metricsOf(Programs.onCpu(CLIENT_CPU, client));
        }
    }
}
