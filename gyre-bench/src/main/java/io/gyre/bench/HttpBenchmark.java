package io.gyre.bench;

import io.gyre.bench.EchoServers.Running;
import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code run http}: what a small reply costs each server, with the server on one CPU and wrk on another. */
final class HttpBenchmark {
    private static final String IDLE = "idle";

    /**
     * Connections x requests in flight on each connection. The others are 50x1 as well, for a file of that size or over TLS, and connections
     * that are kept alive.
     */
    private static final List<String> LOADS = List.of("50x1", "500x1", "50x16", "1KiB", "1MiB", "tls", IDLE);

    private static final String IDLE_CONNECTIONS = "9000";
    private static final IdleBenchmark.Load IDLE_LOAD =
            new IdleBenchmark.Load("http_idle_client", "10000", "128m", HttpServers::start);

    private static final int ROUNDS = 5;
    private static final int SERVER_CPU = 0;
    private static final int CLIENT_CPU = 1;
    private static final double MICROS_PER_TICK = 10_000;
    private static final int USER_TICKS = 11;

    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern LATENCY = Pattern.compile("(50|99)%\\s+([\\d.]+)(us|ms|s)");
    private static final String WRONG = "Non-2xx";

    private final Options options;

    HttpBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(HttpServers.ALL);
        List<String> loads = options.chooseLoads(LOADS, List.of("1x1", "500x16"));
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, this::measure);
        report.paragraph("GET /hello, answered with 13 bytes, over wrk. Columns: connections x requests in flight per"
            + " connection; or a file of that size, or TLS 1.3, both 50x1. Java servers are measured after four loads"
            + " of 3 s, when the compilers are done. Medians [min-max] of the rounds. Server on CPU 0, wrk on CPU 1,"
            + " which limits the rate of fast servers; evhttp without nodelay suffers from Nagle's delay when requests"
            + " are pipelined.");
        List<String> busy = loads.stream().filter(load -> !load.equals(IDLE)).toList();
        if (!busy.isEmpty()) {
            describeBusy(report, busy);
        }
        if (loads.contains(IDLE)) {
            report.table(
                    IDLE_CONNECTIONS + " idle connections after one request on each: bytes per connection",
                    List.of(
                            new Column("heap", IDLE, "heap_bytes"),
                            new Column("native", IDLE, "native_bytes"),
                            new Column("heap + native", IDLE, "total_bytes")));
        }
        report.write();
    }

    private static void describeBusy(Report report, List<String> loads) {
        report.table("Server CPU, microseconds per request", columns(loads, "cpu_us"));
        for (String reference : List.of("c-evhttp", "netty-epoll", "nginx")) {
            report.ratios(reference, columns(loads, "cpu_us"));
        }
        report.table("Requests per second", columns(loads, "req_per_s"));
        report.table("Median latency, microseconds", columns(loads, "p50_us"));
        report.table("99th percentile of latency, microseconds", columns(loads, "p99_us"));
    }

    private static List<Column> columns(List<String> loads, String metric) {
        return loads.stream().map(load -> new Column(load, load, metric)).toList();
    }

    private Map<String, List<Double>> measure(Peer peer, String load) throws IOException, PeerFailure {
        if (load.equals(IDLE)) {
            return IdleBenchmark.measure(peer, IDLE_LOAD, IDLE_CONNECTIONS);
        }
        if (load.contains("x")) {
            try (var server = HttpServers.start(peer, SERVER_CPU, List.of())) {
                return measure(peer, server, load, "http", "/hello");
            }
        }
        if (!HttpServers.hasMore(peer)) {
            return Map.of();
        }
        if (load.equals("tls")) {
            try (var server = HttpServers.withTls(peer, SERVER_CPU)) {
                return measure(peer, server, "50x1", "https", "/hello");
            }
        }
        return measureFile(peer, load);
    }

    private Map<String, List<Double>> measureFile(Peer peer, String size) throws IOException, PeerFailure {
        Path folder = Files.createTempDirectory("gyre-bench-files");
        Path file = folder.resolve("file.bin");
        Files.write(file, new byte[size.equals("1MiB") ? 1 << 20 : 1 << 10]);
        try (var server = HttpServers.withFiles(peer, SERVER_CPU, folder)) {
            return measure(peer, server, "50x1", "http", "/file.bin");
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    private Map<String, List<Double>> measure(Peer peer, Running server, String load, String scheme, String path)
            throws IOException, PeerFailure {
        Path script = pipelining(load, path);
        String url = scheme + "://127.0.0.1:" + server.port() + path;
        try {
            warmUp(peer, url, load, script);
            long before = ticks(server);
            String report = wrk(url, load, script, options.quick() ? 1 : 5);
            return metrics(report, ticks(server) - before);
        } finally {
            Files.delete(script);
        }
    }

    /**
     * In parts, for the first end of a connection is news to the compilers: it makes them throw away the code of the hot path, and compile it
     * anew for a second or more, on the CPU that is measured.
     */
    private void warmUp(Peer peer, String url, String load, Path script) throws IOException, PeerFailure {
        boolean compiles = peer.isJava() && !options.quick();
        for (int i = 0; i < (compiles ? 4 : 1); i++) {
            wrk(url, load, script, compiles ? 3 : 1);
        }
    }

    private static Path pipelining(String load, String path) throws IOException {
        int depth = Integer.parseInt(load.substring(load.indexOf('x') + 1));
        Path script = Files.createTempFile("gyre-bench", ".lua");
        Files.writeString(script, """
            init = function(args)
              local one = wrk.format("GET", "PATH")
              all = string.rep(one, DEPTH)
            end
            request = function() return all end
            """.replace("DEPTH", Integer.toString(depth)).replace("PATH", path));
        return script;
    }

    private static String wrk(String url, String load, Path script, int seconds) throws IOException, PeerFailure {
        String connections = load.substring(0, load.indexOf('x'));
        var command = new ArrayList<>(List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--latency"));
        command.addAll(List.of("-s", script.toString(), url));
        String report = String.join("\n", Programs.linesOf(Programs.onCpu(CLIENT_CPU, command)));
        if (report.contains(WRONG)) {
            throw new PeerFailure("answered with something else than 2xx");
        }
        return report;
    }

    /** {@return the CPU time of all threads, user and system, in hundredths of a second} */
    private static long ticks(Running server) throws IOException {
        String stat = Files.readString(Path.of("/proc", server.pid(), "stat"));
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(words[USER_TICKS]) + Long.parseLong(words[USER_TICKS + 1]);
    }

    private static Map<String, List<Double>> metrics(String report, long ticks) throws PeerFailure {
        Matcher count = COUNT.matcher(report);
        Matcher rate = RATE.matcher(report);
        if (!count.find() || !rate.find()) {
            throw new PeerFailure("made wrk print " + report);
        }
        var metrics = new TreeMap<String, List<Double>>();
        metrics.put("cpu_us", List.of(ticks * MICROS_PER_TICK / Double.parseDouble(count.group(1))));
        metrics.put("req_per_s", List.of(Double.parseDouble(rate.group(1))));
        Matcher latency = LATENCY.matcher(report);
        while (latency.find()) {
            double unit = switch (latency.group(3)) {
                case "us" -> 1;
                case "ms" -> 1_000;
                default -> 1_000_000;
            };
            metrics.put("p" + latency.group(1) + "_us", List.of(Double.parseDouble(latency.group(2)) * unit));
        }
        return metrics;
    }
}
