package io.gyre.bench;

import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code run accept}: what a connection costs each server that sends one byte and is closed, with the server on a CPU of its own. */
final class AcceptBenchmark {
    private static final List<String> LOADS = List.of("wave-1000", "steady-64");
    private static final List<String> MORE_LOADS = List.of("wave-100", "steady-1", "steady-1000");
    private static final Pattern LOAD = Pattern.compile("(?:wave|steady)-(?:[1-9]\\d{0,2}|[1-3]\\d{3})");
    private static final int ROUNDS = 5;
    private static final int SERVER_CPU = 0;
    private static final int CLIENT_CPU = 1;

    private final Options options;

    AcceptBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(EchoServers.CLOSING);
        List<String> loads = options.chooseLoads(LOADS, MORE_LOADS);
        loads.forEach(AcceptBenchmark::check);
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, this::measure);
        report.paragraph(
                "Each connection sends one byte and is closed by the server. wave: so many wait while the server is"
                    + " stopped; their rate is of the time from its going on to the last one's end, in which the"
                    + " client sleeps. steady: so many are in flight; the client limits that rate, see server_busy and"
                    + " client_busy in the CSV. Medians [min-max] of the rounds. Server on CPU 0, client on CPU 1.");
        List<Column> rates = Column.each(loads, "conn_per_s");
        List<Column> costs = Column.each(loads, "cpu_us");
        report.table("Connections accepted per second", rates);
        EchoServers.REFERENCES.forEach(reference -> report.ratios(reference, rates));
        report.table("Server CPU, microseconds per connection", costs);
        EchoServers.REFERENCES.forEach(reference -> report.ratios(reference, costs));
        report.table("Share of its CPU that the server was busy", Column.each(loads, "server_busy"));
        report.write();
    }

    private static void check(String load) {
        if (!LOAD.matcher(load).matches()) {
            throw new IllegalArgumentException(
                    load + " is no case: use wave-N or steady-N, N from 1 to 3999, as a backlog holds no more");
        }
    }

    private Map<String, List<Double>> measure(Peer peer, String load) throws IOException, PeerFailure {
        try (var server = EchoServers.start(peer, SERVER_CPU, List.of())) {
            var arguments = new ArrayList<>(List.of(load.split("-", -1)));
            arguments.add(Integer.toString(options.warmUpMillis(peer)));
            arguments.add(options.quick() ? "1000" : "4000");
            arguments.add(server.pid());
            arguments.add(server.portArgument());
            List<String> client = Peer.cCommand("accept_client", arguments.toArray(String[]::new));
            return Programs.metricsOf(Programs.onCpu(CLIENT_CPU, client));
        }
    }
}
