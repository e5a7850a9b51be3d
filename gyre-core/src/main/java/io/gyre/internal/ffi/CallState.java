package io.gyre.internal.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/** Where the linker leaves {@code errno} after a call. Used by one thread at a time; the garbage collector frees it. */
public final class CallState {
    private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
    private static final long ERRNO = LAYOUT.byteOffset(PathElement.groupElement("errno"));

    /** Handed to every call as its first argument. */
    final MemorySegment segment = Arena.ofAuto().allocate(LAYOUT);

    /** {@return the result of an {@code int} function: itself, or {@code -errno}} */
    int orErrno(long rc) {
        int result = (int) rc; // The ABI leaves the upper half of the register undefined.
        return result >= 0 ? result : -errno();
    }

    /** {@return the result of an {@code ssize_t} function: itself, or {@code -errno}} */
    long sizeOrErrno(long rc) {
        return rc >= 0 ? rc : -errno();
    }

    private int errno() {
        return segment.get(ValueLayout.JAVA_INT, ERRNO);
    }
}
