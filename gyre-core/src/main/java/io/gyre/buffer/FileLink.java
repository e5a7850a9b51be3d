package io.gyre.buffer;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Part of a file segment, in no memory. */
final class FileLink extends Link {
    final FileSegment segment;

    /** The caller has counted this link in {@code segment}. */
    FileLink(FileSegment segment, long start, long end) {
        super(MemorySegment.NULL);
        this.segment = segment;
        this.start = start;
        this.end = end;
    }

    /** {@return a link over the same bytes in memory, in place of this one} The hold on the segment passes to it. */
    View inMemory() throws IOException {
        return new View(segment.storage(), segment.memory(), start, end);
    }

    @Override
    FileLink share(long skip, long count) {
        segment.storage().retain();
        return new FileLink(segment, start + skip, start + skip + count);
    }

    @Override
    void release() {
        segment.storage().release();
    }
}
