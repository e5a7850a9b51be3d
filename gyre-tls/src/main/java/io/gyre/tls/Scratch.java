package io.gyre.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;

/**
 * Where short records pass through: one for each thread, and so for each loop, rather than for each connection. Engines need room for the
 * largest record even if the one at hand is short, and are quicker with arrays then.
 */
final class Scratch {
    private static final int SIZE = Records.LARGEST + 1024;
    private static final ThreadLocal<Scratch> SCRATCHES = ThreadLocal.withInitial(Scratch::new);

    final ByteBuffer source = ByteBuffer.allocate(SIZE);
    private ByteBuffer target = ByteBuffer.allocate(SIZE);

    private Scratch() {}

    static Scratch ofThread() {
        return SCRATCHES.get();
    }

    /** {@return the source's array, to be filled from its begin with that many bytes, which are its remaining ones} */
    byte[] source(int length) {
        source.clear().limit(length);
        return source.array();
    }

    ByteBuffer target() {
        return target.clear();
    }

    /** Makes room for an engine whose records are larger than TLS has them. */
    void grow(SSLEngine engine) {
        int wanted = Codec.roomFor(engine);
        if (wanted > target.capacity()) {
            target = ByteBuffer.allocate(wanted);
        }
    }
}
