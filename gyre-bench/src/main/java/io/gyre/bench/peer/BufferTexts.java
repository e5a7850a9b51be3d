package io.gyre.bench.peer;

import java.util.SplittableRandom;

/** The bytes that {@code buffer} adds, searches, reads and writes: the same in every peer, as buffer.h draws them too. */
public final class BufferTexts {
    /** How many bytes are in the buffer that is moved and searched. */
    static final int HELD = 64 * 1024;

    private static final int LOG = 1024 * 1024;
    private static final int SHORTEST_LINE = 20;
    private static final int LONGEST_LINE = 200;

    private final SplittableRandom random = new SplittableRandom(42);

    /** Ends with the only CR and the only LF. */
    public final byte[] held = drawn(HELD);

    /** What a chain consists of, one extent after the other. */
    public final byte[] extents = drawn(BufferRounds.EXTENTS * BufferRounds.EXTENT);

    /** A file of lines that end with LF. */
    final byte[] log = new byte[LOG];

    final int logBytes;
    final int logLines;

    BufferTexts() {
        held[HELD - 2] = '\r';
        held[HELD - 1] = '\n';
        int bytes = 0;
        int lines = 0;
        while (bytes + LONGEST_LINE + 1 <= LOG) {
            int length = SHORTEST_LINE + below(LONGEST_LINE - SHORTEST_LINE + 1);
            draw(log, bytes, length);
            bytes += length;
            log[bytes++] = '\n';
            lines++;
        }
        logBytes = bytes;
        logLines = lines;
    }

    /** {@return so many printable bytes} */
    byte[] drawn(int count) {
        byte[] bytes = new byte[count];
        draw(bytes, 0, count);
        return bytes;
    }

    private void draw(byte[] into, int from, int count) {
        for (int i = from; i < from + count; i++) {
            into[i] = (byte) (' ' + below(95));
        }
    }

    private int below(int bound) {
        return (int) Long.remainderUnsigned(random.nextLong(), bound);
    }
}
