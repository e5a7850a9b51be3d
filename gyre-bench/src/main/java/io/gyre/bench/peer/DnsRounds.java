package io.gyre.bench.peer;

/** {@code dns resolve} for any resolver: so many names, so many at a time. Arguments: port, count, inflight, warm-up. */
public abstract class DnsRounds {
    protected final int port;
    protected final int inflight;
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
    }

    /** Asks for the address of a name, and has {@link #ended(int, boolean)} called on the loop. */
    protected abstract void ask(String name, int number);

    /** Runs the loop until {@link #stop}; {@code first} is to be called on it. */
    protected abstract void loop(Runnable first);

    protected abstract void stop();

    public final void run() {
        round(warmUp);
        round(warmUp);
        double nanos = round(count);
        Out.metric("rate", count / (nanos / 1e9));
        Out.metric("answered", answered);
        Out.metric("failed", failed);
        Out.metric("told_twice", twice);
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
