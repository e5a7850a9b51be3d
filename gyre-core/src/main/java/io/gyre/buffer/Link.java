package io.gyre.buffer;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** One element of a chain: the bytes from {@link #start} to {@link #end} of something. A link in a chain is never empty. */
abstract sealed class Link permits Chunk, View, FileLink {
    @Nullable
    Link next;

    long start;
    long end;

    /** Where the bytes are; {@link MemorySegment#NULL} for a part of a file, which is in no memory. */
    final MemorySegment memory;

    Link(MemorySegment memory) {
        this.memory = memory;
    }

    final long length() {
        return end - start;
    }

    /** {@return a new link over {@code count} bytes from {@code skip} on, which stay where they are} */
    abstract Link share(long skip, long count);

    /** Lets go of the bytes. The link must be in no chain any more. */
    abstract void release();
}
