package io.gyre.net;

import io.gyre.buffer.FileSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A file that is closed with its descriptor.
 *
 * @param fd closed with this
 * @param file the platform's
 */
record FdFile(Fd fd, FileSource file) implements FileSource {
    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public int read(long offset, MemorySegment into, long at, int count) throws IOException {
        return file.read(offset, into, at, count);
    }

    @Override
    public MemorySegment map(long offset, long length, Arena arena) throws IOException {
        return file.map(offset, length, arena);
    }

    @Override
    public @Nullable FileChannel channel() {
        return file.channel();
    }

    @Override
    public void close() {
        fd.close();
    }
}
