package io.gyre.buffer;

import io.gyre.Log;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/** A file by way of the JDK. */
record ChannelFile(FileChannel channel) implements FileSource {
    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int read(long offset, MemorySegment into, long at, int count) throws IOException {
        return channel.read(into.asSlice(at, count).asByteBuffer(), offset);
    }

    @Override
    public MemorySegment map(long offset, long length, Arena arena) throws IOException {
        return channel.map(MapMode.READ_ONLY, offset, length, arena);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            Log.warn("closing a file failed: " + e);
        }
    }
}
