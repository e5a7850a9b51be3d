package io.gyre.bench.peer;

import java.time.Duration;

/** What a client did between two moments. */
public final class Window {
    private final long answeredBefore;
    private final long begin = System.nanoTime();
    private final Duration cpuBefore = cpu();

    /** Begins. */
    public Window(long answered) {
        answeredBefore = answered;
    }

    /** Prints the rate and the CPU time of each request. */
    public void end(long answered) {
        double count = answered - answeredBefore;
        Out.metric("req_per_s", count * 1e9 / (System.nanoTime() - begin));
        Out.metric("cpu_us", cpu().minus(cpuBefore).toNanos() / 1e3 / count);
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }
}
