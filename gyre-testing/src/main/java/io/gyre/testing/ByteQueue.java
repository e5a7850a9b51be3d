package io.gyre.testing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/** Bytes on their way in one direction, at most so many at a time. Guarded by the platform's lock. */
final class ByteQueue {
    /** Its length is a power of two. */
    private byte[] ring = new byte[256];

    private int head;
    private int size;
    private int capacity;

    /** What is left of each piece that was put in, oldest first. */
    private final Deque<Integer> pieces = new ArrayDeque<>();

    private int finished;

    ByteQueue(int capacity) {
        this.capacity = capacity;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int capacity() {
        return capacity;
    }

    /** Bounds what comes from now on; what is in already stays. */
    void capacity(int most) {
        capacity = most;
    }

    /** {@return how many bytes still go in} */
    int space() {
        return Math.max(0, capacity - size);
    }

    /** Puts in as much as goes. {@return how many bytes} */
    int put(MemorySegment from, long offset, int count) {
        int n = Math.min(count, space());
        reserve(size + n);
        int tail = (head + size) & (ring.length - 1);
        int untilEnd = Math.min(n, ring.length - tail);
        MemorySegment.copy(from, JAVA_BYTE, offset, ring, tail, untilEnd);
        MemorySegment.copy(from, JAVA_BYTE, offset + untilEnd, ring, 0, n - untilEnd);
        size += n;
        if (n > 0) {
            pieces.add(n);
        }
        return n;
    }

    /** Takes out at most {@code count} bytes. {@return how many} */
    int take(MemorySegment to, long offset, int count) {
        int n = Math.min(count, size);
        int untilEnd = Math.min(n, ring.length - head);
        MemorySegment.copy(ring, head, to, JAVA_BYTE, offset, untilEnd);
        MemorySegment.copy(ring, 0, to, JAVA_BYTE, offset + untilEnd, n - untilEnd);
        head = (head + n) & (ring.length - 1);
        size -= n;
        finishPieces(n);
        return n;
    }

    private void finishPieces(int taken) {
        int left = taken;
        while (left > 0) {
            int piece = pieces.remove();
            if (piece > left) {
                pieces.addFirst(piece - left);
            } else {
                finished++;
            }
            left -= Math.min(piece, left);
        }
    }

    /** {@return how many pieces have been taken to their end, ever} */
    int finished() {
        return finished;
    }

    private void reserve(int needed) {
        if (needed > ring.length) {
            byte[] larger = new byte[Integer.highestOneBit(needed - 1) << 1];
            int untilEnd = Math.min(size, ring.length - head);
            System.arraycopy(ring, head, larger, 0, untilEnd);
            System.arraycopy(ring, 0, larger, untilEnd, size - untilEnd);
            ring = larger;
            head = 0;
        }
    }
}
