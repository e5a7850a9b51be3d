package io.gyre.buffer;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Room at the end of a buffer, to be written to before it counts: {@code evbuffer_reserve_space}. The object is the buffer's own and
 * used again for its next reservation. Any change of the buffer makes it void.
 */
public final class Reservation {
    private final EvBuffer buffer;
    private @Nullable MemorySegment tail;
    private @Nullable MemorySegment spare;
    private long version;

    Reservation(EvBuffer buffer) {
        this.buffer = buffer;
    }

    Reservation set(@Nullable MemorySegment inTail, @Nullable MemorySegment inSpare, long at) {
        tail = inTail;
        spare = inSpare;
        version = at;
        return this;
    }

    /** {@return how many extents there are: 1 or 2} */
    public int extents() {
        return (tail == null ? 0 : 1) + (spare == null ? 0 : 1);
    }

    /**
     * {@return an extent, to write to}
     *
     * @param index 0 comes first
     * @throws IndexOutOfBoundsException if there is no such extent
     * @throws IllegalStateException if the buffer has changed since
     */
    public MemorySegment extent(int index) {
        Objects.checkIndex(index, extents());
        check();
        MemorySegment chosen = index == 0 && tail != null ? tail : spare;
        return Objects.requireNonNull(chosen);
    }

    /** {@return how many bytes fit in all extents together} */
    public long size() {
        return size(tail) + size(spare);
    }

    private static long size(@Nullable MemorySegment extent) {
        return extent == null ? 0 : extent.byteSize();
    }

    /**
     * Adds the first {@code count} bytes of the room, all extents in their order, to the buffer: {@code evbuffer_commit_space}. The
     * extents before the last that is used must be full.
     *
     * @param count how many bytes were written; 0 is fine, and gives the reservation back
     * @throws IllegalArgumentException if the room is smaller
     * @throws IllegalStateException if the buffer has changed since, or has been committed to
     * @throws FrozenBufferException if the back of the buffer is frozen
     */
    public void commit(long count) {
        if (count < 0 || count > size()) {
            throw new IllegalArgumentException("cannot commit " + count + " bytes of a reservation of " + size()
                    + ": reserve more before writing");
        }
        long inFirst = Math.min(count, size(tail == null ? spare : tail));
        commit(inFirst, count - inFirst);
    }

    /**
     * Adds the first bytes of both extents to the buffer.
     *
     * @param inFirst how many bytes of the first extent
     * @param inSecond how many bytes of the second extent; 0 if there is none
     * @throws IllegalArgumentException if an extent is smaller
     * @throws IllegalStateException if the buffer has changed since, or has been committed to
     * @throws FrozenBufferException if the back of the buffer is frozen
     */
    public void commit(long inFirst, long inSecond) {
        long inTail = tail == null ? 0 : inFirst;
        long inSpare = tail == null ? inFirst : inSecond;
        if (inTail < 0
                || inTail > size(tail)
                || inSpare < 0
                || inSpare > size(spare)
                || inTail + inSpare != inFirst + inSecond) {
            throw new IllegalArgumentException("cannot commit " + inFirst + " and " + inSecond
                    + " bytes of a reservation of " + size(tail) + " and " + size(spare));
        }
        buffer.commit(this, inTail, inSpare);
    }

    void check() {
        if (!buffer.isFresh(version)) {
            throw new IllegalStateException("the buffer has changed since the reservation: reserve again");
        }
    }
}
