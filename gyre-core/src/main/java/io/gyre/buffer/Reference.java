package io.gyre.buffer;

import io.gyre.Log;
import java.lang.foreign.MemorySegment;

/** The user's memory, as long as buffers show it. */
final class Reference extends Counted {
    private final MemorySegment memory;
    private final ReferenceCleanup cleanup;

    Reference(MemorySegment memory, ReferenceCleanup cleanup) {
        this.memory = memory;
        this.cleanup = cleanup;
    }

    @Override
    void free() {
        try {
            cleanup.onUnreferenced(memory);
        } catch (RuntimeException e) {
            Log.warn("the clean-up of referenced memory failed", e);
        }
    }
}
