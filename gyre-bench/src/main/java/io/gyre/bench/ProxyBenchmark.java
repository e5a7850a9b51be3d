package io.gyre.bench;

import io.gyre.bench.EchoServers.Running;
import io.gyre.bench.Report.Column;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * {@code run proxy}: whether {@code ./gyre proxy} serves every connection of many, and stays small before a slow reader. What it must not
 * do is a failure in the results.
 */
final class ProxyBenchmark {
    private static final Peer PROXY = Peer.command("gyre-proxy", "./gyre", "proxy");
    private static final Peer ECHO = Peer.c("c-epoll", "echo_epoll");
    private static final Pattern LOAD = Pattern.compile("(churn|slow)-([1-9]\\d{0,7})");
    private static final String CHURN = "churn";
    private static final int ROUNDS = 1;
    private static final int ECHO_CPU = 1;
    private static final int END_SECONDS = 20;

    /** Far less than a proxy moves, so that it always has to wait for its reader. */
    private static final String SLOW_MIB_PER_SECOND = "128";

    private static final double MOST_GROWTH_MIB = 64;

    private final Options options;

    ProxyBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(List.of(PROXY));
        List<String> loads = options.quick()
                ? options.chooseLoads(List.of("churn-2000", "slow-256"), List.of())
                : options.chooseLoads(List.of("churn-100000", "slow-10240"), List.of());
        loads.forEach(ProxyBenchmark::check);
        build();
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, (peer, load) -> measure(report, peer, load));
        report.paragraph(
                "churn-N: N connections through the proxy to an echo server, 16 at a time, each from connect to an"
                    + " orderly end both ways; every one that had another end is an error. Complaints are lines that"
                    + " the proxy printed. slow-N: N MiB from a sender that never pauses to a reader that takes "
                        + SLOW_MIB_PER_SECOND
                        + " MiB/s and compares every byte. Memory is the resident memory of the proxy:"
                        + " before its first connection, and the most that was seen after any MiB.");
        for (String load : loads) {
            report.table(load, columns(load));
        }
        report.write();
    }

    private static void check(String load) {
        if (!LOAD.matcher(load).matches()) {
            throw new IllegalArgumentException(load + " is no case: use churn-CONNECTIONS or slow-MIB");
        }
    }

    private static List<Column> columns(String load) {
        Column start = new Column("start, MiB", load, "start_mib");
        Column most = new Column("most, MiB", load, "max_mib");
        Column growth = new Column("growth, MiB", load, "growth_mib");
        Column complaints = new Column("complaints", load, "complaints");
        if (load.startsWith(CHURN)) {
            return List.of(
                    new Column("errors", load, "errors"),
                    complaints,
                    new Column("connections per second", load, "conn_per_s"),
                    start,
                    new Column("end, MiB", load, "end_mib"));
        }
        return List.of(
                start,
                most,
                growth,
                new Column("sender ahead of reader, at most, MiB", load, "ahead_mib"),
                new Column("MiB/s read", load, "read_mib_per_s"),
                complaints);
    }

    /** The first use of the command builds it, which takes longer than any start may. */
    private static void build() throws IOException {
        try {
            Programs.linesOf(List.of("./gyre", "--version"));
        } catch (PeerFailure failure) {
            throw new IOException("./gyre --version " + failure.getMessage(), failure);
        }
    }

    private static Map<String, List<Double>> measure(Report report, Peer peer, String load)
            throws IOException, PeerFailure {
        int size = load.indexOf('-') + 1;
        Map<String, List<Double>> metrics =
                load.startsWith(CHURN) ? churn(peer, load.substring(size)) : slow(peer, load.substring(size));
        metrics.forEach((metric, values) -> {
            double limit = metric.equals("growth_mib") ? MOST_GROWTH_MIB : 0;
            boolean limited = List.of("growth_mib", "errors", "complaints").contains(metric);
            if (limited && values.getFirst() > limit) {
                report.failed(peer.name(), load, metric + " is " + values.getFirst() + ", more than " + limit);
            }
        });
        return metrics;
    }

    private static Map<String, List<Double>> churn(Peer peer, String connections) throws IOException, PeerFailure {
        try (Running echo = EchoServers.start(ECHO, ECHO_CPU, List.of());
                Running proxy = start(peer, echo.port())) {
            return withComplaints(
                    proxy,
                    Programs.metricsOf(Peer.cCommand("churn_client", proxy.portArgument(), connections, proxy.pid())));
        }
    }

    private static Map<String, List<Double>> slow(Peer peer, String mebibytes) throws IOException, PeerFailure {
        int target = EchoServers.freePort();
        try (Running proxy = start(peer, target)) {
            List<String> client = Peer.cCommand(
                    "slow_client",
                    proxy.portArgument(),
                    Integer.toString(target),
                    proxy.pid(),
                    mebibytes,
                    SLOW_MIB_PER_SECOND);
            return withComplaints(proxy, Programs.metricsOf(client));
        }
    }

    private static Running start(Peer peer, int target) throws IOException, PeerFailure {
        int port = EchoServers.freePort();
        List<String> addresses = List.of(Integer.toString(port), Integer.toString(target));
        Process process = Programs.startUntil("gyre proxy: relaying", peer.command(List.of(), addresses));
        return new Running(process, port);
    }

    /** Ends the proxy as its user does, and counts what it said since it started. */
    private static Map<String, List<Double>> withComplaints(Running proxy, Map<String, List<Double>> metrics)
            throws IOException, PeerFailure {
        proxy.process().toHandle().destroy(); // The process's own method would close its output, too.
        try (BufferedReader output = proxy.process().inputReader()) {
            List<String> lines = new ArrayList<>(output.readAllLines());
            if (!proxy.process().waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new PeerFailure("did not end when terminated");
            }
            metrics.put("complaints", List.of((double) lines.size()));
        } catch (InterruptedException e) {
            throw new PeerFailure("was interrupted");
        }
        return metrics;
    }
}
