package io.gyre.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything that was measured: for each peer, load and metric the values of each round. */
final class Samples {
    private record Key(String peer, String load, String metric) {}

    /**
     * A median with its spread.
     *
     * @param low the lowest of the rounds' medians
     * @param high the highest of the rounds' medians
     */
    record Summary(double median, double low, double high, int rounds) {}

    private final Map<Key, SortedMap<Integer, double[]>> values = new LinkedHashMap<>();

    void add(int round, String peer, String load, String metric, List<Double> measured) {
        values.computeIfAbsent(new Key(peer, load, metric), _ -> new TreeMap<>())
                .put(round, toArray(measured));
    }

    /** {@return the median of all values of all rounds, if there are any} */
    Optional<Summary> summary(String peer, String load, String metric) {
        SortedMap<Integer, double[]> rounds = rounds(peer, load, metric);
        return summary(
                pooled(rounds), rounds.values().stream().map(Samples::median).toList());
    }

    /** {@return the ratio of two peers' medians; its spread is that of the ratios within each round, which are closest in time} */
    Optional<Summary> ratio(String peer, String reference, String load, String metric) {
        SortedMap<Integer, double[]> above = rounds(peer, load, metric);
        SortedMap<Integer, double[]> below = rounds(reference, load, metric);
        var ofRounds = new ArrayList<Double>();
        above.forEach((round, values) -> {
            double[] others = below.get(round);
            if (others != null) {
                ofRounds.add(median(values) / median(others));
            }
        });
        return summary(pooled(above) / pooled(below), ofRounds);
    }

    /** {@return which of some peers has the lowest median, if any was measured} */
    Optional<String> fastest(List<String> candidates, String load, String metric) {
        return candidates.stream()
                .filter(peer -> !rounds(peer, load, metric).isEmpty())
                .min(Comparator.comparingDouble(peer -> pooled(rounds(peer, load, metric))));
    }

    private static Optional<Summary> summary(double median, List<Double> roundMedians) {
        double[] sorted =
                roundMedians.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return Optional.empty();
        }
        return Optional.of(new Summary(median, sorted[0], sorted[sorted.length - 1], sorted.length));
    }

    private SortedMap<Integer, double[]> rounds(String peer, String load, String metric) {
        return values.getOrDefault(new Key(peer, load, metric), new TreeMap<>());
    }

    private static double pooled(SortedMap<Integer, double[]> rounds) {
        return median(rounds.values().stream().flatMapToDouble(Arrays::stream).toArray());
    }

    static double median(List<Double> measured) {
        return median(toArray(measured));
    }

    private static double[] toArray(List<Double> measured) {
        return measured.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double median(double[] measured) {
        double[] sorted = measured.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** {@return one line for each process and metric} */
    List<String> csv() {
        var lines = new ArrayList<String>();
        lines.add("round,peer,case,metric,n,median,min,max");
        values.forEach((key, rounds) -> rounds.forEach((round, measured) -> lines.add(String.format(
                Locale.ROOT,
                "%d,%s,%s,%s,%d,%s,%s,%s",
                round,
                key.peer,
                key.load,
                key.metric,
                measured.length,
                median(measured),
                Arrays.stream(measured).min().orElse(Double.NaN),
                Arrays.stream(measured).max().orElse(Double.NaN)))));
        return lines;
    }
}
