package io.gyre.internal.backend.select;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.gyre.internal.ffi.SysSelect;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An {@code fd_set}: descriptor n is bit n. */
final class FdSet {
    static final int WORDS = SysSelect.FD_SETSIZE / Long.SIZE;

    private final MemorySegment bits = Arena.ofAuto().allocate(SysSelect.FD_SETSIZE / Byte.SIZE, Long.BYTES);

    long address() {
        return bits.address();
    }

    /** {@return descriptors 64 {@code index} to 64 {@code index} + 63} */
    long word(int index) {
        return bits.getAtIndex(JAVA_LONG, index);
    }

    boolean contains(int fd) {
        return (word(fd / Long.SIZE) & 1L << fd) != 0;
    }

    void set(int fd, boolean member) {
        int index = fd / Long.SIZE;
        long others = word(index) & ~(1L << fd);
        bits.setAtIndex(JAVA_LONG, index, member ? others | 1L << fd : others);
    }

    void clear() {
        bits.fill((byte) 0);
    }

    void copy(FdSet other) {
        bits.copyFrom(other.bits);
    }
}
