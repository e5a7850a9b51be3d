package io.gyre.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Shows that the allocation figures can be believed: one operation that allocates nothing, and one that allocates 16 B. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ControlBenchmark {
    @Benchmark
    public long nothing() {
        return System.nanoTime();
    }

    @Benchmark
    public Object oneObject() {
        return new Object();
    }
}
