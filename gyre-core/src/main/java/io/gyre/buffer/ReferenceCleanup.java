package io.gyre.buffer;

import java.lang.foreign.MemorySegment;

/** Takes back memory that buffers showed by reference: {@code evbuffer_ref_cleanup_cb}. */
@FunctionalInterface
public interface ReferenceCleanup {
    /**
     * Called exactly once, when no buffer shows the memory any more; on the thread that let go of it last. What this throws is logged
     * and goes no further, because the bytes are gone already.
     *
     * @param memory what was passed to {@link EvBuffer#addReference}
     */
    void onUnreferenced(MemorySegment memory);
}
