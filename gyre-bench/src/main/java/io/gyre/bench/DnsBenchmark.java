package io.gyre.bench;

import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code run dns}: lookups a second against nsd, the same of a server that loses messages, and answers a second to dnsperf. */
final class DnsBenchmark {
    private static final int ROUNDS = 5;
    private static final int CPU = 1;
    private static final int OTHER_CPU = 0;
    private static final String INFLIGHT = "1000";

    /** The resolvers as they are, in sockets as the system makes them. */
    private static final String RESOLVE = "resolve";

    /** The same with receive buffers that hold all that is asked at a time, so that nothing is lost: the cost of the code alone. */
    private static final String ROOMY = "roomy";

    /** One message in twenty is lost. */
    private static final String LOSSY = "lossy";

    private static final String SERVE = "serve";
    private static final Pattern PER_SECOND = Pattern.compile("Queries per second:\\s+([0-9.]+)");
    private static final Pattern LOST = Pattern.compile("Queries lost:\\s+([0-9]+)");

    private static final List<Peer> PEERS =
            List.of(Peer.c("libevent", "dns_libevent"), Peer.java("netty", "netty.Dns"), Peer.java("gyre", "gyre.Dns"));

    private final Options options;

    DnsBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(PEERS);
        List<String> loads = options.chooseLoads(List.of(RESOLVE, ROOMY, LOSSY, SERVE), List.of());
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, this::measure);
        report.paragraph("""
            `resolve`: names looked up a second, 1000 at a time, of nsd on the other CPU, by resolvers as they are; `cpu`: \
            microseconds of CPU time for each, of the whole process. A full receive buffer loses replies, and costs a time-out of \
            1 s: libevent and Netty have one socket, Gyre eight. `roomy`: the same with receive buffers of 2 MB, so that nothing is \
            lost. `lossy`: one message in twenty is lost, the time-out is 200 ms, and there are up to ten attempts. Caches are off, \
            ids and the case of letters random where a resolver makes them so: Netty leaves the case alone, and has two ports at \
            most, as libevent has one. None may fail or be told twice. `serve`: answers a second to dnsperf on the other CPU.\
            """);
        List<Column> columns = List.of(
                new Column("resolve", RESOLVE, "rate"),
                new Column("cpu µs", RESOLVE, "cpu"),
                new Column("failed", RESOLVE, "failed"),
                new Column("roomy", ROOMY, "rate"),
                new Column("cpu µs", ROOMY, "cpu"),
                new Column("failed", ROOMY, "failed"),
                new Column("lossy", LOSSY, "rate"),
                new Column("failed", LOSSY, "failed"),
                new Column("told twice", LOSSY, "told_twice"),
                new Column("serve", SERVE, "rate"),
                new Column("lost", SERVE, "lost"));
        report.table("Per second", columns);
        List<Column> rates = List.of(columns.get(0), columns.get(3), columns.get(6), columns.get(9));
        report.ratios("libevent", rates);
        report.ratios("netty", rates.subList(0, 3));
        report.write();
    }

    private Map<String, List<Double>> measure(Peer peer, String load) throws IOException, PeerFailure {
        return switch (load) {
            case RESOLVE -> resolve(peer, "0");
            case ROOMY -> resolve(peer, "2000000");
            case LOSSY -> lossy(peer);
            default -> serve(peer);
        };
    }

    private Map<String, List<Double>> resolve(Peer peer, String receiveBuffer) throws IOException, PeerFailure {
        int port = freePort();
        Path folder = Files.createTempDirectory("gyre-dns");
        Process nsd = Programs.start(Programs.onCpu(OTHER_CPU, List.of("nsd", "-d", "-c", conf(folder, port))));
        try {
            return lookUp(peer, port, "1000", "3", receiveBuffer);
        } finally {
            Programs.stop(nsd);
        }
    }

    private Map<String, List<Double>> lossy(Peer peer) throws IOException, PeerFailure {
        int port = freePort();
        Process server = Programs.startUntil(
                "ready", Programs.onCpu(OTHER_CPU, Peer.cCommand("dns_lossy", Integer.toString(port), "5")));
        try {
            return lookUp(peer, port, "200", "10", "2000000");
        } finally {
            Programs.stop(server);
        }
    }

    /** What a JIT compiler has to compile is compiled before the measured round. */
    private Map<String, List<Double>> lookUp(Peer peer, int port, String timeout, String attempts, String receiveBuffer)
            throws IOException, PeerFailure {
        String count = options.quick() ? "20000" : "100000";
        String warmUp = peer.isJava() ? options.quick() ? count : "400000" : "5000";
        List<String> arguments =
                List.of(RESOLVE, Integer.toString(port), count, INFLIGHT, warmUp, timeout, attempts, receiveBuffer);
        return Programs.metricsOf(Programs.onCpu(CPU, peer.command(List.of(), arguments)));
    }

    private static String conf(Path folder, int port) throws IOException {
        Files.writeString(
                folder.resolve("zone"),
                "$ORIGIN bench.\n@ 60 IN SOA ns host 1 2 3 4 5\n@ IN NS ns\n* 60 IN A 192.0.2.1\n");
        String text = """
            server:
              ip-address: 127.0.0.1@%2$d
              username: ""
              pidfile: "%1$s/nsd.pid"
              zonesdir: "%1$s"
              xfrdfile: "%1$s/xfrd.state"
              zonelistfile: "%1$s/zone.list"
              xfrdir: "%1$s"
              rrl-ratelimit: 0
            remote-control:
              control-enable: no
            zone:
              name: "bench"
              zonefile: "zone"
            """.formatted(folder, port);
        return Files.writeString(folder.resolve("nsd.conf"), text).toString();
    }

    private Map<String, List<Double>> serve(Peer peer) throws IOException, PeerFailure {
        if (peer.name().equals("netty")) {
            return Map.of(); // It has no server.
        }
        int port = freePort();
        Path queries = Files.createTempFile("gyre-dns", ".queries");
        var lines = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            lines.append('h').append(i).append(".bench A\n");
        }
        Files.writeString(queries, lines);
        Process server = Programs.startUntil(
                "ready", Programs.onCpu(CPU, peer.command(List.of(), List.of(SERVE, Integer.toString(port)))));
        try {
            String seconds = options.quick() ? "2" : "8";
            dnsperf(port, queries, peer.isJava() ? seconds : "1"); // Warms up.
            return dnsperf(port, queries, seconds);
        } finally {
            Programs.stop(server);
            Files.delete(queries);
        }
    }

    private static Map<String, List<Double>> dnsperf(int port, Path queries, String seconds)
            throws IOException, PeerFailure {
        List<String> command = List.of(
                "dnsperf",
                "-s",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-d",
                queries.toString(),
                "-l",
                seconds,
                "-q",
                "200");
        String out = String.join("\n", Programs.linesOf(Programs.onCpu(OTHER_CPU, command)));
        var metrics = new LinkedHashMap<String, List<Double>>();
        metrics.put("rate", List.of(number(PER_SECOND, out)));
        metrics.put("lost", List.of(number(LOST, out)));
        return metrics;
    }

    private static double number(Pattern pattern, String text) throws PeerFailure {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new PeerFailure("dnsperf printed " + text);
        }
        return Double.parseDouble(found.group(1));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
