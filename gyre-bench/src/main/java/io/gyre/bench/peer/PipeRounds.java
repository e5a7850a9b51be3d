package io.gyre.bench.peer;

import java.io.IOException;

/**
 * The rounds of {@code pipes}, in the shape of libevent's test/bench.c: n socket pairs, a few of them active at first, and every byte read
 * sends one more to the next pair until the round's writes are spent. The counterpart of pipes.h.
 */
public abstract class PipeRounds {
    private static final long NANOS_PER_MILLI = 1_000_000;

    protected final int pairs;
    private final int active;
    private final int writes;
    private final long warmUpNanos;
    private final int timedRounds;

    private long received;
    private long sent;
    private int writesLeft;

    /** Takes the arguments {@code pairs active writes warm-up-ms timed-rounds}. */
    protected PipeRounds(String[] arguments) {
        pairs = Integer.parseInt(arguments[0]);
        active = Integer.parseInt(arguments[1]);
        writes = Integer.parseInt(arguments[2]);
        warmUpNanos = Long.parseLong(arguments[3]) * NANOS_PER_MILLI;
        timedRounds = Integer.parseInt(arguments[4]);
    }

    /** Watches every pair for reading anew, after forgetting what was watched before. */
    protected abstract void armAll() throws IOException;

    /** Polls once without waiting, and calls {@link #onReadable} for every pair that is. */
    protected abstract void turn() throws IOException;

    /** Reads one byte from a pair and returns how many came. */
    protected abstract int receiveByte(int pair) throws IOException;

    protected abstract void sendByte(int pair) throws IOException;

    protected final void onReadable(int pair) throws IOException {
        received += Math.max(0, receiveByte(pair));
        if (writesLeft > 0) {
            writesLeft--;
            send(pair + 1 < pairs ? pair + 1 : 0);
        }
    }

    protected final void run() throws IOException {
        long begin = System.nanoTime();
        do {
            roundNanos();
        } while (System.nanoTime() - begin < warmUpNanos);
        for (int i = 0; i < timedRounds; i++) {
            Out.metric("round_us", roundNanos() / 1e3);
        }
    }

    private long roundNanos() throws IOException {
        armAll();
        turn();
        received = 0;
        sent = 0;
        writesLeft = writes;
        for (int i = 0; i < active; i++) {
            send(i * (pairs / active));
        }
        long begin = System.nanoTime();
        do {
            turn();
        } while (received != sent);
        return System.nanoTime() - begin;
    }

    private void send(int pair) throws IOException {
        sendByte(pair);
        sent++;
    }
}
