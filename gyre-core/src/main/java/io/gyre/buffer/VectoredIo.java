package io.gyre.buffer;

import java.io.IOException;

/**
 * Where a buffer's bytes come from and go to, many extents in one call: {@code readv(2)}, {@code writev(2)} and {@code sendfile(2)}.
 * Nothing here blocks. Implemented by {@code io.gyre.net.Fd}.
 */
public interface VectoredIo {
    /** What {@link #readv} answers at the end of the stream. */
    int EOF = -1;

    /** What every call answers when it would have to wait. */
    int WOULD_BLOCK = -2;

    /** What {@link #sendfile} answers when bytes cannot go from that file to here without passing through memory. */
    int UNSUPPORTED = -3;

    /**
     * Reads into the extents, in their order: {@code readv(2)}.
     *
     * @param into at least one extent; borrowed for the call
     * @return the number of bytes, {@link #EOF} or {@link #WOULD_BLOCK}
     * @throws IOException if the descriptor fails
     */
    long readv(Iovecs into) throws IOException;

    /**
     * Writes the extents, in their order, or as much as goes: {@code writev(2)}.
     *
     * @param from at least one extent; borrowed for the call
     * @return the number of bytes that went, or {@link #WOULD_BLOCK}
     * @throws IOException if the descriptor fails
     */
    long writev(Iovecs from) throws IOException;

    /**
     * Writes a range of a file without a byte of it entering the memory of this process: {@code sendfile(2)}.
     *
     * @param file the file
     * @param offset where the range begins in the file
     * @param count how long it is at most, greater than zero
     * @return the number of bytes that went, {@link #WOULD_BLOCK}, {@link #UNSUPPORTED}, or 0 if the file ends at {@code offset} or
     *     before
     * @throws IOException if the file or the descriptor fails
     */
    long sendfile(FileSource file, long offset, long count) throws IOException;
}
