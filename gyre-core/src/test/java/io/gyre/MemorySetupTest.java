package io.gyre;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemorySetupTest {
    private final MemorySetup memory = new MemorySetup();

    /** Counts, and has no memory when told so. */
    private static final class CountingProvider implements MemoryProvider {
        private final ArenaMemory memory = new ArenaMemory();
        private final List<String> calls = new ArrayList<>();
        private boolean exhausted;

        @Override
        public @Nullable MemorySegment malloc(long byteSize) {
            calls.add("malloc " + byteSize);
            return exhausted ? null : memory.malloc(byteSize);
        }

        @Override
        public @Nullable MemorySegment realloc(MemorySegment block, long byteSize) {
            calls.add("realloc " + block.byteSize() + " " + byteSize);
            return exhausted ? null : memory.realloc(block, byteSize);
        }

        @Override
        public void free(MemorySegment block) {
            calls.add("free " + block.byteSize());
            memory.free(block);
        }
    }

    // S-011
    @Test
    void everyBlockComesFromTheProviderAndGoesBackToIt() {
        var provider = new CountingProvider();
        memory.provider(provider);
        MemorySegment block = memory.malloc(100);
        block = memory.realloc(block, 200);
        memory.free(block);
        memory.free(memory.calloc(3, 4));
        assertEquals(List.of("malloc 100", "realloc 100 200", "free 200", "malloc 12", "free 12"), provider.calls);
    }

    // S-011
    @Test
    void theProviderStaysOnceItWasUsed() {
        var provider = new CountingProvider();
        memory.provider(new CountingProvider());
        memory.provider(provider);
        memory.free(memory.malloc(1));
        memory.provider(provider);
        assertThrows(IllegalStateException.class, () -> memory.provider(new CountingProvider()));
        assertThrows(IllegalStateException.class, () -> memory.provider(null));
    }

    //
    @Test
    void noBytesAreNoBlock() {
        var provider = new CountingProvider();
        memory.provider(provider);
        assertEquals(MemorySegment.NULL, memory.malloc(0));
        memory.free(MemorySegment.NULL);
        assertEquals(List.of(), provider.calls);
        assertEquals(8, memory.malloc(8).byteSize());
    }

    //
    @Test
    void elementsAreZeroAndNoneAreNoBlock() {
        assertEquals(MemorySegment.NULL, memory.calloc(0, 0));
        assertEquals(MemorySegment.NULL, memory.calloc(0, 8));
        assertEquals(MemorySegment.NULL, memory.calloc(8, 0));
        assertArrayEquals(new byte[64], memory.calloc(8, 8).toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void moreElementsThanCanBeCountedAreNoMemory() {
        assertThrows(OutOfMemoryError.class, () -> memory.calloc(1L << 32, 1L << 32));
        assertThrows(OutOfMemoryError.class, () -> memory.calloc(1L << 32, 1L << 31));
        assertThrows(IllegalArgumentException.class, () -> memory.calloc(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> memory.malloc(-1));
    }

    // S-011
    @Test
    void reallocFollowsTheRulesOfC() {
        MemorySegment block = memory.realloc(MemorySegment.NULL, 4);
        block.set(ValueLayout.JAVA_INT, 0, 42);
        block = memory.realloc(block, 1000);
        assertEquals(1000, block.byteSize());
        assertEquals(42, block.get(ValueLayout.JAVA_INT, 0));
        assertEquals(MemorySegment.NULL, memory.realloc(block, 0));
        assertEquals(0, memory.liveBytes());
    }

    @Test
    void liveBytesAndBlocksAreCounted() {
        MemorySegment first = memory.malloc(1000);
        MemorySegment second = memory.realloc(memory.malloc(10), 20);
        assertEquals(1020, memory.liveBytes());
        assertEquals(2, memory.liveBlocks());
        memory.free(first);
        memory.free(second);
        assertEquals(0, memory.liveBytes());
        assertEquals(0, memory.liveBlocks());
    }

    // S-011
    @Test
    void aFailureToGetMemorySaysSoAndLeavesWhatThereIs() {
        var provider = new CountingProvider();
        memory.provider(provider);
        MemorySegment block = memory.malloc(16);
        provider.exhausted = true;
        OutOfMemoryError error = assertThrows(OutOfMemoryError.class, () -> memory.malloc(1 << 20));
        assertTrue(String.valueOf(error.getMessage()).contains("1048576 bytes"), error.getMessage());
        assertThrows(OutOfMemoryError.class, () -> memory.realloc(block, 32));
        assertEquals(16, memory.liveBytes());
        memory.free(block);
        assertEquals(0, memory.liveBlocks());
    }

    @Test
    void theJdkHasNoMemoryBeyondItsLimit() {
        assertThrows(OutOfMemoryError.class, () -> memory.malloc(Long.MAX_VALUE / 2));
    }

    @Test
    void aBlockFromAnotherThreadCanBeUsedAndFreed() {
        MemorySegment block =
                CompletableFuture.supplyAsync(() -> memory.malloc(64)).join();
        block.set(ValueLayout.JAVA_LONG, 0, 1);
        assertEquals(0, block.address() % 16);
        memory.free(block);
        assertThrows(IllegalStateException.class, () -> block.get(ValueLayout.JAVA_LONG, 0));
        assertThrows(IllegalArgumentException.class, () -> memory.free(block));
    }

    @Test
    void aBlockThatIsTooSmallOrOnTheHeapIsRefused() {
        memory.provider(new Constant(MemorySegment.ofArray(new byte[100])));
        assertThrows(IllegalStateException.class, () -> memory.malloc(100));
        try (Arena arena = Arena.ofConfined()) {
            var other = new MemorySetup();
            other.provider(new Constant(arena.allocate(99)));
            assertThrows(IllegalStateException.class, () -> other.malloc(100));
        }
    }

    private record Constant(MemorySegment block) implements MemoryProvider {
        @Override
        public MemorySegment malloc(long byteSize) {
            return block;
        }

        @Override
        public MemorySegment realloc(MemorySegment old, long byteSize) {
            return block;
        }

        @Override
        public void free(MemorySegment old) {}
    }

    @Test
    void theMemoryOfTheProcessWorksToo() {
        long before = Memory.liveBytes();
        MemorySegment block = Memory.realloc(Memory.malloc(8), 24);
        assertEquals(24, Memory.liveBytes() - before);
        Memory.free(block);
        assertSame(MemorySegment.NULL, Memory.calloc(0, 1));
    }
}
