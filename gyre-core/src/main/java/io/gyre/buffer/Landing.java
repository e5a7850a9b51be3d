package io.gyre.buffer;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Memory of a pool that somebody else fills, as a kernel that receives by itself, before buffers get what came: few bytes are copied, and
 * of many the memory itself passes to the buffer. The object is used again and again, and so is the memory if it stayed. For mechanisms;
 * on the thread of the pool unless said otherwise.
 */
public final class Landing {
    /** How much one holds: the largest chunk of a pool. */
    public static final int CAPACITY = (int) BufferPool.LARGEST;

    /** A filling that leaves more of the memory unused is worth a copy to a chunk of the right size. */
    private static final long WORTH_PASSING_ON = CAPACITY / 8;

    private final BufferPool pool;
    private @Nullable Chunk chunk;

    /** What has come and not gone to a buffer, counted from the chunk's beginning. */
    private long start;

    private long end;

    /** Makes one that has no memory yet. */
    public Landing(BufferPool pool) {
        this.pool = pool;
    }

    /** {@return the address of {@link #CAPACITY} bytes to fill} They stay there until {@link #moveTo} or {@link #release}. */
    public long address() {
        Chunk mine = chunk;
        if (mine == null) {
            mine = pool.take(CAPACITY);
            chunk = mine;
        }
        return mine.memory.address() + mine.base;
    }

    /** Says how many bytes have come. Any thread that keeps others off. */
    public void fill(long bytes) {
        start = 0;
        end = Objects.checkIndex(bytes, CAPACITY + 1L);
    }

    /** {@return how many bytes have not gone to a buffer} */
    public long left() {
        return end - start;
    }

    /**
     * Moves bytes to the back of a buffer.
     *
     * @param target whose back is not frozen
     * @param most how many bytes at most
     * @return how many
     */
    public long moveTo(EvBuffer target, long most) {
        long count = Math.min(most, left());
        Chunk mine = Objects.requireNonNull(chunk, "nothing has landed");
        target.enterBack();
        try {
            if (start == 0 && count == end && count >= WORTH_PASSING_ON) {
                mine.end = mine.base + count;
                target.chain.addLast(mine);
                chunk = null;
            } else {
                target.chain.append(mine.memory, mine.base + start, count);
            }
            start += count;
            target.changed(count, 0);
        } finally {
            target.unlock();
        }
        return count;
    }

    /** Drops what is left, so that the memory can be filled again; in debug mode it is overwritten, as that of a buffer is. */
    public void vacate() {
        end = start;
        if (chunk != null) {
            chunk.poison();
        }
    }

    /** Gives the memory back, with what is left in it. On any thread. */
    public void release() {
        Chunk mine = chunk;
        chunk = null;
        end = start;
        if (mine != null) {
            mine.release();
        }
    }
}
