package io.gyre;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Gets native memory for the library and gives it back: {@code event_set_mem_functions}. See {@link Memory#provider}.
 *
 * <p>All methods may be called from any thread, and a block may be freed on another thread than the one that got it. Blocks are few and
 * large, because buffers are cut from them; objects on the Java heap are not asked for here.
 */
public interface MemoryProvider {
    /**
     * Gets a block.
     *
     * @param byteSize how large, greater than 0
     * @return a native segment of at least that size, which any thread may access; aligned to 16 bytes and of any content. Null if there is
     *     no memory.
     */
    @Nullable
    MemorySegment malloc(long byteSize);

    /**
     * Changes the size of a block, and moves it if need be.
     *
     * @param block a block from here, not to be used any more unless the result is null
     * @param byteSize the new size, greater than 0
     * @return a block that starts with what the old one held. Null if there is no memory, and the old one stays.
     */
    @Nullable
    MemorySegment realloc(MemorySegment block, long byteSize);

    /**
     * Gives a block back.
     *
     * @param block a block from here, exactly as it was returned, and for the first time
     */
    void free(MemorySegment block);
}
