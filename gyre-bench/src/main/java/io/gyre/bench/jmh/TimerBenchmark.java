package io.gyre.bench.jmh;

import io.gyre.event.CommonTimeout;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.LoopFlag;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One timer among a thousand others: adding, rescheduling, cancelling and firing it allocate nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimerBenchmark {
    private static final int OTHERS = 1_000;
    private static final Duration SOON = Duration.ofMinutes(10);
    private static final Duration LATER = Duration.ofMinutes(20);
    private static final LoopFlag[] NONBLOCK = {LoopFlag.NONBLOCK};

    private long fired;
    private final EventBase base = new EventBase();
    private final CommonTimeout common = base.commonTimeout(SOON);
    private final Event timer = base.timer((_, _) -> fired++);

    public TimerBenchmark() {
        for (int i = 0; i < OTHERS; i++) {
            base.timer((_, _) -> fired++).add(SOON.plusSeconds(i));
        }
    }

    @TearDown
    public void close() {
        base.close();
    }

    @Benchmark
    public Event addAndCancel() {
        timer.add(SOON);
        timer.remove();
        return timer;
    }

    @Benchmark
    public Event reschedule() {
        timer.add(LATER);
        return timer.add(SOON);
    }

    @Benchmark
    public Event addAndCancelCommon() {
        timer.add(common);
        timer.remove();
        return timer;
    }

    @Benchmark
    public long fire() {
        timer.add(Duration.ZERO);
        base.loop(NONBLOCK);
        return fired;
    }
}
