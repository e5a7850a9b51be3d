package io.gyre.bench.peer;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * {@code dns resolve} for any resolver: so many names, so many at a time. Arguments: port, count, inflight, warm-up, time-out in
 * milliseconds, attempts, and the octets of a socket's receive buffer, 0 for the system's choice.
 */
public abstract class DnsRounds {
    protected final int port;
    protected final int inflight;
    protected final int timeoutMillis;
    protected final int attempts;
    protected final int receiveBuffer;
    private final int count;
    private final int warmUp;
    private int names;
    private int started;
    private int ended;
    private int answered;
    private int failed;
    private int twice;
    private byte[] told = new byte[0];

    protected DnsRounds(String[] arguments) {
        port = Integer.parseInt(arguments[0]);
        count = Integer.parseInt(arguments[1]);
        inflight = Integer.parseInt(arguments[2]);
        warmUp = Integer.parseInt(arguments[3]);
        timeoutMillis = Integer.parseInt(arguments[4]);
        attempts = Integer.parseInt(arguments[5]);
        receiveBuffer = Integer.parseInt(arguments[6]);
    }

    /** Asks for the address of a name, and has {@link #ended(int, boolean)} called on the loop. */
    protected abstract void ask(String name, int number);

    /** Runs the loop until {@link #stop}; {@code first} is to be called on it. */
    protected abstract void loop(Runnable first);

    protected abstract void stop();

    public final void run() {
        round(warmUp);
        round(warmUp);
        long cpu = cpuNanos();
        double nanos = round(count);
        Out.metric("rate", count / (nanos / 1e9));
        Out.metric("cpu", (cpuNanos() - cpu) / 1e3 / count);
        Out.metric("answered", answered);
        Out.metric("failed", failed);
        Out.metric("told_twice", twice);
    }

    /** Of the whole process: the compiler and the collector count, as they would for a user. */
    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private double round(int wanted) {
        names = wanted;
        started = 0;
        ended = 0;
        answered = 0;
        failed = 0;
        twice = 0;
        told = new byte[wanted];
        long start = System.nanoTime();
        loop(() -> {
            for (int i = 0; i < inflight && i < names; i++) {
                next();
            }
        });
        return System.nanoTime() - start;
    }

    private void next() {
        if (started < names) {
            int number = started++;
            ask("h" + number + ".bench", number);
        }
    }

    protected final void ended(int number, boolean found) {
        twice += told[number]++ > 0 ? 1 : 0;
        answered += found ? 1 : 0;
        failed += found ? 0 : 1;
        if (++ended == names) {
            stop();
        } else {
            next();
        }
    }
}
