package io.gyre.buffer;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** One block of native memory, cut into chunks of one size. */
final class Slab {
    final SizeClass owner;
    final MemorySegment memory;

    /** The neighbours among the slabs of this size that have free chunks. */
    @Nullable
    Slab previous;

    @Nullable
    Slab next;

    /** The free chunks that were in use before, by {@link Link#next}: the one used last, whose memory is warm, comes first. */
    private @Nullable Chunk free;

    /** Where the part begins that was never used. */
    private long untouched;

    private int live;

    Slab(SizeClass owner, MemorySegment memory) {
        this.owner = owner;
        this.memory = memory;
    }

    /** {@return a free chunk; there must be one} */
    Chunk take() {
        live++;
        Chunk chunk = free;
        if (chunk == null) {
            long base = untouched;
            untouched = base + owner.chunkSize;
            return new Chunk(this, base, untouched).fresh();
        }
        free = (Chunk) chunk.next;
        return chunk.fresh();
    }

    void give(Chunk chunk) {
        live--;
        chunk.next = free;
        free = chunk;
    }

    boolean isFull() {
        return free == null && untouched + owner.chunkSize > memory.byteSize();
    }

    boolean isEmpty() {
        return live == 0;
    }
}
