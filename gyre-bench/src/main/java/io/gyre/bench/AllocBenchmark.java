package io.gyre.bench;

import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** {@code run alloc}: the bytes that each operation allocates, by the JMH benchmarks with {@code -prof gc}. */
final class AllocBenchmark {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final String LOAD = "jmh";

    private final Options options;

    AllocBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        Collection<RunResult> results;
        try {
            results = new Runner(jmhOptions().build()).run();
        } catch (RunnerException e) {
            throw new IOException("JMH failed: " + e.getMessage(), e);
        }
        List<Peer> rows =
                results.stream().map(result -> Peer.java(nameOf(result), "jmh")).toList();
        var report = new Report(options, rows);
        results.forEach(result -> add(report, result));
        report.paragraph("JMH " + ALLOCATED + " and time, medians of the iterations.");
        report.table(
                "Allocation",
                List.of(new Column("bytes per operation", LOAD, "bytes"), new Column("ns per operation", LOAD, "ns")));
        report.write();
    }

    private ChainedOptionsBuilder jmhOptions() {
        var builder = new OptionsBuilder()
                .addProfiler(GCProfiler.class)
                .forks(1)
                .jvmArgs(Peer.JVM_FLAGS.toArray(String[]::new));
        List<String> patterns = options.cases().isEmpty() ? List.of("") : options.cases();
        patterns.forEach(pattern -> builder.include("^io\\.gyre\\.bench\\.jmh\\..*" + pattern));
        int iterations = options.quick() ? 1 : 5;
        return builder.warmupIterations(iterations)
                .measurementIterations(iterations)
                .warmupTime(TimeValue.seconds(1))
                .measurementTime(TimeValue.seconds(1));
    }

    private static void add(Report report, RunResult result) {
        var allocated = result.getSecondaryResults().get(ALLOCATED);
        if (allocated != null) {
            report.samples.add(1, nameOf(result), LOAD, "bytes", median(allocated));
        }
        report.samples.add(1, nameOf(result), LOAD, "ns", median(result.getPrimaryResult()));
    }

    /** Not the mean, because the last iteration counts what JMH itself allocates at the end. */
    private static List<Double> median(Result<?> iterations) {
        return List.of(iterations.getStatistics().getPercentile(50));
    }

    private static String nameOf(RunResult result) {
        String name = result.getParams().getBenchmark();
        return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    }
}
