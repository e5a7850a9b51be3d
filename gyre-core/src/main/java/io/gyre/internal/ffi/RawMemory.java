package io.gyre.internal.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Native memory by address, for structures that the kernel reads and writes on every turn. One constant segment spans all
 * memory, so that its checks are folded away. The caller keeps the memory alive, and within its bounds.
 */
@SuppressWarnings("restricted")
public final class RawMemory {
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /** For words that the kernel reads or writes at the same time. */
    private static final VarHandle SHARED_INT = JAVA_INT.varHandle();

    private static final VarHandle SHARED_SHORT = JAVA_SHORT.varHandle();

    private RawMemory() {}

    public static short getShort(long address) {
        return ALL.get(JAVA_SHORT_UNALIGNED, address);
    }

    public static int getInt(long address) {
        return ALL.get(JAVA_INT_UNALIGNED, address);
    }

    public static long getLong(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, address);
    }

    public static void putShort(long address, short value) {
        ALL.set(JAVA_SHORT_UNALIGNED, address, value);
    }

    public static void putInt(long address, int value) {
        ALL.set(JAVA_INT_UNALIGNED, address, value);
    }

    public static void putLong(long address, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, address, value);
    }

    public static void putByte(long address, int value) {
        ALL.set(JAVA_BYTE, address, (byte) value);
    }

    public static void putShort(long address, int value) {
        ALL.set(JAVA_SHORT, address, (short) value);
    }

    /** {@return an aligned int; nothing that is read afterwards is older than what whoever wrote it with release had written} */
    public static int getIntAcquire(long address) {
        return (int) SHARED_INT.getAcquire(ALL, address);
    }

    /** Writes an aligned int; whoever reads it with acquire sees everything that was written before. */
    public static void putIntRelease(long address, int value) {
        SHARED_INT.setRelease(ALL, address, value);
    }

    /** As {@link #putIntRelease}, for 16 bits. */
    public static void putShortRelease(long address, int value) {
        SHARED_SHORT.setRelease(ALL, address, (short) value);
    }

    /** Makes {@code bytes} of memory zero, a multiple of 8. Filling a slice would make an object for each, until the compiler has come by. */
    public static void clear(long address, long bytes) {
        for (int i = 0; i < bytes; i += Long.BYTES) {
            putLong(address + i, 0);
        }
    }
}
