package io.gyre.buffer;

import io.gyre.Log;
import io.gyre.Memory;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A range of a file that can be added to many buffers, many times: {@code evbuffer_file_segment}. Its bytes stay in the file until
 * they are written, by {@code sendfile(2)} where the target can, or until somebody asks a buffer for memory that holds them. Then
 * the range is mapped if it is long, otherwise read, and that once for all buffers.
 *
 * <p>The creator holds the segment until {@link #close}, and every buffer that shows part of it does so until the part is drained.
 * After the last of them the memory goes, the file is closed if so wished, and the callback of {@link #onFree} is called. May be
 * used from any thread.
 *
 * <p>A file that shrinks meanwhile makes the write of a buffer fail. Who looks at the mapped memory of a range that was cut off gets
 * an {@link InternalError} from the JVM; {@link FileSegmentOption#DISABLE_MMAP} rules that out.
 */
public final class FileSegment implements AutoCloseable {
    /** A shorter range is cheaper to read than to map. */
    private static final long WORTH_MAPPING = 64 << 10;

    private static final int READ_AT_ONCE = 1 << 20;

    private final FileSource file;
    private final long offset;
    private final long length;
    private final Set<FileSegmentOption> options;
    private final Holders holders = new Holders();
    private @Nullable MemorySegment memory;
    private @Nullable Arena mapping;
    private @Nullable Runnable onFree;
    private boolean closed;

    private FileSegment(FileSource file, long offset, long length, Set<FileSegmentOption> options) {
        this.file = file;
        this.offset = offset;
        this.length = length;
        this.options = options;
    }

    private final class Holders extends Counted {
        @Override
        void free() {
            freeAll();
        }
    }

    /**
     * {@return a segment of the rest of a file, as long as it is now}
     *
     * @param file stays the caller's if this fails
     * @param offset where the segment begins in the file
     * @param options how to treat the file
     * @throws IOException if the length cannot be had, or the file ends before {@code offset}
     */
    public static FileSegment of(FileSource file, long offset, FileSegmentOption... options) throws IOException {
        long size = file.size();
        if (offset > size) {
            throw new EOFException("a segment cannot begin at " + offset + " in a file of " + size + " bytes");
        }
        return of(file, offset, size - offset, options);
    }

    /**
     * {@return a segment of a file: {@code evbuffer_file_segment_new}}
     *
     * @param file stays the caller's if this fails
     * @param offset where the segment begins in the file
     * @param length how long it is
     * @param options how to treat the file
     * @throws IOException if the length cannot be had, or the file ends before the segment does
     */
    public static FileSegment of(FileSource file, long offset, long length, FileSegmentOption... options)
            throws IOException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("a file has no range of " + length + " bytes at " + offset);
        }
        long size = file.size();
        if (length > size - offset) {
            throw new EOFException("a file of " + size + " bytes has no range of " + length + " bytes at " + offset);
        }
        Set<FileSegmentOption> chosen = EnumSet.noneOf(FileSegmentOption.class);
        chosen.addAll(List.of(options));
        return new FileSegment(file, offset, length, chosen);
    }

    /** {@return how long the segment is, in bytes} */
    public long length() {
        return length;
    }

    /** {@return how the file is treated} */
    public Set<FileSegmentOption> options() {
        return Set.copyOf(options);
    }

    /**
     * Calls {@code callback} after the last holder let go, in place of any set before: {@code evbuffer_file_segment_add_cleanup_cb}.
     *
     * @param callback is called once, on the thread that let go last; what it throws is logged
     * @return this
     */
    public synchronized FileSegment onFree(Runnable callback) {
        onFree = callback;
        return this;
    }

    /** Lets go of the creator's hold: {@code evbuffer_file_segment_free}. Buffers keep theirs. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        holders.release();
    }

    /** Counts one more holder for who adds the segment to a buffer. */
    synchronized FileLink link(long from, long count) {
        if (closed) {
            throw new IllegalStateException("the file segment is closed: add it to buffers before");
        }
        Objects.checkFromIndexSize(from, count, length);
        holders.retain();
        return new FileLink(this, from, from + count);
    }

    Storage storage() {
        return holders;
    }

    long sendTo(VectoredIo target, long from, long count) throws IOException {
        return options.contains(FileSegmentOption.DISABLE_SENDFILE)
                ? VectoredIo.UNSUPPORTED
                : target.sendfile(file, offset + from, count);
    }

    /** Reads exactly that range, without a trace in this segment. */
    void read(long from, MemorySegment into, long at, long count) throws IOException {
        long done = 0;
        while (done < count) {
            int wanted = (int) Math.min(count - done, READ_AT_ONCE);
            int got = file.read(offset + from + done, into, at + done, wanted);
            if (got <= 0) {
                throw shrunk(from + done);
            }
            done += got;
        }
    }

    EOFException shrunk(long at) {
        return new EOFException("the file ends at " + (offset + at) + " or before, within a segment of " + length
                + " bytes from " + offset + " on: it was cut off after the segment was made");
    }

    /** {@return memory that holds the whole segment} It lives as long as somebody holds the segment. */
    synchronized MemorySegment memory() throws IOException {
        MemorySegment known = memory;
        if (known == null) {
            known = options.contains(FileSegmentOption.DISABLE_MMAP) || length < WORTH_MAPPING ? readAll() : map();
            memory = known;
        }
        return known;
    }

    private MemorySegment readAll() throws IOException {
        MemorySegment block = Memory.malloc(length);
        try {
            read(0, block, 0, length);
            return block;
        } catch (IOException | RuntimeException e) {
            Memory.free(block);
            throw e;
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // The last holder closes it.
    private MemorySegment map() throws IOException {
        if (file.size() - offset < length) {
            return readAll(); // And say where it ends. FileChannel.map would make a file that may be written longer.
        }
        Arena arena = Arena.ofShared();
        try {
            MemorySegment mapped = file.map(offset, length, arena);
            mapping = arena;
            return mapped;
        } catch (IOException | RuntimeException unmappable) {
            arena.close();
            return readAll();
        }
    }

    private void freeAll() {
        Arena arena = mapping;
        MemorySegment block = memory;
        if (arena != null) {
            arena.close();
        } else if (block != null) {
            Memory.free(block);
        }
        if (options.contains(FileSegmentOption.CLOSE_ON_FREE)) {
            file.close();
        }
        Runnable callback = onFree;
        if (callback != null) {
            try {
                callback.run();
            } catch (RuntimeException e) {
                Log.warn("the clean-up of a file segment failed", e);
            }
        }
    }
}
