package io.gyre.buffer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A file to take ranges from. {@link #of} makes one of a channel; {@code io.gyre.net.Fd#file} makes one of a descriptor, which is
 * what {@code sendfile(2)} needs on the posix platform. Calls may be made from any thread, and may wait for the disk.
 */
public interface FileSource extends AutoCloseable {
    /** What {@link #read} answers at the end of the file. */
    int EOF = -1;

    /**
     * {@return the length of the file now, in bytes}
     *
     * @throws IOException if the file fails
     */
    long size() throws IOException;

    /**
     * Reads part of the file, wherever its own position is: {@code pread(2)}.
     *
     * @param offset where in the file
     * @param into a native segment; borrowed for the call
     * @param at where in {@code into} the first byte goes
     * @param count how many at most, greater than zero
     * @return how many were read, which may be fewer; or {@link #EOF}
     * @throws IOException if the file fails
     */
    int read(long offset, MemorySegment into, long at, int count) throws IOException;

    /**
     * Maps part of the file, read-only: {@code mmap(2)}. To touch what lies beyond the file's end throws {@link InternalError} if the
     * file is cut off later.
     *
     * @param offset where in the file; need not be the start of a page
     * @param length how much, greater than zero; the file was that long a moment ago
     * @param arena unmaps it when closed
     * @return exactly that range
     * @throws IOException if the file fails or cannot be mapped
     */
    MemorySegment map(long offset, long length, Arena arena) throws IOException;

    /** {@return the channel that {@link java.nio.channels.FileChannel#transferTo} may be called on, or null} */
    @Nullable
    default FileChannel channel() {
        return null;
    }

    /** Closes the file. Idempotent; never fails. */
    @Override
    void close();

    /**
     * {@return a source over {@code channel}, which it closes}
     *
     * @param channel open for reading
     */
    static FileSource of(FileChannel channel) {
        return new ChannelFile(channel);
    }
}
