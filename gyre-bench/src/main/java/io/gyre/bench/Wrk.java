package io.gyre.bench;

import io.gyre.bench.EchoServers.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A load of HTTP requests, by wrk.
 *
 * @param load connections x requests in flight on each
 * @param path what is asked for
 */
record Wrk(Options options, String load, String path) {
    /** For a client that runs wherever there is room. */
    static final int ANY_CPU = -1;

    private static final double MICROS_PER_TICK = 10_000;
    private static final int USER_TICKS = 11;
    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern LATENCY = Pattern.compile("(50|99)%\\s+([\\d.]+)(us|ms|s)");
    private static final String WRONG = "Non-2xx";

    /**
     * Warms a server up, and then loads it and measures.
     *
     * @param compiles whether it becomes faster by being used
     */
    Map<String, List<Double>> measure(Running server, String scheme, boolean compiles, int cpu)
            throws IOException, PeerFailure {
        Path script = pipelining();
        String url = scheme + "://127.0.0.1:" + server.port() + path;
        try {
            warmUp(url, script, compiles && !options.quick(), cpu);
            long before = ticks(server);
            String report = run(url, script, options.quick() ? 1 : 5, cpu);
            return metrics(report, ticks(server) - before);
        } finally {
            Files.delete(script);
        }
    }

    /**
     * In parts, for the first end of a connection is news to the compilers: it makes them throw away the code of the hot path, and compile it
     * anew for a second or more, on the CPU that is measured.
     */
    private void warmUp(String url, Path script, boolean compiles, int cpu) throws IOException, PeerFailure {
        for (int i = 0; i < (compiles ? 4 : 1); i++) {
            String _ = run(url, script, compiles ? 3 : 1, cpu);
        }
    }

    private Path pipelining() throws IOException {
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

    private String run(String url, Path script, int seconds, int cpu) throws IOException, PeerFailure {
        String connections = load.substring(0, load.indexOf('x'));
        var command = new ArrayList<>(List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--latency"));
        command.addAll(List.of("-s", script.toString(), url));
        String report = String.join("\n", Programs.linesOf(cpu == ANY_CPU ? command : Programs.onCpu(cpu, command)));
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
