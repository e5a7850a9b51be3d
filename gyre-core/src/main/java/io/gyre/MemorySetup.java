package io.gyre;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Who gets native memory, how much there is, and when the former may still be changed. There is one for the process, and one for each test. */
final class MemorySetup {
    private final MemoryProvider standard = new ArenaMemory();
    private final AtomicLong liveBytes = new AtomicLong();
    private final AtomicLong liveBlocks = new AtomicLong();
    private volatile MemoryProvider provider = standard;
    private volatile boolean used;

    synchronized void provider(@Nullable MemoryProvider chosen) {
        MemoryProvider next = chosen == null ? standard : chosen;
        if (used && !next.equals(provider)) {
            throw new IllegalStateException(
                    "native memory was taken already, and must go back to where it came from: set the provider before"
                            + " any other use");
        }
        provider = next;
    }

    MemorySegment malloc(long byteSize) {
        checkSize(byteSize);
        if (byteSize == 0) {
            return MemorySegment.NULL;
        }
        return gained(user().malloc(byteSize), byteSize);
    }

    MemorySegment calloc(long count, long byteSize) {
        checkSize(count);
        checkSize(byteSize);
        if (Math.multiplyHigh(count, byteSize) != 0 || count * byteSize < 0) {
            throw new OutOfMemoryError(count + " elements of " + byteSize + " bytes are more than can be counted");
        }
        return malloc(count * byteSize).fill((byte) 0);
    }

    MemorySegment realloc(MemorySegment block, long byteSize) {
        checkSize(byteSize);
        if (isNull(block)) {
            return malloc(byteSize);
        }
        if (byteSize == 0) {
            free(block);
            return MemorySegment.NULL;
        }
        long before = block.byteSize();
        MemorySegment moved = gained(user().realloc(block, byteSize), byteSize);
        lost(before);
        return moved;
    }

    void free(MemorySegment block) {
        if (!isNull(block)) {
            long byteSize = block.byteSize();
            provider.free(block);
            lost(byteSize);
        }
    }

    long liveBytes() {
        return liveBytes.get();
    }

    long liveBlocks() {
        return liveBlocks.get();
    }

    /** From now on the provider stays. Under the lock the first time, so that none is exchanged between the question and its use. */
    private MemoryProvider user() {
        if (!used) {
            synchronized (this) {
                used = true;
            }
        }
        return provider;
    }

    private MemorySegment gained(@Nullable MemorySegment block, long byteSize) {
        if (block == null) {
            throw new OutOfMemoryError("no native memory for " + byteSize + " bytes beside the " + liveBytes
                    + " held: raise the limit (by default -XX:MaxDirectMemorySize), or hold less");
        }
        if (!block.isNative() || block.byteSize() < byteSize) {
            throw new IllegalStateException(
                    "asked for " + byteSize + " bytes of native memory, the memory provider returned " + block);
        }
        liveBytes.addAndGet(block.byteSize());
        liveBlocks.incrementAndGet();
        return block;
    }

    private void lost(long byteSize) {
        liveBytes.addAndGet(-byteSize);
        liveBlocks.decrementAndGet();
    }

    private static boolean isNull(MemorySegment block) {
        return block.isNative() && block.address() == 0;
    }

    private static void checkSize(long byteSize) {
        if (byteSize < 0) {
            throw new IllegalArgumentException("a size cannot be " + byteSize);
        }
    }
}
