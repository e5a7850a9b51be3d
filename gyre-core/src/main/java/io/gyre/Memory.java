package io.gyre;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for the library. The functions are those of C, but that they throw {@link OutOfMemoryError} where C returns a null pointer.
 *
 * <p>A block belongs to who got it, and must be freed once, on any thread. It is passed to {@link #realloc} and {@link #free} as it was
 * returned, not as a slice.
 */
public final class Memory {
    private static final MemorySetup SETUP = new MemorySetup();

    private Memory() {}

    /**
     * Chooses who gets native memory: {@code event_set_mem_functions}. Must come before the library gets its first block, because blocks are
     * given back to the provider that is there then. The default is the JDK's own, within the limit of
     * {@code -XX:MaxDirectMemorySize}.
     *
     * @param provider gets the memory; null for the default again
     * @throws IllegalStateException if blocks were got already from another provider
     */
    public static void provider(@Nullable MemoryProvider provider) {
        SETUP.provider(provider);
    }

    /**
     * {@return a block of {@code byteSize} bytes with any content}
     *
     * @param byteSize how large; 0 gives {@link MemorySegment#NULL}
     * @throws OutOfMemoryError if there is no memory
     */
    public static MemorySegment malloc(long byteSize) {
        return SETUP.malloc(byteSize);
    }

    /**
     * {@return a block for {@code count} elements of {@code byteSize} bytes each, filled with zeros}
     *
     * @param count how many; 0 gives {@link MemorySegment#NULL}
     * @param byteSize how large each is; 0 gives {@link MemorySegment#NULL}
     * @throws OutOfMemoryError if there is no memory, or that many bytes cannot even be counted
     */
    public static MemorySegment calloc(long count, long byteSize) {
        return SETUP.calloc(count, byteSize);
    }

    /**
     * {@return a block of {@code byteSize} bytes that starts with what {@code block} held}
     *
     * @param block gone afterwards, unless there is no memory; {@link MemorySegment#NULL} gets a new one
     * @param byteSize the new size; 0 frees the block and gives {@link MemorySegment#NULL}
     * @throws OutOfMemoryError if there is no memory; {@code block} stays as it is
     */
    public static MemorySegment realloc(MemorySegment block, long byteSize) {
        return SETUP.realloc(block, byteSize);
    }

    /**
     * Gives a block back.
     *
     * @param block not to be used any more; {@link MemorySegment#NULL} does nothing
     */
    public static void free(MemorySegment block) {
        SETUP.free(block);
    }

    /** {@return how many bytes the library holds in blocks} A figure for statistics, which other threads may be changing. */
    public static long liveBytes() {
        return SETUP.liveBytes();
    }

    /** {@return how many blocks the library holds} As for {@link #liveBytes}. */
    public static long liveBlocks() {
        return SETUP.liveBlocks();
    }
}
