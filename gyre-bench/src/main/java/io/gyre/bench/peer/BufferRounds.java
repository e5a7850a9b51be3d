package io.gyre.bench.peer;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * The cases of {@code buffer}, and how they are timed: the counterpart of buffer.h. A peer supplies the operations; one that it has no
 * counterpart of it leaves out of {@link #has}. Everything runs on the thread that calls {@link #run}.
 */
public abstract class BufferRounds {
    /** How many buffers are prepared together for one timing. */
    protected static final int SLOTS = 16;

    /** The pieces in which a buffer that is held is added, as a socket's reads would add it. */
    protected static final int PIECE = 4096;

    protected static final int LOG_PIECE = 16 * 1024;

    /** How many extents a chain has that is written, and the bytes of each. */
    protected static final int EXTENTS = 100;

    protected static final int EXTENT = 100;

    private static final int HALF = BufferTexts.HELD / 2;

    /** About half, and no library's link ends there. */
    private static final int ODD_PART = 32_100;

    private static final int MOST_ADDED = 1024 * 1024;
    private static final int MAX_BLOCK = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Everything that is added, held, read and written. */
    protected final BufferTexts texts = new BufferTexts();

    private final String name;
    private final int warmUpMillis;
    private final int samples;
    private final int sampleMillis;

    /** Something that a case does. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /**
     * One case.
     *
     * @param operations how many a block makes
     * @param prepare runs before each block, and is not timed
     * @param build the first of the two parts that are timed, or null if there is one only
     * @param run the block
     */
    private record Case(
            int operations, Step prepare, @Nullable Step build, Step run) {
        Case(int operations, Step run) {
            this(operations, () -> {}, null, run);
        }
    }

    /** Takes the arguments {@code case warm-up-ms samples sample-ms}. */
    protected BufferRounds(String[] arguments) {
        name = arguments[0];
        warmUpMillis = Integer.parseInt(arguments[1]);
        samples = Integer.parseInt(arguments[2]);
        sampleMillis = Integer.parseInt(arguments[3]);
    }

    /** Whether the peer takes part in a case. */
    protected boolean has(String name) {
        return true;
    }

    protected abstract void addAndDrain(byte[] source, int count);

    /** Fills the buffer that is moved and searched, anew. */
    protected abstract void hold(byte[] text);

    protected abstract void moveThereAndBack();

    /** Fills the slot's first buffer and empties its second. */
    protected abstract void holdSlot(int slot, byte[] text);

    /** Moves the first bytes of the slot's first buffer to its second. */
    protected abstract void movePart(int slot, int count);

    /** {@return where the first line ends, be it with CR and LF or with LF alone} */
    protected abstract long indexOfCrlf();

    /** {@return where the first CR with an LF is} */
    protected abstract long indexOfCrlfStrict();

    protected abstract void holdLog(byte[] log, int count);

    /** Takes a line out as what the peer has for lines, and returns its length without the LF, or -1. */
    protected abstract long takeLine();

    /** Moves a line to another buffer and empties that. */
    protected abstract long moveLine();

    /** Makes a chain of extents that stand in {@code texts.extents}. */
    protected abstract void chain();

    /** Writes the whole chain to what was opened, and empties it. */
    protected abstract long writeChain() throws IOException;

    protected abstract void openNull() throws IOException;

    /** Opens a Unix-domain stream socket that is connected to one in this process. */
    protected abstract void openSocket() throws IOException;

    /** Takes everything out of the other end of the socket. */
    protected abstract void drainSocket() throws IOException;

    protected final void run() throws IOException {
        if (!has(name)) {
            return;
        }
        Case measured = open();
        sample(measured, warmUpMillis, false);
        for (int i = 0; i < samples; i++) {
            sample(measured, sampleMillis, true);
        }
    }

    private Case open() throws IOException {
        return switch (name) {
            case "add-64" -> adding(64, MAX_BLOCK);
            case "add-1k" -> adding(1024, MAX_BLOCK);
            case "add-16k" -> adding(16 * 1024, 100);
            case "add-1m" -> adding(MOST_ADDED, 1);
            case "move" -> moving();
            case "move-half" -> movingPart(HALF);
            case "move-odd" -> movingPart(ODD_PART);
            case "crlf", "crlf-strict" -> finding(name.equals("crlf-strict"));
            case "readln", "readln-move" -> reading(name.equals("readln-move"));
            case "writev-null" -> {
                openNull();
                yield new Case(1, () -> {}, this::chain, this::write);
            }
            case "writev-socket" -> {
                openSocket();
                yield new Case(1, this::drainSocket, this::chain, this::write);
            }
            default -> throw new IllegalArgumentException("there is no case " + name);
        };
    }

    private Case adding(int size, int block) {
        byte[] source = texts.drawn(MOST_ADDED);
        return new Case(block, () -> {
            for (int i = 0; i < block; i++) {
                addAndDrain(source, size);
            }
        });
    }

    private Case moving() {
        hold(texts.held);
        return new Case(MAX_BLOCK, () -> {
            for (int i = 0; i < MAX_BLOCK; i++) {
                moveThereAndBack();
            }
        });
    }

    private Case movingPart(int count) {
        Step prepare = () -> {
            for (int i = 0; i < SLOTS; i++) {
                holdSlot(i, texts.held);
            }
        };
        return new Case(SLOTS, prepare, null, () -> {
            for (int i = 0; i < SLOTS; i++) {
                movePart(i, count);
            }
        });
    }

    private Case finding(boolean strict) {
        int block = 20;
        hold(texts.held);
        return new Case(block, () -> {
            long sum = 0;
            for (int i = 0; i < block; i++) {
                sum += strict ? indexOfCrlfStrict() : indexOfCrlf();
            }
            expect("the sum of what was found", sum, block * (BufferTexts.HELD - 2L));
        });
    }

    private Case reading(boolean moved) {
        return new Case(texts.logLines, () -> holdLog(texts.log, texts.logBytes), null, () -> {
            long sum = 0;
            for (long n; (n = moved ? moveLine() : takeLine()) >= 0; ) {
                sum += n;
            }
            expect("the sum of all lines", sum, texts.logBytes - texts.logLines);
        });
    }

    private void write() throws IOException {
        expect("the number of bytes that were written", writeChain(), texts.extents.length);
    }

    private static void expect(String what, long value, long expected) {
        if (value != expected) {
            throw new IllegalStateException("%s is %d, not %d".formatted(what, value, expected));
        }
    }

    /** Runs blocks for so long, preparations included, and prints what each operation took unless this is the warm-up. */
    private void sample(Case measured, int millis, boolean timed) throws IOException {
        long until = System.nanoTime() + millis * NANOS_PER_MILLI;
        long operations = 0;
        long whole = 0;
        long run = 0;
        long allocated = 0;
        do {
            measured.prepare.run();
            long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
            long from = System.nanoTime();
            long middle = from;
            if (measured.build != null) {
                measured.build.run();
                middle = System.nanoTime();
            }
            measured.run.run();
            long to = System.nanoTime();
            allocated += THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
            whole += to - from;
            run += to - middle;
            operations += measured.operations;
        } while (System.nanoTime() - until < 0);
        if (timed) {
            print("ns", whole, operations);
            print("allocated", allocated, operations);
        }
        if (timed && measured.build != null) {
            print("write_ns", run, operations);
        }
    }

    private static void print(String metric, long sum, long operations) {
        Out.metric(metric, (double) sum / operations);
    }
}
