package io.gyre.buffer;

import io.gyre.Memory;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The slabs of one chunk size in one pool. Guarded as the pool says. */
final class SizeClass {
    final BufferPool pool;
    final long chunkSize;
    private final int chunksPerSlab;

    /** False for a block that is made for one need: nobody would find it again. */
    private final boolean keepsIdle;

    /** The slabs that have a free chunk; the full ones are reached from their chunks. */
    private @Nullable Slab partial;

    /** The chunk that came back last, which is likely to be wanted next, and then needs no look at its slab. */
    private @Nullable Chunk hot;

    SizeClass(BufferPool pool, long chunkSize, int chunksPerSlab, boolean keepsIdle) {
        this.pool = pool;
        this.chunkSize = chunkSize;
        this.chunksPerSlab = chunksPerSlab;
        this.keepsIdle = keepsIdle;
    }

    Chunk take() {
        Chunk chunk = hot;
        if (chunk != null) {
            hot = null;
            return chunk.fresh();
        }
        return takeFromSlab();
    }

    private Chunk takeFromSlab() {
        Slab slab = partial;
        if (slab == null) {
            slab = grow();
        }
        Chunk chunk = slab.take();
        if (slab.isFull()) {
            remove(slab);
        }
        return chunk;
    }

    private Slab grow() {
        MemorySegment memory = Memory.malloc(chunkSize * chunksPerSlab);
        pool.held(memory.byteSize());
        var slab = new Slab(this, memory);
        addFirst(slab);
        return slab;
    }

    void give(Chunk chunk) {
        if (hot == null && keepsIdle && pool.mayKeepIdle()) {
            hot = chunk;
        } else {
            giveToSlab(chunk);
        }
    }

    private void giveToSlab(Chunk chunk) {
        Slab slab = chunk.slab;
        boolean wasFull = slab.isFull();
        slab.give(chunk);
        if (wasFull) {
            addFirst(slab);
        }
        if (slab.isEmpty() && !(keepsIdle && pool.mayKeepIdle())) {
            remove(slab);
            free(slab);
        }
    }

    /** Frees every slab of which nothing is in use. */
    void trim() {
        Chunk chunk = hot;
        if (chunk != null) {
            hot = null;
            giveToSlab(chunk);
        }
        Slab slab = partial;
        while (slab != null) {
            Slab next = slab.next;
            if (slab.isEmpty()) {
                remove(slab);
                free(slab);
            }
            slab = next;
        }
    }

    private void free(Slab slab) {
        pool.held(-slab.memory.byteSize());
        Memory.free(slab.memory);
    }

    private void addFirst(Slab slab) {
        Slab second = partial;
        slab.next = second;
        slab.previous = null;
        if (second != null) {
            second.previous = slab;
        }
        partial = slab;
    }

    private void remove(Slab slab) {
        Slab before = slab.previous;
        Slab after = slab.next;
        if (before == null) {
            partial = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        slab.previous = null;
        slab.next = null;
    }
}
