package io.gyre.buffer;

import java.lang.foreign.MemorySegment;

/** A read-only look at memory that others may look at too. */
final class View extends Link {
    private final Storage storage;

    /** The caller has counted this view in {@code storage}. */
    View(Storage storage, MemorySegment memory, long start, long end) {
        super(memory);
        this.storage = storage;
        this.start = start;
        this.end = end;
    }

    Storage storage() {
        return storage;
    }

    @Override
    View share(long skip, long count) {
        storage.retain();
        return new View(storage, memory, start + skip, start + skip + count);
    }

    @Override
    void release() {
        storage.release();
    }
}
