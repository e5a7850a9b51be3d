package io.gyre.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.bench.Samples.Summary;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private final Samples samples = new Samples();

    @Test
    void medianPoolsTheValuesOfAllRoundsAndItsSpreadIsThatOfTheRounds() {
        samples.add(1, "gyre", "load", "us", List.of(1.0, 2.0, 3.0));
        samples.add(2, "gyre", "load", "us", List.of(4.0, 5.0, 6.0));

        assertEquals(Optional.of(new Summary(3.5, 2.0, 5.0, 2)), samples.summary("gyre", "load", "us"));
    }

    @Test
    void ratioComparesWithinRoundsForItsSpread() {
        samples.add(1, "gyre", "load", "us", List.of(1.0));
        samples.add(2, "gyre", "load", "us", List.of(30.0));
        samples.add(1, "libevent", "load", "us", List.of(2.0));
        samples.add(2, "libevent", "load", "us", List.of(40.0));

        assertEquals(
                Optional.of(new Summary(15.5 / 21, 0.5, 0.75, 2)), samples.ratio("gyre", "libevent", "load", "us"));
    }

    @Test
    void ratioNeedsARoundThatBothTookPartIn() {
        samples.add(1, "gyre", "load", "us", List.of(1.0));
        samples.add(2, "libevent", "load", "us", List.of(2.0));

        assertEquals(Optional.empty(), samples.ratio("gyre", "libevent", "load", "us"));
    }

    @Test
    void csvHasALineForEachProcessAndMetric() {
        samples.add(1, "gyre", "load", "us", List.of(1.0, 3.0));

        assertEquals(List.of("round,peer,case,metric,n,median,min,max", "1,gyre,load,us,2,2.0,1.0,3.0"), samples.csv());
    }

    @Test
    void fastestIsTheLowestMedianAmongThoseThatWereMeasured() {
        samples.add(1, "slow", "load", "ns", List.of(5.0));
        samples.add(1, "fast", "load", "ns", List.of(1.0, 2.0, 90.0));
        samples.add(1, "other", "load", "ns", List.of(0.5));

        assertEquals(Optional.of("fast"), samples.fastest(List.of("slow", "fast", "absent"), "load", "ns"));
        assertEquals(Optional.empty(), samples.fastest(List.of("absent"), "load", "ns"));
    }
}
