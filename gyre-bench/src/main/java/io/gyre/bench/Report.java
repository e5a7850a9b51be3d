package io.gyre.bench;

import io.gyre.bench.Samples.Summary;
import io.gyre.bench.peer.Out;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** Writes what was measured as Markdown and CSV. */
final class Report {
    /** One column of a table: a metric under a load. */
    record Column(String label, String load, String metric) {
        /** {@return a column for each load, with the same metric} */
        static List<Column> each(List<String> loads, String metric) {
            return loads.stream().map(load -> new Column(load, load, metric)).toList();
        }
    }

    private static final Path RESULTS = Path.of(System.getProperty("gyre.bench.results", "."));

    private final Options options;
    private final List<String> peers;
    private final List<String> lines = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    final Samples samples = new Samples();

    Report(Options options, List<Peer> peers) {
        this.options = options;
        this.peers = peers.stream().map(Peer::name).toList();
    }

    void failed(String peer, String load, String how) {
        String failure = peer + " " + load + ": " + how;
        failures.add(failure);
        Out.line(failure);
    }

    void paragraph(String text) {
        lines.add("");
        lines.add(text);
    }

    /** Adds a table of medians. */
    void table(String title, List<Column> columns) {
        table(title, columns, (peer, column) -> samples.summary(peer, column.load, column.metric));
    }

    /** Adds a table of ratios to one peer, unless that peer was not run. */
    void ratios(String reference, List<Column> columns) {
        if (peers.contains(reference)) {
            table(
                    "Ratio to " + reference,
                    columns,
                    (peer, column) -> samples.ratio(peer, reference, column.load, column.metric));
        }
    }

    /** Adds a table of ratios to whichever of some peers is the fastest, for each column, and names that one in its head. */
    void ratiosToBest(String title, List<String> candidates, List<Column> columns) {
        var best = new LinkedHashMap<Column, String>();
        for (Column column : columns) {
            samples.fastest(candidates, column.load, column.metric)
                    .ifPresent(
                            peer -> best.put(new Column(column.label + ": " + peer, column.load, column.metric), peer));
        }
        if (!best.isEmpty()) {
            table(
                    title,
                    List.copyOf(best.keySet()),
                    (peer, column) -> samples.ratio(peer, best.getOrDefault(column, ""), column.load, column.metric));
        }
    }

    private void table(String title, List<Column> columns, BiFunction<String, Column, Optional<Summary>> cell) {
        paragraph("## " + title);
        var head = new StringBuilder("| |");
        columns.forEach(column -> head.append(' ').append(column.label).append(" |"));
        paragraph(head.toString());
        lines.add("|---|" + "---|".repeat(columns.size()));
        for (String peer : peers) {
            var row = new StringBuilder("| " + peer + " |");
            columns.forEach(column -> row.append(' ')
                    .append(cell.apply(peer, column).map(Report::format).orElse("-"))
                    .append(" |"));
            lines.add(row.toString());
        }
    }

    private static String format(Summary summary) {
        String median = format(summary.median());
        if (summary.rounds() == 1) {
            return median;
        }
        return "%s [%s-%s]".formatted(median, format(summary.low()), format(summary.high()));
    }

    /** {@return three significant digits, and all of those before the point} */
    static String format(double value) {
        double size = Math.abs(value);
        int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** Writes the files, and shows the Markdown. */
    void write() throws IOException {
        var text = new ArrayList<String>();
        text.add("# " + options.benchmark());
        text.add("");
        text.add("`" + options.commandLine() + "`");
        text.add("");
        Machine.facts().forEach(fact -> text.add("- " + fact));
        text.add("- Java peers: java " + String.join(" ", Peer.JVM_FLAGS));
        text.addAll(lines);
        if (!failures.isEmpty()) {
            text.add("");
            text.add("## Failures");
            text.add("");
            failures.forEach(failure -> text.add("- " + failure));
        }
        String name = options.benchmark() + "-" + Machine.commit();
        Files.createDirectories(RESULTS);
        Files.write(RESULTS.resolve(name + ".md"), text);
        Files.write(RESULTS.resolve(name + ".csv"), samples.csv());
        text.forEach(Out::line);
        Out.line("");
        Out.line("written to gyre-bench/results/" + name + ".md and .csv");
    }
}
