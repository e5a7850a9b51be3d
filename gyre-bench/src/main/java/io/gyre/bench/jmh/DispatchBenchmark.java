package io.gyre.bench.jmh;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One turn of the loop for one event, which allocates nothing, whatever made the event active. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DispatchBenchmark {
    private static final LoopFlag[] ONE_POLL = {LoopFlag.ONCE, LoopFlag.NONBLOCK};
    private static final int MESSAGE_BYTES = 64;

    private long calls;
    private final EventBase base = new EventBase();
    private final MemorySegment message = Arena.global().allocate(MESSAGE_BYTES);
    private final FdPair pair = newPair();
    private final Event user = base.user((_, _) -> calls++);
    private final Runnable task = this::count;

    public DispatchBenchmark() {
        base.event(pair.first(), EventMask.READ.or(EventMask.PERSIST), (_, _) -> receive())
                .add();
    }

    /** A state's constructor must not throw: JMH derives from its class. */
    private static FdPair newPair() {
        try {
            return Descriptors.system().socketpair();
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive() throws IOException {
        calls += pair.first().read(message, 0, MESSAGE_BYTES);
    }

    @TearDown
    public void close() {
        base.close();
        pair.close();
    }

    /** A message is sent, found readable, and read. */
    @Benchmark
    public long readable() throws IOException {
        pair.second().write(message, 0, MESSAGE_BYTES);
        base.loop(ONE_POLL);
        return calls;
    }

    @Benchmark
    public long activated() {
        user.activate(EventMask.READ);
        base.loop(ONE_POLL);
        return calls;
    }

    @Benchmark
    public long executed() {
        base.execute(task);
        base.loop(ONE_POLL);
        return calls;
    }

    private void count() {
        calls++;
    }
}
