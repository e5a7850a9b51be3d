package io.gyre.internal.backend.kqueue;

import io.gyre.internal.ffi.RawMemory;
import io.gyre.internal.ffi.SysEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An array of {@code struct kevent} that does not grow. */
final class Kevents {
    private static final int SIZE = SysEvent.dialect().size();

    final int capacity;

    /** Kept for its memory, which is read and written by address. */
    private final MemorySegment memory;

    private final long start;

    Kevents(int capacity) {
        this.capacity = capacity;
        memory = Arena.ofAuto().allocate((long) capacity * SIZE, 8);
        start = memory.address();
    }

    long address() {
        return start;
    }

    /** Fills one; what is not named here stays zero. */
    void set(int index, long ident, short filter, int flags, int fflags, long data, long udata) {
        long at = at(index);
        RawMemory.putLong(at + SysEvent.KEVENT_IDENT, ident);
        RawMemory.putShort(at + SysEvent.KEVENT_FILTER, filter);
        RawMemory.putShort(at + SysEvent.KEVENT_FLAGS, (short) flags);
        RawMemory.putInt(at + SysEvent.KEVENT_FFLAGS, fflags);
        RawMemory.putLong(at + SysEvent.KEVENT_DATA, data);
        RawMemory.putLong(at + SysEvent.KEVENT_UDATA, udata);
    }

    int fd(int index) {
        return (int) RawMemory.getLong(at(index) + SysEvent.KEVENT_IDENT);
    }

    short filter(int index) {
        return RawMemory.getShort(at(index) + SysEvent.KEVENT_FILTER);
    }

    boolean has(int index, short flag) {
        return (RawMemory.getShort(at(index) + SysEvent.KEVENT_FLAGS) & flag) != 0;
    }

    /** {@return for an error its number, 0 for none} */
    int data(int index) {
        return (int) RawMemory.getLong(at(index) + SysEvent.KEVENT_DATA);
    }

    long udata(int index) {
        return RawMemory.getLong(at(index) + SysEvent.KEVENT_UDATA);
    }

    private long at(int index) {
        return start + (long) index * SIZE;
    }
}
