package io.gyre.bench;

import io.gyre.bench.peer.Out;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Runs all peers in turn, round after round, and each round in another order, so that drift of the machine hits all alike. */
final class Rounds {
    /** Runs one peer under one load and returns its metrics. */
    interface Measurement {
        Map<String, List<Double>> run(Peer peer, String load) throws IOException, PeerFailure;
    }

    private Rounds() {}

    static void run(Report report, int rounds, List<Peer> peers, List<String> loads, Measurement measurement)
            throws IOException {
        for (int round = 1; round <= rounds; round++) {
            var order = new ArrayList<>(peers);
            Collections.rotate(order, 1 - round);
            for (String load : loads) {
                for (Peer peer : order) {
                    runOne(report, round, peer, load, measurement);
                }
            }
        }
    }

    private static void runOne(Report report, int round, Peer peer, String load, Measurement measurement)
            throws IOException {
        try {
            var metrics = measurement.run(peer, load);
            metrics.forEach((metric, values) -> report.samples.add(round, peer.name(), load, metric, values));
            if (metrics.isEmpty()) {
                return; // Not a case of that peer.
            }
            Out.line("round %d  %-10s %-24s %s".formatted(round, load, peer.name(), medians(metrics)));
        } catch (PeerFailure failure) {
            report.failed(peer.name(), load, String.valueOf(failure.getMessage()));
        }
    }

    private static String medians(Map<String, List<Double>> metrics) {
        var text = new StringBuilder();
        metrics.forEach((metric, values) -> text.append(metric)
                .append(' ')
                .append(Report.format(Samples.median(values)))
                .append("  "));
        return text.toString();
    }
}
