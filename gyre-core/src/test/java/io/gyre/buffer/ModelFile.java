package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A file whose bytes the model knows. It gives few at a time, and nothing once it is closed. */
final class ModelFile implements FileSource {
    private static final int READ_AT_ONCE = 1_000;

    final byte[] content;
    private int closed;

    ModelFile(byte[] content) {
        this.content = content;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return content.length;
    }

    @Override
    public int read(long offset, MemorySegment into, long at, int count) throws IOException {
        checkOpen();
        int some = (int) Math.min(Math.min(count, READ_AT_ONCE), content.length - offset);
        if (some <= 0) {
            return EOF;
        }
        MemorySegment.copy(content, (int) offset, into, JAVA_BYTE, at, some);
        return some;
    }

    @Override
    public MemorySegment map(long offset, long length, Arena arena) throws IOException {
        checkOpen();
        MemorySegment mapped = arena.allocate(length);
        MemorySegment.copy(content, (int) offset, mapped, JAVA_BYTE, 0, (int) length);
        return mapped;
    }

    void checkOpen() throws IOException {
        if (closed > 0) {
            throw new IOException("the file is closed");
        }
    }

    @Override
    public void close() {
        closed++;
    }

    void checkClosedOnce() {
        assertEquals(1, closed, "how often a file was closed");
    }
}
