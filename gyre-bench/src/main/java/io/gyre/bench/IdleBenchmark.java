package io.gyre.bench;

import io.gyre.bench.EchoServers.Running;
import io.gyre.bench.Report.Column;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code run idle} and {@code run memory}: the memory of each idle connection, after one message was echoed on it.
 *
 * <p>The heap of the Java servers is touched as a whole before the first measurement. So resident memory grows only by what is outside the
 * heap, and what is inside is the live bytes that a class histogram counts. Only the first compiler works, and what it has freed goes back
 * to the system before each measurement: the second one takes and gives back MiB at any time, more than all connections need.
 */
final class IdleBenchmark {
    private static final List<String> LOADS = List.of("9000");
    private static final int ROUNDS = 3;
    private static final int CPU = 0;
    private static final double BYTES_PER_MIB = 1024 * 1024;

    /**
     * How connections are made.
     *
     * @param client the C program that does it
     * @param first connections before the first measurement, one at a time: enough for the JVM to compile what accepts and closes,
     *     which takes some MiB, and they leave no pools behind that would hide the cost of the connections to come
     * @param heap of a Java server, with room for all connections
     * @param starter of the servers
     */
    record Load(String client, String first, String heap, Starter starter) {
        List<String> heapFlags() {
            return List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1");
        }
    }

    /** Starts a server on a CPU. */
    interface Starter {
        Running start(Peer peer, int cpu, List<String> jvmFlags) throws IOException, PeerFailure;
    }

    private static final Load PLAIN = new Load("idle_client", "10000", "128m", EchoServers::start);

    private record Memory(long heapBytes, long residentBytes) {}

    private final Options options;
    private final List<Peer> known;

    /** Measures those of {@code known} that the user wants. */
    IdleBenchmark(Options options, List<Peer> known) {
        this.options = options;
        this.known = known;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(known);
        List<String> loads = options.chooseLoads(LOADS, List.of("1000"));
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, (peer, load) -> measure(peer, PLAIN, load));
        report.paragraph("Bytes per idle connection beyond the server's start, after one 64 B echo on each. Heap: live"
                + " bytes after a collection. Native: growth of resident memory with a heap touched before and freed"
                + " memory given back ("
                + String.join(" ", PLAIN.heapFlags()) + "). The kernel's memory for sockets is not counted.");
        for (String load : loads) {
            report.table(
                    load + " connections",
                    List.of(
                            new Column("heap", load, "heap_bytes"),
                            new Column("native", load, "native_bytes"),
                            new Column("heap + native", load, "total_bytes"),
                            new Column("server before, MiB", load, "start_mib"),
                            new Column("server after, MiB", load, "end_mib")));
            List<Column> all = List.of(new Column("heap + native", load, "total_bytes"));
            EchoServers.REFERENCES.forEach(reference -> report.ratios(reference, all));
        }
        report.write();
    }

    /** {@return what each of that many connections takes, in bytes} */
    static Map<String, List<Double>> measure(Peer peer, Load load, String connections) throws IOException, PeerFailure {
        try (var server = load.starter().start(peer, CPU, load.heapFlags())) {
            Programs.stop(connect(server, load.client(), load.first(), "churn"));
            Memory before = memoryOf(peer, server);
            Process client = connect(server, load.client(), connections);
            Memory after;
            try {
                after = memoryOf(peer, server);
            } finally {
                Programs.stop(client);
            }
            return metrics(before, after, Double.parseDouble(connections));
        }
    }

    private static Map<String, List<Double>> metrics(Memory before, Memory after, double connections) {
        double heap = (after.heapBytes - before.heapBytes) / connections;
        double outside = (after.residentBytes - before.residentBytes) / connections;
        return new TreeMap<>(Map.of(
                "heap_bytes", List.of(heap),
                "native_bytes", List.of(outside),
                "total_bytes", List.of(heap + outside),
                "start_mib", List.of(before.residentBytes / BYTES_PER_MIB),
                "end_mib", List.of(after.residentBytes / BYTES_PER_MIB)));
    }

    private static Process connect(Running server, String program, String... countAndMode)
            throws IOException, PeerFailure {
        List<String> client = Peer.cCommand(program, server.portArgument());
        client.addAll(List.of(countAndMode));
        return Programs.startUntil("open", client);
    }

    private static Memory memoryOf(Peer peer, Running server) throws IOException, PeerFailure {
        long heap = 0;
        if (peer.isJava()) {
            liveHeapBytes(
                    server); // The first attachment costs memory of its own, and a first collection lets cleaners run.
            heap = liveHeapBytes(server);
            jcmd(server, "System.trim_native_heap");
        }
        return new Memory(heap, residentBytes(server));
    }

    private static long liveHeapBytes(Running server) throws IOException, PeerFailure {
        for (String line : jcmd(server, "GC.class_histogram")) {
            String[] words = line.strip().split("\\s+", -1);
            if (words[0].equals("Total")) {
                return Long.parseLong(words[2]);
            }
        }
        throw new PeerFailure("has no total in its class histogram");
    }

    private static List<String> jcmd(Running server, String command) throws IOException, PeerFailure {
        return Programs.linesOf(List.of(Peer.jdkTool("jcmd").toString(), server.pid(), command));
    }

    /** The exact figure: the counters in status and statm are approximate by up to some hundred KiB. */
    private static long residentBytes(Running server) throws IOException {
        try (BufferedReader rollup = Files.newBufferedReader(Path.of("/proc", server.pid(), "smaps_rollup"))) {
            for (String line; (line = rollup.readLine()) != null; ) {
                if (line.startsWith("Rss:")) {
                    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        throw new IOException("no Rss in smaps_rollup");
    }
}
