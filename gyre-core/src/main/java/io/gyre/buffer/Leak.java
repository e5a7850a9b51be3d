package io.gyre.buffer;

import io.gyre.Debug;
import io.gyre.Log;
import io.gyre.Origin;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Debug mode's watch over one buffer: if nobody can reach it any more, and it was not closed with bytes in it, that is said with the
 * place where it was made, and its memory goes back.
 */
final class Leak implements Runnable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Chain chain;
    private final @Nullable Origin origin = Debug.origin();
    private volatile boolean closed;

    private Leak(Chain chain) {
        this.chain = chain;
    }

    static Leak watch(GuardedChain buffer, Chain chain) {
        var leak = new Leak(chain);
        CLEANER.register(buffer, leak);
        return leak;
    }

    void closed() {
        closed = true;
    }

    @Override
    public void run() {
        if (!closed && (chain.length > 0 || chain.spare() != null)) {
            long lost = chain.length;
            chain.clear();
            Log.warn("a buffer with " + lost + " bytes was never closed: it was " + origin);
        }
    }
}
