package io.gyre.internal.backend.poll;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.gyre.internal.ffi.Poll;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** An array of {@code struct pollfd}, in no order, in which a descriptor is found by its number. */
final class PollSet {
    private static final int NOWHERE = -1;

    private MemorySegment entries = allocate(32);
    private int size;

    /** By descriptor: the index of its entry. */
    private int[] places = new int[0];

    int size() {
        return size;
    }

    long address() {
        return entries.address();
    }

    int fd(int index) {
        return entries.get(JAVA_INT, at(index));
    }

    /** {@return what the kernel found} */
    int found(int index) {
        return entries.get(JAVA_SHORT, at(index) + Poll.POLLFD_REVENTS);
    }

    /** Asks for {@code events} of {@code fd}. */
    void put(int fd, int events) {
        int place = place(fd);
        if (place == NOWHERE) {
            place = append(fd);
        }
        entries.set(JAVA_SHORT, at(place) + Poll.POLLFD_EVENTS, (short) events);
    }

    /** Asks for {@code fd} no more; the last entry takes its place. */
    void remove(int fd) {
        int place = place(fd);
        if (place != NOWHERE) {
            int last = fd(--size);
            MemorySegment.copy(entries, at(size), entries, at(place), Poll.POLLFD_SIZE);
            places[last] = place;
            places[fd] = NOWHERE;
        }
    }

    /** Makes the array equal to that of {@code other}. A copy is for the kernel alone: nothing is found in it by number. */
    void copy(PollSet other) {
        reserve(other.size);
        size = other.size;
        MemorySegment.copy(other.entries, 0, entries, 0, at(size));
    }

    private int place(int fd) {
        return fd < places.length ? places[fd] : NOWHERE;
    }

    private int append(int fd) {
        reserve(size + 1);
        int known = places.length;
        if (fd >= known) {
            places = Arrays.copyOf(places, Math.max(fd + 1, known * 2));
            Arrays.fill(places, known, places.length, NOWHERE);
        }
        entries.set(JAVA_INT, at(size), fd);
        places[fd] = size;
        return size++;
    }

    private void reserve(int count) {
        long capacity = entries.byteSize() / Poll.POLLFD_SIZE;
        if (count > capacity) {
            MemorySegment grown = allocate(Math.max(count, capacity * 2));
            entries = grown.copyFrom(entries);
        }
    }

    private static long at(int index) {
        return (long) index * Poll.POLLFD_SIZE;
    }

    private static MemorySegment allocate(long count) {
        return Arena.ofAuto().allocate(count * Poll.POLLFD_SIZE, 8);
    }
}
