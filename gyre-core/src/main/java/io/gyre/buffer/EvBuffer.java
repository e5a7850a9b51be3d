package io.gyre.buffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A queue of bytes: {@code evbuffer}. Bytes are added at the back and taken from the front, and moved between buffers without
 * being copied. The memory is native and comes from a {@link BufferPool}; it goes back as the bytes are taken, so that an empty buffer
 * holds none.
 *
 * <p>A buffer belongs to one thread, unless {@link #enableLocking} was called. A call that fails leaves the buffers as they
 * were: with an {@link IllegalArgumentException} or {@link IndexOutOfBoundsException} if an argument makes no sense, a
 * {@link FrozenBufferException} if an end is frozen, an {@link OutOfMemoryError} if there is no memory, and an
 * {@link IllegalStateException} once the buffer is closed. Where bytes of a file must be brought into memory, a failure of the
 * file is an {@link UncheckedIOException}.
 *
 * <p>Memory that the buffer shows, as {@link #peek} and {@link #pullup} do, may be used until the buffer changes.
 */
public final class EvBuffer extends SearchableChain {
    /** How much one {@link #read} brings at most, until {@link #maxRead(long)} says otherwise: 64 KiB. */
    public static final long DEFAULT_MAX_READ = Transfer.LARGEST_READ;

    private @Nullable Reservation reservation;

    private int maxRead = (int) DEFAULT_MAX_READ;

    /** Makes an empty buffer with memory from the shared pool: {@code evbuffer_new}. */
    public EvBuffer() {
        this(BufferPool.shared());
    }

    /**
     * Makes an empty buffer with memory from {@code pool}: {@code evbuffer_new}.
     *
     * @param pool a confined one if only its thread will use the buffer
     */
    public EvBuffer(BufferPool pool) {
        super(pool);
    }

    @Override
    EvBuffer self() {
        return this;
    }

    // Locking.

    // Length.

    // Adding.

    /**
     * Adds a copy of {@code bytes} to the back: {@code evbuffer_add}.
     *
     * @return this
     */
    public EvBuffer add(byte[] bytes) {
        return add(bytes, 0, bytes.length);
    }

    /**
     * Adds a copy of part of {@code bytes} to the back: {@code evbuffer_add}.
     *
     * @return this
     */
    public EvBuffer add(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        enterBack();
        try {
            if (length > 0) {
                chain.append(bytes, offset, length);
                changed(length, 0);
            }
            return this;
        } finally {
            unlock();
        }
    }

    /**
     * Adds a copy of {@code bytes} to the back: {@code evbuffer_add}.
     *
     * @return this
     */
    public EvBuffer add(MemorySegment bytes) {
        enterBack();
        try {
            long length = bytes.byteSize();
            if (length > 0) {
                chain.append(bytes, 0, length);
                changed(length, 0);
            }
            return this;
        } finally {
            unlock();
        }
    }

    /**
     * Adds a copy of what remains in {@code bytes} to the back, and moves its position to its limit.
     *
     * @return this
     */
    public EvBuffer add(ByteBuffer bytes) {
        add(MemorySegment.ofBuffer(bytes));
        bytes.position(bytes.limit());
        return this;
    }

    /**
     * Adds text in UTF-8 to the back.
     *
     * @return this
     */
    public EvBuffer add(String text) {
        return add(text, StandardCharsets.UTF_8);
    }

    /**
     * Adds text to the back; characters that {@code charset} does not have become its replacement.
     *
     * @return this
     */
    public EvBuffer add(String text, Charset charset) {
        return add(text.getBytes(charset));
    }

    /**
     * Adds the low eight bits of {@code value} to the back.
     *
     * @return this
     */
    public EvBuffer addByte(int value) {
        enterBack();
        try {
            chain.appendByte((byte) value);
            changed(1, 0);
            return this;
        } finally {
            unlock();
        }
    }

    /** For {@link Binary}: up to 16 bytes, the lowest first. */
    void addNumber(long low, long high, int size) {
        enterBack();
        try {
            chain.appendNumber(low, high, size);
            changed(size, 0);
        } finally {
            unlock();
        }
    }

    /**
     * Adds formatted text in UTF-8 to the back: {@code evbuffer_add_printf} and {@code evbuffer_add_vprintf}.
     *
     * @param format as {@link java.util.Formatter} takes it, without a locale
     * @return how many bytes were added
     */
    @SuppressWarnings("AnnotateFormatMethod") // That would be a dependency.
    public int addFormatted(String format, @Nullable Object... arguments) {
        byte[] bytes = String.format(Locale.ROOT, format, arguments).getBytes(StandardCharsets.UTF_8);
        add(bytes);
        return bytes.length;
    }

    /**
     * Adds copies of several extents to the back, in their order and with one call of the callbacks: {@code evbuffer_add_iovec}.
     *
     * @return how many bytes were added
     */
    public long addIovec(MemorySegment... extents) {
        try (var gathered = new EvBuffer(chain.pool())) {
            for (MemorySegment extent : extents) {
                gathered.add(extent);
            }
            long length = gathered.length();
            addBuffer(gathered);
            return length;
        }
    }

    /**
     * Makes sure that the next {@code size} bytes need no memory and lie in one piece: {@code evbuffer_expand}. A reservation becomes
     * void if that takes new memory.
     *
     * @param size how many bytes
     * @throws IllegalArgumentException if that is negative
     */
    public void expand(long size) {
        checkCount(size);
        enter();
        try {
            Chunk tail = chain.tail();
            if (size > 0 && (tail == null || tail.room() < size)) {
                Chunk before = chain.spare();
                if (chain.spareOf(size) != before) {
                    version++;
                }
            }
        } finally {
            unlock();
        }
    }

    /**
     * Adds a copy of {@code bytes} to the front: {@code evbuffer_prepend}.
     *
     * @return this
     */
    public EvBuffer prepend(byte[] bytes) {
        return prepend(MemorySegment.ofArray(bytes));
    }

    /**
     * Adds a copy of {@code bytes} to the front: {@code evbuffer_prepend}.
     *
     * @return this
     */
    public EvBuffer prepend(MemorySegment bytes) {
        enter();
        try {
            long length = bytes.byteSize();
            if (length > 0) {
                checkFront();
                chain.prepend(bytes, 0, length);
                changed(length, 0);
            }
            return this;
        } finally {
            unlock();
        }
    }

    // Moving.

    /**
     * Moves everything from {@code source} to the back, without a copy: {@code evbuffer_add_buffer}. Does nothing if that is this
     * buffer.
     *
     * @return this
     */
    public EvBuffer addBuffer(EvBuffer source) {
        return moveAll(source, false);
    }

    /**
     * Moves everything from {@code source} to the front, without a copy: {@code evbuffer_prepend_buffer}. Does nothing if that is
     * this buffer.
     *
     * @return this
     */
    public EvBuffer prependBuffer(EvBuffer source) {
        return moveAll(source, true);
    }

    private EvBuffer moveAll(EvBuffer source, boolean toFront) {
        Both.lock(this, source);
        try {
            checkOpen();
            source.checkOpen();
            long moved = source.chain.length;
            if (source == this || moved == 0) {
                return this;
            }
            checkEnd(toFront ? BufferEnd.FRONT : BufferEnd.BACK);
            source.checkFront();
            source.chain.moveAllTo(chain, toFront);
            Both.changed(source, 0, moved, this, moved, 0);
            return this;
        } finally {
            Both.unlock(this, source);
        }
    }

    /**
     * Moves bytes from the front to the back of {@code target}: {@code evbuffer_remove_buffer}. They are copied only if they are few
     * and part of a chunk.
     *
     * @param target does not change if it is this buffer
     * @param count how many bytes at most
     * @return how many were moved
     */
    public long removeBuffer(EvBuffer target, long count) {
        checkCount(count);
        Both.lock(this, target);
        try {
            checkOpen();
            target.checkOpen();
            if (target == this || count == 0) {
                return 0;
            }
            checkFront();
            target.checkBack();
            long moved = Math.min(count, chain.length);
            if (moved == 0) {
                return 0;
            }
            if (moved == chain.length) {
                chain.moveAllTo(target.chain, false);
                Both.changed(this, 0, moved, target, moved, 0);
            } else {
                chain.moveTo(target.chain, moved);
                Both.changed(target, moved, 0, this, 0, moved);
            }
            return moved;
        } finally {
            Both.unlock(this, target);
        }
    }

    /**
     * Adds everything in {@code source} to the back and leaves it there, without a copy: {@code evbuffer_add_buffer_reference}. What
     * happens to {@code source} later does not show.
     *
     * @return this
     * @throws IllegalArgumentException if that is this buffer
     */
    public EvBuffer addBufferReference(EvBuffer source) {
        if (source == this) {
            throw new IllegalArgumentException("a buffer cannot refer to itself: add a copy of its bytes");
        }
        Both.lock(this, source);
        try {
            checkOpen();
            source.checkOpen();
            checkBack();
            long shared = source.chain.length;
            if (shared > 0) {
                source.chain.shareAllTo(chain);
                changed(shared, 0);
            }
            return this;
        } finally {
            Both.unlock(this, source);
        }
    }

    // References and files.

    /**
     * Adds memory to the back without a copy: {@code evbuffer_add_reference}. It must stay as it is, and alive, until {@code cleanup}
     * is called.
     *
     * @param memory native memory that any thread may read: of a shared, automatic or global arena, or a direct ByteBuffer's
     * @param cleanup called exactly once, when no buffer shows the memory any more, but not if this call fails. At once if
     *     {@code memory} is empty.
     * @return this
     */
    public EvBuffer addReference(MemorySegment memory, ReferenceCleanup cleanup) {
        return addReference(memory, 0, cleanup);
    }

    /**
     * Adds the rest of some memory to the back without a copy: {@code evbuffer_add_reference_with_offset}.
     *
     * @param memory as for {@link #addReference(MemorySegment, ReferenceCleanup)}; the clean-up gets all of it
     * @param offset how many of its first bytes are left out
     * @param cleanup as above
     * @return this
     */
    public EvBuffer addReference(MemorySegment memory, long offset, ReferenceCleanup cleanup) {
        Objects.checkFromIndexSize(offset, 0, memory.byteSize());
        if (!memory.isNative()) {
            throw new IllegalArgumentException(
                    "the kernel cannot read from the heap: add() a copy, or use native memory");
        }
        enterBack();
        try {
            var reference = new Reference(memory, cleanup);
            long length = memory.byteSize() - offset;
            if (length == 0) {
                reference.release();
            } else {
                chain.addLast(new View(reference, memory, offset, memory.byteSize()));
                changed(length, 0);
            }
            return this;
        } finally {
            unlock();
        }
    }

    /**
     * Adds part of a file to the back, and closes the file when its last byte is drained: {@code evbuffer_add_file}.
     *
     * @param file the buffer's from now on; the caller's still if this fails
     * @param offset where the part begins in the file
     * @param length how long it is; at least 1
     * @return this
     * @throws IOException if the file fails, or does not have that part
     */
    public EvBuffer addFile(FileSource file, long offset, long length) throws IOException {
        if (length < 1) {
            throw new IllegalArgumentException("cannot add " + length + " bytes of a file: add one at least");
        }
        enterBack();
        try (var segment = FileSegment.of(file, offset, length, FileSegmentOption.CLOSE_ON_FREE)) {
            return addFileSegment(segment, 0, length);
        } finally {
            unlock();
        }
    }

    /**
     * Adds a file segment to the back: {@code evbuffer_add_file_segment}. It is held until its last byte is drained.
     *
     * @return this
     */
    public EvBuffer addFileSegment(FileSegment segment) {
        return addFileSegment(segment, 0, segment.length());
    }

    /**
     * Adds part of a file segment to the back: {@code evbuffer_add_file_segment}.
     *
     * @param segment held until the last byte of the part is drained
     * @param offset where the part begins in the segment
     * @param length how long it is
     * @return this
     * @throws IndexOutOfBoundsException if the segment has no such part
     */
    public EvBuffer addFileSegment(FileSegment segment, long offset, long length) {
        enterBack();
        try {
            FileLink link = segment.link(offset, length);
            if (length == 0) {
                link.release();
            } else {
                chain.addLast(link);
                changed(length, 0);
            }
            return this;
        } finally {
            unlock();
        }
    }

    // Removing and copying out.

    /**
     * Discards bytes from the front: {@code evbuffer_drain}.
     *
     * @param count how many; more than there are empties the buffer
     * @return how many were discarded
     */
    public long drain(long count) {
        checkCount(count);
        enterFront();
        try {
            long drained = Math.min(count, chain.length);
            if (drained > 0) {
                chain.drain(drained);
                changed(0, drained);
            }
            return drained;
        } finally {
            unlock();
        }
    }

    /**
     * Moves bytes from the front to {@code target}: {@code evbuffer_remove}.
     *
     * @return how many there were
     */
    public int remove(byte[] target) {
        return remove(target, 0, target.length);
    }

    /**
     * Moves {@code length} bytes from the front, or all if they are fewer, to {@code target}.
     *
     * @return how many
     */
    public int remove(byte[] target, int offset, int length) {
        enter();
        try {
            int copied = copyOut(target, offset, length);
            drain(copied);
            return copied;
        } finally {
            unlock();
        }
    }

    /**
     * Moves bytes from the front to {@code target}: {@code evbuffer_remove}.
     *
     * @return how many there were
     */
    public long remove(MemorySegment target) {
        enter();
        try {
            long copied = copyOut(target);
            drain(copied);
            return copied;
        } finally {
            unlock();
        }
    }

    /**
     * Moves bytes from the front to the remaining space of {@code target}, and its position.
     *
     * @return how many there were
     */
    public int remove(ByteBuffer target) {
        int removed = (int) remove(MemorySegment.ofBuffer(target));
        target.position(target.position() + removed);
        return removed;
    }

    /**
     * Removes text from the front. Bytes that are no text become the charset's replacement.
     *
     * @param count how many bytes
     * @throws IndexOutOfBoundsException if there are fewer
     */
    public String removeString(int count, Charset charset) {
        return new String(removeBytes(count), charset);
    }

    /**
     * {@return {@code count} bytes that were removed from the front}
     *
     * @throws IndexOutOfBoundsException if there are fewer
     */
    public byte[] removeBytes(int count) {
        enter();
        try {
            checkRange(0, count);
            var bytes = new byte[count];
            remove(bytes);
            return bytes;
        } finally {
            unlock();
        }
    }

    /**
     * {@return the first byte, which was removed, from 0 to 255}
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public int removeByte() {
        enterFront();
        try {
            byte value = chain.byteAt(0);
            chain.drain(1);
            changed(0, 1);
            return value & 0xff;
        } finally {
            unlock();
        }
    }

    // In place.

    /**
     * Brings the first bytes into one piece: {@code evbuffer_pullup}. Copies them only if they are in several.
     *
     * @param count how many; -1 for all
     * @return exactly those, read-only, until the buffer changes; null if there are fewer, or none was asked for
     */
    public @Nullable MemorySegment pullup(long count) {
        enter();
        try {
            long size = count < 0 ? chain.length : count;
            if (size == 0 || size > chain.length) {
                return null;
            }
            Link before = chain.first;
            Link whole = chain.pullup(size);
            if (whole != before) {
                version++;
            }
            return view(whole, 0, size);
        } finally {
            unlock();
        }
    }

    /**
     * Makes room at the back to write to: {@code evbuffer_reserve_space}. The length stays until it is committed.
     *
     * @param size how many bytes at least
     * @param maxExtents how many pieces they may be in; 1 for one piece, otherwise there are two at most
     * @return the buffer's only reservation, which makes earlier ones void
     */
    public Reservation reserve(long size, int maxExtents) {
        checkCount(size);
        if (maxExtents < 1) {
            throw new IllegalArgumentException("room cannot be in " + maxExtents + " pieces: use 1 or 2");
        }
        enterBack();
        try {
            Chunk tail = chain.tail();
            long room = tail == null ? 0 : tail.room();
            boolean enough = room >= Math.max(1, size);
            Chunk spare = enough ? null : chain.spareOf(maxExtents == 1 ? size : size - room);
            if (tail != null && !enough && maxExtents == 1) {
                tail = null;
            }
            return myReservation()
                    .set(
                            tail == null ? null : tail.memory.asSlice(tail.end, room),
                            spare == null ? null : spare.memory.asSlice(spare.base, spare.capacity()),
                            ++version);
        } finally {
            unlock();
        }
    }

    private Reservation myReservation() {
        Reservation mine = reservation;
        if (mine == null) {
            mine = new Reservation(this);
            reservation = mine;
        }
        return mine;
    }

    void commit(Reservation from, long inTail, long inSpare) {
        enterBack();
        try {
            from.check();
            chain.fillTail(inTail);
            chain.fillSpare(inSpare);
            version++;
            if (inTail + inSpare > 0) {
                changed(inTail + inSpare, 0);
            }
        } finally {
            unlock();
        }
    }

    // Lines and searching.

    /**
     * {@return the first line, which was removed together with its terminator; null if no line is complete:
     * {@code evbuffer_readln}} A line may be as long as the buffer: look at {@link #length} when there is none.
     */
    public byte @Nullable [] readln(Eol style) {
        enterFront();
        try {
            long end = ChainSearch.indexOfEol(chain, style, 0);
            if (end < 0) {
                return null;
            }
            long terminator = ChainSearch.eolLength(chain, style, end);
            var line = new byte[Math.toIntExact(end)];
            chain.copyOut(line, 0, line.length);
            drainLine(end, terminator);
            return line;
        } finally {
            unlock();
        }
    }

    /** {@return the first line as text, or null, as {@link #readln(Eol)}} */
    public @Nullable String readLine(Eol style, Charset charset) {
        byte[] line = readln(style);
        return line == null ? null : new String(line, charset);
    }

    /**
     * Moves the first line to the back of {@code target}, and discards its terminator: {@code evbuffer_readln} without garbage.
     *
     * @return the length of the line, or -1 if none is complete
     * @throws IllegalArgumentException if {@code target} is this buffer
     */
    public long readln(Eol style, EvBuffer target) {
        if (target == this) {
            throw new IllegalArgumentException("a line cannot move to the buffer that it is read from: use another");
        }
        enterFront();
        try {
            long end = ChainSearch.indexOfEol(chain, style, 0);
            if (end >= 0) {
                long terminator = ChainSearch.eolLength(chain, style, end);
                removeBuffer(target, end);
                drainLine(0, terminator);
            }
            return end;
        } finally {
            unlock();
        }
    }

    // Descriptors.

    /**
     * Reads to the back, once, as much as there is up to {@link #maxRead()}: {@code evbuffer_read}.
     *
     * @return how many bytes, {@link VectoredIo#EOF} or {@link VectoredIo#WOULD_BLOCK}
     * @throws IOException if the descriptor fails
     */
    public long read(VectoredIo source) throws IOException {
        return read(source, maxRead);
    }

    /**
     * Reads to the back, once: {@code evbuffer_read}.
     *
     * @param source where from
     * @param atMost how many bytes at most; 0 reads nothing; {@link #maxRead()} limits it too
     * @return how many bytes, {@link VectoredIo#EOF} or {@link VectoredIo#WOULD_BLOCK}
     * @throws IOException if the descriptor fails
     */
    public long read(VectoredIo source, long atMost) throws IOException {
        checkCount(atMost);
        enterBack();
        try {
            long count = Math.min(atMost, maxRead);
            long got = count == 0 ? 0 : Transfer.read(chain, source, count);
            if (got > 0) {
                changed(got, 0);
            }
            return got;
        } finally {
            unlock();
        }
    }

    /**
     * Writes as much as goes in one call, and drains it: {@code evbuffer_write}.
     *
     * @return how many bytes went, or {@link VectoredIo#WOULD_BLOCK}; 0 if the buffer is empty
     * @throws IOException if the descriptor fails, or a file whose bytes are in the buffer
     */
    public long write(VectoredIo target) throws IOException {
        return writeAtMost(target, Long.MAX_VALUE);
    }

    /**
     * Writes at most {@code count} bytes in one call, and drains what went: {@code evbuffer_write_atmost}.
     *
     * @return how many bytes went, or {@link VectoredIo#WOULD_BLOCK}; 0 if there was nothing to write
     * @throws IOException if the descriptor fails, or a file whose bytes are in the buffer
     */
    public long writeAtMost(VectoredIo target, long count) throws IOException {
        checkCount(count);
        enterFront();
        try {
            if (chain.length == 0 || count == 0) {
                return 0;
            }
            long sent = Transfer.write(chain, target, count);
            if (sent > 0) {
                chain.drain(sent);
                changed(0, sent);
            }
            return sent;
        } finally {
            unlock();
        }
    }

    /** {@return how many bytes one read brings at most: {@code evbuffer_get_max_read}} */
    public long maxRead() {
        return maxRead;
    }

    /**
     * Sets how many bytes one read brings at most: {@code evbuffer_set_max_read}.
     *
     * @param bytes greater than 0; more than {@link Integer#MAX_VALUE} counts as that
     */
    public void maxRead(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a read cannot bring " + bytes + " bytes at most: use 1 or more");
        }
        maxRead = (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    // Callbacks and frozen ends.

    // Checks.
}
