package io.gyre.bench;

import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code run timers}: nanoseconds for each operation on a million timers. */
final class TimersBenchmark {
    private static final int ROUNDS = 3;

    private static final List<Peer> PEERS = List.of(
            Peer.c("libevent", "timers_libevent", "heap", "outside"),
            Peer.c("libevent-inside", "timers_libevent", "heap", "inside"),
            Peer.c("libevent-common", "timers_libevent", "common", "outside"),
            Peer.c("libevent-common-inside", "timers_libevent", "common", "inside"),
            Peer.java("netty-wheel", "netty.Timers"),
            Peer.java("jdk-executor", "jdk.Timers"),
            Peer.java("gyre", "gyre.Timers", "lock", "heap", "outside"),
            Peer.java("gyre-inside", "gyre.Timers", "lock", "heap", "inside"),
            Peer.java("gyre-nolock-inside", "gyre.Timers", "nolock", "heap", "inside"),
            Peer.java("gyre-common", "gyre.Timers", "lock", "common", "outside"),
            Peer.java("gyre-common-inside", "gyre.Timers", "lock", "common", "inside"));

    private final Options options;

    TimersBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(PEERS);
        List<String> loads = options.chooseLoads(List.of(options.quick() ? "100000" : "1000000"), List.of("10000"));
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, this::measure);
        report.paragraph("Nanoseconds per operation, for random deadlines; reschedule and cancel in random order."
                + " `-inside` makes the calls within a callback, where the loop's cached time is used."
                + " `-common` has one duration for all timers. netty-wheel shows the caller's share only,"
                + " and jdk-executor fires on a thread of its own.");
        for (String load : loads) {
            List<Column> columns = Stream.of("add", "reschedule", "cancel", "fire")
                    .map(operation -> new Column(operation, load, operation + "_ns"))
                    .toList();
            report.table(load + " timers, ns per operation", columns);
            report.ratios("libevent", columns);
            report.ratios("libevent-inside", columns);
            report.ratios("libevent-common", columns);
        }
        report.write();
    }

    private Map<String, List<Double>> measure(Peer peer, String load) throws IOException, PeerFailure {
        int warmUpRounds = peer.isJava() ? 4 : 1;
        int timedRounds = options.quick() ? 2 : 5;
        var arguments = new ArrayList<String>();
        arguments.add(load);
        arguments.add(Integer.toString(warmUpRounds));
        arguments.add(Integer.toString(timedRounds));
        return Programs.metricsOf(peer.command(List.of(), arguments));
    }
}
