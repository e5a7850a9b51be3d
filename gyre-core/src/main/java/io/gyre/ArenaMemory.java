package io.gyre;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Native memory as the JDK gives it, within the limit of {@code -XX:MaxDirectMemorySize}. Each block has a shared arena, which makes the use of
 * a freed block an exception and not a crash. To close one stops all threads for a moment; that is why blocks are to be few.
 */
final class ArenaMemory implements MemoryProvider {
    private static final long ALIGNMENT = 16;

    /** By the address of the block. */
    private final Map<Long, Arena> arenas = new ConcurrentHashMap<>();

    @Override
    @SuppressWarnings("MustBeClosedChecker") // free() closes it.
    public @Nullable MemorySegment malloc(long byteSize) {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment block = arena.allocate(byteSize, ALIGNMENT);
            arenas.put(block.address(), arena);
            return block;
        } catch (OutOfMemoryError e) {
            arena.close();
            return null;
        }
    }

    @Override
    public @Nullable MemorySegment realloc(MemorySegment block, long byteSize) {
        MemorySegment moved = malloc(byteSize);
        if (moved != null) {
            MemorySegment.copy(block, 0, moved, 0, Math.min(block.byteSize(), byteSize));
            free(block);
        }
        return moved;
    }

    @Override
    public void free(MemorySegment block) {
        Arena arena = arenas.remove(block.address());
        if (arena == null) {
            throw new IllegalArgumentException("not a block from here, or freed already: " + block);
        }
        arena.close();
    }
}
