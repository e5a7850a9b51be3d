package io.gyre.bench;

import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code run rpc}: calls of a small message, and a message of 20 members to bytes and back, beside libevent. */
final class RpcBenchmark {
    private static final List<Peer> PEERS = List.of(
            Peer.c("c-evrpc", "rpc_evrpc"),
            Peer.java("gyre", "gyre.Rpc", "lock"),
            Peer.java("gyre-nolock", "gyre.Rpc", "nolock"));
    private static final String CODEC = "codec";
    private static final String CALLS = "calls-8";
    private static final String CONNECTIONS = "8";
    private static final int ROUNDS = 5;
    private static final int SERVER_CPU = 0;
    private static final int CLIENT_CPU = 1;

    private final Options options;

    RpcBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(PEERS);
        List<String> cases = options.chooseLoads(List.of(CALLS, CODEC), List.of());
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, cases, this::measure);
        report.paragraph(
                "Calls: each peer's server on CPU 0 and its own client on CPU 1, 8 connections with a call under way"
                    + " on each, a number and 15 characters there and back. Codec: a message of 20 members, two of"
                    + " them messages, is marshaled to a buffer and unmarshaled. Medians [min-max] of the rounds. What"
                    + " is allocated is the message that is read: 840 bytes.");
        List<Column> calls = List.of(new Column("calls per second", CALLS, "calls_per_s"));
        report.table("Calls over 8 connections", calls);
        report.ratios("c-evrpc", calls);
        List<Column> codec = List.of(new Column("ns", CODEC, "ns"));
        report.table(
                "Marshal and unmarshal",
                List.of(codec.getFirst(), new Column("bytes of the heap", CODEC, "allocated")));
        report.ratios("c-evrpc", codec);
        report.write();
    }

    private Map<String, List<Double>> measure(Peer peer, String name) throws IOException, PeerFailure {
        String warmUp = Integer.toString(options.quick() || !peer.isJava() ? 500 : 8_000);
        if (name.equals(CODEC)) {
            List<String> codec = peer.with(CODEC).command(List.of(), List.of(warmUp, "5", "200"));
            return Programs.metricsOf(Programs.onCpu(CLIENT_CPU, codec));
        }
        try (var server = EchoServers.start(peer.with("server"), SERVER_CPU, List.of())) {
            List<String> arguments =
                    List.of(server.portArgument(), CONNECTIONS, warmUp, options.quick() ? "500" : "3000");
            return Programs.metricsOf(
                    Programs.onCpu(CLIENT_CPU, peer.with("client").command(List.of(), arguments)));
        }
    }
}
