package io.gyre.tls;

import io.gyre.buffer.EvBuffer;
import java.nio.ByteBuffer;

/**
 * Arrays that records and short texts pass through: one set for each thread, and so for each loop, rather than for each connection.
 * Engines need room for the largest record even if the one at hand is short.
 */
final class Scratch {
    private static final int SIZE = Records.LARGEST + 1024;
    private static final ThreadLocal<Scratch> SCRATCHES = ThreadLocal.withInitial(Scratch::new);

    private final ByteBuffer source = ByteBuffer.allocate(SIZE);
    private final ByteBuffer[] sources = {source};
    private ByteBuffer target = ByteBuffer.allocate(SIZE);

    private Scratch() {}

    static Scratch ofThread() {
        return SCRATCHES.get();
    }

    /** {@return the first bytes of a buffer, in an array} */
    ByteBuffer source(EvBuffer from, int length) {
        source.clear().limit(length);
        from.copyOut(source.array(), 0, length);
        return source;
    }

    /** {@return the same, for engines that gather} */
    ByteBuffer[] sources(EvBuffer from, int length) {
        source(from, length);
        return sources;
    }

    ByteBuffer target() {
        return target.clear();
    }

    /** {@return one that is large enough for an engine whose records are larger than TLS has them} */
    ByteBuffer target(int room) {
        if (room > target.capacity()) {
            target = ByteBuffer.allocate(room);
        }
        return target();
    }
}
