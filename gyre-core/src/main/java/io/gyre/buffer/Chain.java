package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The links of one buffer, and the moves that keep them in order. Links are never empty. Nothing in here knows of frozen ends, locks
 * or callbacks, and callers have checked their arguments.
 */
final class Chain {
    private static final ValueLayout.OfLong LITTLE_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Fewer bytes than this are copied when a chunk is split between two buffers, more are shared. */
    private static final long WORTH_SHARING = 1 << 10;

    private BufferPool pool;

    @Nullable
    Link first;

    @Nullable
    Link last;

    long length;

    /** An empty chunk that the next bytes go to, when the last link has no room: what expand and reserve made. */
    private @Nullable Chunk spare;

    Chain(BufferPool pool) {
        this.pool = pool;
    }

    BufferPool pool() {
        return pool;
    }

    /** From now on memory comes from another pool. */
    void pool(BufferPool other) {
        dropSpare();
        pool = other;
    }

    void addFirst(Link link) {
        link.next = first;
        first = link;
        if (last == null) {
            last = link;
        }
        length += link.length();
    }

    void addLast(Link link) {
        link.next = null;
        Link before = last;
        if (before == null) {
            first = link;
        } else {
            before.next = link;
        }
        last = link;
        length += link.length();
    }

    // Room at the end.

    /** {@return the last link, if it is a chunk with room} */
    @Nullable
    Chunk tail() {
        return last instanceof Chunk chunk && chunk.room() > 0 ? chunk : null;
    }

    @Nullable
    Chunk spare() {
        return spare;
    }

    /** {@return the chunk that the next bytes go to if the tail has no room, with room for {@code size} at least} */
    Chunk spareOf(long size) {
        Chunk chunk = spare;
        if (chunk == null || chunk.capacity() < size) {
            Chunk larger = pool.take(size);
            dropSpare();
            spare = larger;
            return larger;
        }
        return chunk;
    }

    void dropSpare() {
        Chunk chunk = spare;
        if (chunk != null) {
            spare = null;
            chunk.release();
        }
    }

    /** Says that bytes were written to the tail's room. */
    void fillTail(long count) {
        Link chunk = last;
        if (chunk != null && count > 0) {
            chunk.end += count;
            length += count;
        }
    }

    /** Says that bytes were written to the start of the spare chunk, which becomes the tail. */
    void fillSpare(long count) {
        Chunk chunk = spare;
        if (chunk != null && count > 0) {
            spare = null;
            chunk.end = chunk.start + count;
            addLast(chunk);
        }
    }

    private Chunk grow(long count) {
        Chunk chunk = spare;
        if (chunk != null) {
            spare = null;
            return chunk;
        }
        return pool.take(grown(count));
    }

    /** How large the chunk for {@code count} more bytes should be: a buffer that holds much already gets larger ones. */
    private long grown(long count) {
        return Math.min(Math.max(count, length + 1), pool.largest());
    }

    // Adding.

    void append(byte[] source, int offset, int count) {
        Chunk tail = tail();
        if (tail != null && tail.room() >= count) {
            MemorySegment.copy(source, offset, tail.memory, JAVA_BYTE, tail.end, count);
            tail.end += count;
            length += count;
        } else if (tail == null && count <= pool.largest()) {
            Chunk kept = spare; // What expand made is used even if more would be taken now.
            Chunk fresh = spareOf(kept != null && kept.capacity() >= count ? count : grown(count));
            MemorySegment.copy(source, offset, fresh.memory, JAVA_BYTE, fresh.base, count);
            fillSpare(count);
        } else {
            appendAcross(source, offset, count);
        }
    }

    /** Either appends all, or throws and appends nothing. */
    private void appendAcross(byte[] source, int offset, int count) {
        Link lastBefore = last;
        long endBefore = lastBefore == null ? 0 : lastBefore.end;
        try {
            int done = 0;
            while (done < count) {
                Chunk chunk = writable(count - done);
                int part = (int) Math.min(chunk.room(), count - done);
                MemorySegment.copy(source, offset + done, chunk.memory, JAVA_BYTE, chunk.end, part);
                fillTail(part);
                done += part;
            }
        } catch (Throwable failure) {
            truncate(lastBefore, endBefore);
            throw failure;
        }
    }

    void append(MemorySegment source, long offset, long count) {
        Chunk tail = tail();
        if (tail != null && tail.room() >= count) {
            MemorySegment.copy(source, offset, tail.memory, tail.end, count);
            tail.end += count;
            length += count;
        } else {
            appendAcross(source, offset, count);
        }
    }

    /** Either appends all, or throws and appends nothing. */
    private void appendAcross(MemorySegment source, long offset, long count) {
        Link lastBefore = last;
        long endBefore = lastBefore == null ? 0 : lastBefore.end;
        try {
            long done = 0;
            while (done < count) {
                Chunk chunk = writable(count - done);
                long part = Math.min(chunk.room(), count - done);
                MemorySegment.copy(source, offset + done, chunk.memory, chunk.end, part);
                fillTail(part);
                done += part;
            }
        } catch (Throwable failure) {
            truncate(lastBefore, endBefore);
            throw failure;
        }
    }

    /** {@return the tail if it has room, otherwise a new tail, empty for the moment} */
    private Chunk writable(long count) {
        Chunk chunk = tail();
        if (chunk == null) {
            chunk = grow(count);
            addLast(chunk);
        }
        return chunk;
    }

    /** Cuts off what was appended behind a link and its end. */
    private void truncate(@Nullable Link link, long end) {
        Link cut;
        if (link == null) {
            cut = first;
            first = null;
        } else {
            cut = link.next;
            link.next = null;
            length -= link.end - end;
            link.end = end;
        }
        last = link;
        while (cut != null) {
            Link next = cut.next;
            length -= cut.length();
            cut.release();
            cut = next;
        }
    }

    void appendByte(byte value) {
        Chunk tail = tail();
        if (tail == null) {
            tail = grow(1);
            tail.memory.set(JAVA_BYTE, tail.end++, value);
            addLast(tail);
        } else {
            tail.memory.set(JAVA_BYTE, tail.end++, value);
            length++;
        }
    }

    /** Adds the low {@code size} bytes of a number of two halves, the lowest first. */
    void appendNumber(long low, long high, int size) {
        Chunk tail = tail();
        if (tail != null && size <= Long.BYTES && tail.room() >= Long.BYTES) {
            tail.memory.set(LITTLE_LONG, tail.end, low);
            tail.end += size;
            length += size;
            return;
        }
        Link lastBefore = last;
        long endBefore = lastBefore == null ? 0 : lastBefore.end;
        try {
            for (int i = 0; i < size; i++) {
                long half = i < Long.BYTES ? low : high;
                appendByte((byte) (half >>> (i % Long.BYTES * Byte.SIZE)));
            }
        } catch (Throwable failure) {
            truncate(lastBefore, endBefore);
            throw failure;
        }
    }

    /** {@return the {@code size} bytes at {@code offset}, which exist, the lowest first} */
    long numberAt(long offset, int size) {
        Link head = firstInMemory();
        if (head != null && offset + Long.BYTES <= head.length()) {
            long all = head.memory.get(LITTLE_LONG, head.start + offset);
            return size == Long.BYTES ? all : all & ((1L << (size * Byte.SIZE)) - 1);
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (byteAt(offset + i) & 0xffL) << (i * Byte.SIZE);
        }
        return value;
    }

    void prepend(MemorySegment source, long offset, long count) {
        Chunk head = first instanceof Chunk chunk && chunk.roomAtFront() > 0 ? chunk : null;
        long inHead = head == null ? 0 : Math.min(head.roomAtFront(), count);
        long ahead = count - inHead;
        if (ahead == 0) {
            copyBefore(head, source, offset, inHead);
            return;
        }
        var before = new Chain(pool);
        try {
            while (ahead > 0) {
                // From the back, so that only the very first chunk keeps room, and that at its front.
                Chunk chunk = pool.take(Math.min(ahead, pool.largest()));
                chunk.start = chunk.limit;
                chunk.end = chunk.limit;
                long part = Math.min(chunk.capacity(), ahead);
                ahead -= part;
                chunk.start -= part;
                MemorySegment.copy(source, offset + ahead, chunk.memory, chunk.start, part);
                before.addFirst(chunk);
            }
        } catch (Throwable failure) {
            before.clear();
            throw failure;
        }
        copyBefore(head, source, offset + count - inHead, inHead);
        before.moveAllTo(this, true);
    }

    private void copyBefore(@Nullable Chunk head, MemorySegment source, long offset, long count) {
        if (head != null && count > 0) {
            MemorySegment.copy(source, offset, head.memory, head.start - count, count);
            head.start -= count;
            length += count;
        }
    }

    // Moving.

    /** Moves every link to the front or the end of another chain. */
    void moveAllTo(Chain target, boolean front) {
        Link head = first;
        Link tail = last;
        if (head == null || tail == null) {
            return;
        }
        Link theirFirst = target.first;
        Link theirLast = target.last;
        if (theirFirst == null || theirLast == null) {
            target.first = head;
            target.last = tail;
        } else if (front) {
            tail.next = theirFirst;
            target.first = head;
        } else {
            theirLast.next = head;
            target.last = tail;
        }
        target.length += length;
        first = null;
        last = null;
        length = 0;
    }

    /**
     * Moves {@code count} bytes, fewer than there are, to the end of another chain. Either moves all, or throws and moves nothing: once a
     * whole link has moved, no memory is asked for.
     */
    void moveTo(Chain target, long count) {
        Link link = first;
        if (link instanceof Chunk && count < WORTH_SHARING && count < link.length()) {
            target.append(link.memory, link.start, count);
            link.start += count;
            length -= count;
            return;
        }
        long left = count;
        while (link != null && link.length() <= left) {
            left -= link.length();
            length -= link.length();
            first = link.next;
            target.addLast(link);
            link = first;
        }
        if (link != null && left > 0) {
            Chunk tail = target.tail();
            if (link instanceof Chunk && left < WORTH_SHARING && tail != null && tail.room() >= left) {
                target.append(link.memory, link.start, left);
            } else {
                target.addLast(link.share(0, left));
            }
            link.start += left;
            length -= left;
        }
    }

    /** Appends views of everything in here to another chain. */
    void shareAllTo(Chain target) {
        for (Link link = first; link != null; link = link.next) {
            target.addLast(link.share(0, link.length()));
        }
    }

    // Removing.

    void drain(long count) {
        long left = count;
        Link link = first;
        while (link != null) {
            long here = link.length();
            if (left < here) {
                link.start += left;
                length -= left;
                return;
            }
            Link next = link.next;
            first = next;
            length -= here;
            left -= here;
            link.release();
            link = next;
        }
        last = null;
    }

    void clear() {
        drain(length);
        dropSpare();
    }

    // Looking.

    /** {@return the link that holds the byte {@code offset}, which must exist, and how many bytes lie before that link} */
    Cursor cursor(long offset) {
        Link link = first;
        long before = 0;
        while (link != null && offset - before >= link.length()) {
            before += link.length();
            link = link.next;
        }
        return new Cursor(link, before);
    }

    /**
     * A link and where it begins in the chain.
     *
     * @param link null at the end of the chain
     * @param before how many bytes lie before it
     */
    record Cursor(@Nullable Link link, long before) {}

    /** Copies {@code count} bytes from {@code offset} on, all of which must exist; file ranges are read straight to the target. */
    void copyOut(long offset, MemorySegment target, long at, long count) {
        long skip = offset;
        long done = 0;
        for (Link link = first; done < count && link != null; link = link.next) {
            long here = link.length();
            if (skip >= here) {
                skip -= here;
                continue;
            }
            long part = Math.min(here - skip, count - done);
            copy(link, link.start + skip, target, at + done, part);
            done += part;
            skip = 0;
        }
    }

    void copyOut(byte[] target, int at, int count) {
        Link link = first;
        if (link instanceof FileLink || link == null || link.length() < count) {
            copyOut(0, MemorySegment.ofArray(target), at, count);
        } else {
            MemorySegment.copy(link.memory, JAVA_BYTE, link.start, target, at, count);
        }
    }

    private void copy(Link link, long from, MemorySegment target, long at, long count) {
        if (link instanceof FileLink file) {
            readFile(file, from, target, at, count);
        } else {
            MemorySegment.copy(link.memory, from, target, at, count);
        }
    }

    private void readFile(FileLink file, long from, MemorySegment target, long at, long count) {
        try {
            if (target.isNative()) {
                file.segment.read(from, target, at, count);
            } else {
                readThroughChunk(file, from, target, at, count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the file in the buffer could not be read", e);
        }
    }

    private void readThroughChunk(FileLink file, long from, MemorySegment target, long at, long count)
            throws IOException {
        Chunk chunk = pool.take(Math.min(count, pool.largest()));
        try {
            for (long done = 0; done < count; ) {
                long part = Math.min(chunk.capacity(), count - done);
                file.segment.read(from + done, chunk.memory, chunk.base, part);
                MemorySegment.copy(chunk.memory, chunk.base, target, at + done, part);
                done += part;
            }
        } finally {
            chunk.release();
        }
    }

    byte byteAt(long offset) {
        long skip = offset;
        Link link = firstInMemory();
        while (link != null && skip >= link.length()) {
            skip -= link.length();
            link = nextInMemory(link);
        }
        if (link == null) {
            throw new IndexOutOfBoundsException("no byte " + offset + " in a buffer of " + length);
        }
        return link.memory.get(JAVA_BYTE, link.start + skip);
    }

    // File ranges that must be in memory after all.

    @Nullable
    Link firstInMemory() {
        Link link = first;
        if (link instanceof FileLink file) {
            link = replace(null, file);
        }
        return link;
    }

    @Nullable
    Link nextInMemory(Link link) {
        Link next = link.next;
        if (next instanceof FileLink file) {
            next = replace(link, file);
        }
        return next;
    }

    private View replace(@Nullable Link before, FileLink file) {
        View view;
        try {
            view = file.inMemory();
        } catch (IOException e) {
            throw new UncheckedIOException("the file in the buffer could not be read", e);
        }
        view.next = file.next;
        if (before == null) {
            first = view;
        } else {
            before.next = view;
        }
        if (file.equals(last)) {
            last = view;
        }
        return view;
    }

    /** Makes the first {@code count} bytes, which exist, one link's; {@return that link} */
    Link pullup(long count) {
        Link head = firstInMemory();
        if (head == null) {
            throw new IllegalArgumentException("nothing to pull up");
        }
        if (head.length() >= count) {
            return head;
        }
        Chunk whole = pool.take(count);
        try {
            copyOut(0, whole.memory, whole.base, count);
        } catch (Throwable failure) {
            whole.release();
            throw failure;
        }
        drain(count);
        whole.end = whole.base + count;
        addFirst(whole);
        return whole;
    }
}
