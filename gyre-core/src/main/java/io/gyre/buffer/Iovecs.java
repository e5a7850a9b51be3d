package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A list of extents in the layout of {@code struct iovec}, ready for the kernel: {@code evbuffer_iovec}. It is filled and emptied
 * again and again, and allocates nothing then. Not for several threads at once.
 *
 * <p>Only addresses stand in the kernel's array: whoever adds an extent keeps its memory alive until the list is cleared, which is
 * why only this package adds any.
 */
public final class Iovecs {
    /** How many extents one call takes. libevent's number; the kernel would take 1024. */
    public static final int CAPACITY = 128;

    private static final long IOVEC_SIZE = 16;
    private static final long LENGTH = 8;

    /** Lives as long as anything refers to it, for there is one for each loop and thread, and no one to close it. */
    private final MemorySegment array = Arena.ofAuto().allocate(CAPACITY * IOVEC_SIZE, 8);

    private final MemorySegment[] memory = new MemorySegment[CAPACITY];
    private final long[] offsets = new long[CAPACITY];
    private int count;
    private long bytes;

    Iovecs() {}

    /** Adds an extent; the caller has checked that there is room and that it lies within {@code segment}. */
    void add(MemorySegment segment, long offset, long length) {
        long at = count * IOVEC_SIZE;
        array.set(JAVA_LONG, at, segment.address() + offset);
        array.set(JAVA_LONG, at + LENGTH, length);
        memory[count] = segment;
        offsets[count] = offset;
        count++;
        bytes += length;
    }

    /** Makes the last extent longer, for bytes that were put right behind it. */
    void extendLast(long length) {
        long at = (count - 1) * IOVEC_SIZE + LENGTH;
        array.set(JAVA_LONG, at, array.get(JAVA_LONG, at) + length);
        bytes += length;
    }

    boolean isFull() {
        return count == CAPACITY;
    }

    /** Forgets all extents. What they referred to may stay reachable from here until others take their places. */
    void clear() {
        count = 0;
        bytes = 0;
    }

    /** {@return how many extents there are} */
    public int count() {
        return count;
    }

    /** {@return how long all extents are together} */
    public long bytes() {
        return bytes;
    }

    /** {@return how long the extent {@code index} is} */
    public long length(int index) {
        return array.get(JAVA_LONG, index * IOVEC_SIZE + LENGTH);
    }

    /** {@return the extent {@code index} as a segment of its own} Allocates; {@link #address} does not. */
    public MemorySegment segment(int index) {
        return memory[index].asSlice(offsets[index], length(index));
    }

    /** {@return the segment that the extent {@code index} lies in, at {@link #offset}} */
    public MemorySegment memory(int index) {
        return memory[index];
    }

    /** {@return where in {@link #memory} the extent {@code index} begins} */
    public long offset(int index) {
        return offsets[index];
    }

    /** {@return the address of the array of {@code struct iovec}, {@link #count} long, for the kernel} */
    public long address() {
        return array.address();
    }
}
