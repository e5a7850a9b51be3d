package io.gyre.bench;

import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code run pipes}: microseconds for each round of libevent's test/bench.c. */
final class PipesBenchmark {
    private static final List<String> LOADS = List.of("100/1/1000", "1000/100/10000", "9900/100/10000");
    private static final List<String> MORE_LOADS = List.of("100/100/10000");
    private static final int ROUNDS = 5;
    private static final int CPU = 1;

    private static final List<Peer> PEERS = List.of(
            Peer.c("libevent", "pipes_libevent"),
            Peer.c("libevent+thread", "pipes_libevent", "-t"),
            Peer.c("epoll+thread", "pipes_epoll", "-t"),
            Peer.java("java-nio", "jdk.Pipes"),
            Peer.java("gyre", "gyre.Pipes", "lock"),
            Peer.java("gyre-nolock", "gyre.Pipes", "nolock"));

    private final Options options;

    PipesBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(PEERS);
        List<String> loads = options.chooseLoads(LOADS, MORE_LOADS);
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, this::measure);
        List<Column> columns = Column.each(loads, "round_us");
        report.paragraph(
                "Columns: socket pairs / active at first / writes per round. Medians over all timed rounds of all"
                        + " processes [lowest-highest median of a process]. Every process runs on one CPU.");
        report.table("Microseconds per round", columns);
        report.ratios("libevent", columns);
        report.ratios("libevent+thread", columns);
        report.write();
    }

    private Map<String, List<Double>> measure(Peer peer, String load) throws IOException, PeerFailure {
        var arguments = new ArrayList<>(List.of(load.split("/", -1)));
        arguments.add(Integer.toString(warmUpMillis(peer)));
        arguments.add(options.quick() ? "5" : "30");
        return Programs.metricsOf(Programs.onCpu(CPU, peer.command(List.of(), arguments)));
    }

    private int warmUpMillis(Peer peer) {
        if (options.quick()) {
            return peer.isJava() ? 1_500 : 100;
        }
        return peer.isJava() ? 6_000 : 1_000;
    }
}
