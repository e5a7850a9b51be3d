package io.gyre.buffer;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the holders of something, beginning with one. */
abstract class Counted implements Storage {
    private final AtomicInteger holders = new AtomicInteger(1);

    @Override
    public final void retain() {
        holders.incrementAndGet();
    }

    @Override
    public final void release() {
        if (holders.decrementAndGet() == 0) {
            free();
        }
    }

    final boolean isShared() {
        return holders.get() > 1;
    }

    /** Called once, by the last holder. */
    abstract void free();
}
