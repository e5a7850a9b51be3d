package io.gyre.bench;

import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** {@code run buffer}: nanoseconds and bytes allocated for each operation on a buffer. */
final class BufferBenchmark {
    private static final int ROUNDS = 5;

    /** Their cost is to be undercut. The bare ones are no buffers, and netty-reused never gives its memory back. */
    private static final List<String> RIVALS = List.of("libevent", "libevent+thread", "okio", "netty");

    private static final List<Peer> PEERS = List.of(
            Peer.c("bare", "buffer_bare"),
            Peer.c("bare-copy", "buffer_bare", "-c"),
            Peer.c("libevent", "buffer_libevent"),
            Peer.c("libevent+thread", "buffer_libevent", "-t"),
            Peer.java("okio", "okio.Buffers"),
            Peer.java("netty", "netty.Buffers", "pooled"),
            Peer.java("netty-reused", "netty.Buffers", "reused"),
            Peer.java("gyre", "gyre.Buffers"));

    private static final List<String> CASES = List.of(
            "add-64",
            "add-1k",
            "add-16k",
            "add-1m",
            "move",
            "move-half",
            "move-odd",
            "crlf",
            "crlf-strict",
            "readln",
            "readln-move",
            "writev-null",
            "writev-socket");

    private static final String EXPLANATION = """
        - `add-N`: N bytes of a `byte[]` (C: of `malloc`) are added to an empty buffer and drained. netty allocates a pooled direct
          buffer each time, and releases it; netty-reused keeps one.
        - `move`: 64 KiB, added in pieces of 4 KiB, go to another buffer and back. Netty moves to a new composite each time, the
          buffer being one piece, since it has no buffer to move bytes out of.
        - `move-half`, `move-odd`: the first 32,768 or 32,100 bytes of such 64 KiB go to an empty buffer. netty: a retained slice.
        - `crlf`, `crlf-strict`: the end of the line, 64 KiB away, is found; LF with or without CR, or CR LF only. netty's bytes are
          in one piece.
        - `readln`: each line of a 1 MiB file of lines of 20 to 200 bytes, taken out as a `String`; in C by `evbuffer_readln`, and
          freed. `readln-move`: moved to another buffer, which is drained; netty: a retained slice, released.
        - `writev`: 100 extents of 100 bytes are added by reference and written to /dev/null or to a Unix-domain stream socket
          that is drained, untimed, after each. netty: 100 retained slices. okio copies the bytes and writes its segments one by
          one. `write` is the part of writing alone, with the freeing of the chain.
        - bare: `memcpy`, `memchr` and `writev` with no buffer at all, as a bound; for adding, into the same memory always.
          bare-copy: the 100 extents are copied to one place, and go by `write`.

        netty looks for no leaks, and runs on a thread of its own kind, which has a cache of the pool.\
        """;

    private final Options options;

    BufferBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(PEERS);
        List<String> cases = options.chooseLoads(CASES, List.of());
        if (!CASES.containsAll(cases)) {
            throw new IllegalArgumentException("the cases are " + String.join(",", CASES));
        }
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, cases, this::measure);
        report.paragraph(EXPLANATION);
        group(report, "Adding and draining", cases, name -> name.startsWith("add"));
        group(report, "Moving", cases, name -> name.startsWith("move"));
        group(report, "Searching, and reading lines", cases, BufferBenchmark::isSearch);
        group(report, "Writing a chain of 100 extents", cases, BufferBenchmark::isWrite);
        report.table("Bytes of the heap allocated per operation", columns(cases, "allocated"));
        report.write();
    }

    private static boolean isSearch(String name) {
        return name.startsWith("crlf") || name.startsWith("readln");
    }

    private static boolean isWrite(String name) {
        return name.startsWith("writev");
    }

    private void group(Report report, String title, List<String> cases, Predicate<String> members) {
        List<String> names = cases.stream().filter(members).toList();
        if (names.isEmpty()) {
            return;
        }
        List<Column> columns = names.stream().flatMap(BufferBenchmark::timesOf).toList();
        report.table(title + ", ns per operation", columns);
        report.ratiosToBest("Ratio to the best of libevent, okio and netty", RIVALS, columns);
    }

    private static Stream<Column> timesOf(String name) {
        var whole = new Column(name, name, "ns");
        return isWrite(name) ? Stream.of(whole, new Column(name + ", write", name, "write_ns")) : Stream.of(whole);
    }

    private static List<Column> columns(List<String> cases, String metric) {
        return cases.stream().map(name -> new Column(name, name, metric)).toList();
    }

    private Map<String, List<Double>> measure(Peer peer, String name) throws IOException, PeerFailure {
        int longest = options.quick() ? 300 : 2_000;
        int warmUpMillis = peer.isJava() ? longest : longest / 10;
        int samples = options.quick() ? 2 : 5;
        int sampleMillis = options.quick() ? 20 : 60;
        return Programs.metricsOf(peer.command(
                List.of(),
                List.of(
                        name,
                        Integer.toString(warmUpMillis),
                        Integer.toString(samples),
                        Integer.toString(sampleMillis))));
    }
}
