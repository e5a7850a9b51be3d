package io.gyre.testing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A file on a disk that is never slow: always ready, with one position for reading and writing. */
final class RegularFile extends OpenFile {
    private byte[] content;
    private int position;

    RegularFile(byte[] content) {
        this.content = content.clone();
    }

    @Override
    int poll() {
        return IN | OUT;
    }

    @Override
    int receive(MemorySegment buffer, long offset, int count) {
        int n = Math.min(count, content.length - position);
        MemorySegment.copy(content, position, buffer, JAVA_BYTE, offset, n);
        position += n;
        return n;
    }

    @Override
    int send(MemorySegment buffer, long offset, int count) {
        if (position + count > content.length) {
            content = Arrays.copyOf(content, position + count);
        }
        MemorySegment.copy(buffer, JAVA_BYTE, offset, content, position, count);
        position += count;
        return count;
    }

    byte[] content() {
        return content.clone();
    }

    @Override
    void dispose() {}

    @Override
    String describe() {
        return "regular file of " + content.length + " bytes";
    }
}
