package io.gyre.buffer;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What looks at the bytes of a buffer and changes none. */
abstract sealed class SearchableChain extends GuardedChain permits EvBuffer {
    SearchableChain(BufferPool pool) {
        super(pool);
    }

    /** {@return how many bytes lie in one piece at the front: {@code evbuffer_get_contiguous_space}} */
    public long contiguousSpace() {
        enter();
        try {
            Link first = chain.first;
            return first == null ? 0 : first.length();
        } finally {
            unlock();
        }
    }

    /**
     * {@return how many bytes at the front belong to a file and are in no memory, so that one {@code sendfile(2)} may take them; 0 if
     * the first are in memory}
     */
    public long fileSpace() {
        enter();
        try {
            return chain.first instanceof FileLink file ? file.length() : 0;
        } finally {
            unlock();
        }
    }

    /**
     * {@return the byte at {@code offset}, from 0 to 255}
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public int byteAt(long offset) {
        enter();
        try {
            checkRange(offset, 1);
            return chain.byteAt(offset) & 0xff;
        } finally {
            unlock();
        }
    }

    /**
     * Copies bytes from the front: {@code evbuffer_copyout}.
     *
     * @return how many there were
     */
    public int copyOut(byte[] target) {
        return copyOut(target, 0, target.length);
    }

    /**
     * Copies {@code length} bytes from the front, or all if they are fewer.
     *
     * @return how many
     */
    public int copyOut(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        enterFront();
        try {
            int count = (int) Math.min(length, chain.length);
            chain.copyOut(target, offset, count);
            return count;
        } finally {
            unlock();
        }
    }

    /**
     * Copies bytes from the front: {@code evbuffer_copyout}.
     *
     * @return how many there were
     */
    public long copyOut(MemorySegment target) {
        return copyOutFrom(0, target);
    }

    /**
     * Copies bytes from {@code offset} on: {@code evbuffer_copyout_from}.
     *
     * @return how many there were
     * @throws IndexOutOfBoundsException if {@code offset} is beyond the end
     */
    public long copyOutFrom(long offset, MemorySegment target) {
        enterFront();
        try {
            checkRange(offset, 0);
            long count = Math.min(target.byteSize(), chain.length - offset);
            chain.copyOut(offset, target, 0, count);
            return count;
        } finally {
            unlock();
        }
    }

    /**
     * Copies bytes from a position on: {@code evbuffer_copyout_from}.
     *
     * @return how many there were
     */
    public long copyOutFrom(Position position, MemorySegment target) {
        enter();
        try {
            return copyOutFrom(checkFresh(position), target);
        } finally {
            unlock();
        }
    }

    /**
     * Shows all bytes where they are: {@code evbuffer_peek}.
     *
     * @return the extents, read-only, until the buffer changes
     */
    public List<MemorySegment> peek() {
        return peek(0, length());
    }

    /**
     * Shows {@code count} bytes from {@code offset} on where they are: {@code evbuffer_peek}.
     *
     * @param offset where the first extent begins; not beyond the end
     * @param count how many bytes at least, as far as there are that many; the last extent is not cut off
     * @return the extents, read-only, until the buffer changes
     */
    public List<MemorySegment> peek(long offset, long count) {
        checkCount(count);
        enter();
        try {
            checkRange(offset, 0);
            List<MemorySegment> extents = new ArrayList<>();
            long skip = offset;
            long left = count;
            for (Link link = chain.firstInMemory(); link != null && left > 0; link = chain.nextInMemory(link)) {
                long here = link.length();
                if (skip < here) {
                    extents.add(view(link, skip, here - skip));
                    left -= here - skip;
                }
                skip = Math.max(0, skip - here);
            }
            return extents;
        } finally {
            unlock();
        }
    }

    static MemorySegment view(Link link, long skip, long count) {
        return link.memory.asSlice(link.start + skip, count).asReadOnly();
    }

    /**
     * {@return a position: {@code evbuffer_ptr_set} with {@code EVBUFFER_PTR_SET}}
     *
     * @param offset how many bytes lie before it, all of them at most
     * @throws IndexOutOfBoundsException if there are fewer
     */
    public Position position(long offset) {
        enter();
        try {
            checkRange(offset, 0);
            return new Position(this, offset, version);
        } finally {
            unlock();
        }
    }

    /** {@return where {@code what} is first found at {@code start} or after, or null: {@code evbuffer_search}} */
    public @Nullable Position search(byte[] what, @Nullable Position start) {
        return searchRange(what, start, null);
    }

    /**
     * {@return where {@code what} is first found between two positions: {@code evbuffer_search_range}; null if it is not}
     *
     * @param what nothing is found at once
     * @param start the first place to look at; null for the front
     * @param end all of {@code what} lies before; null for the end of the buffer
     */
    public @Nullable Position searchRange(byte[] what, @Nullable Position start, @Nullable Position end) {
        enter();
        try {
            long from = start == null ? 0 : checkFresh(start);
            long to = end == null ? chain.length : checkFresh(end);
            long found = what.length == 0 ? from : ChainSearch.indexOf(chain, what, from, to);
            return found < 0 ? null : new Position(this, found, version);
        } finally {
            unlock();
        }
    }

    /** {@return where the first line terminator begins at {@code start} or after, or null: {@code evbuffer_search_eol}} */
    public @Nullable EolMatch searchEol(Eol style, @Nullable Position start) {
        enter();
        try {
            long found = ChainSearch.indexOfEol(chain, style, start == null ? 0 : checkFresh(start));
            return found < 0
                    ? null
                    : new EolMatch(
                            new Position(this, found, version),
                            Math.toIntExact(ChainSearch.eolLength(chain, style, found)));
        } finally {
            unlock();
        }
    }

    /** {@return the offset of the first such byte at {@code from} or after, or -1} Allocates nothing. */
    public long indexOf(byte value, long from) {
        enter();
        try {
            checkRange(from, 0);
            return ChainSearch.indexOf(chain, value, from, chain.length);
        } finally {
            unlock();
        }
    }

    /** {@return the offset of the first place at {@code from} or after where {@code what} is, or -1} Allocates nothing. */
    public long indexOf(byte[] what, long from) {
        enter();
        try {
            checkRange(from, 0);
            return what.length == 0 ? from : ChainSearch.indexOf(chain, what, from, chain.length);
        } finally {
            unlock();
        }
    }

    /** {@return the offset of the first line terminator at {@code from} or after, or -1} Allocates nothing. */
    public long indexOfEol(Eol style, long from) {
        enter();
        try {
            checkRange(from, 0);
            return ChainSearch.indexOfEol(chain, style, from);
        } finally {
            unlock();
        }
    }

    /** For {@link Binary}. */
    long numberAt(long offset, int size) {
        enter();
        try {
            checkRange(offset, size);
            return chain.numberAt(offset, size);
        } finally {
            unlock();
        }
    }
}
