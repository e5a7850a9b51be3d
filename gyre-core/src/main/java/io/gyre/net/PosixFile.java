package io.gyre.net;

import io.gyre.buffer.FileSource;
import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.SysFile;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A regular file by its descriptor, which somebody else closes.
 *
 * @param number the descriptor
 */
record PosixFile(int number) implements FileSource {
    /** At least the size of a page on every architecture. */
    private static final long PAGE = 64 << 10;

    @Override
    public long size() throws ErrnoException {
        SysFile calls = PosixCalls.setup().file;
        check("fstat", calls.fstat(number));
        return calls.size();
    }

    @Override
    public int read(long offset, MemorySegment into, long at, int count) throws ErrnoException {
        Objects.checkFromIndexSize(at, count, into.byteSize());
        long got;
        do {
            got = PosixCalls.setup().file.pread(number, into.address() + at, count, offset);
        } while (got == -Errno.EINTR);
        return got == 0 ? EOF : (int) check("pread", got);
    }

    @Override
    public MemorySegment map(long offset, long length, Arena arena) throws IOException {
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException("a file has no range of " + length + " bytes at " + offset);
        }
        if (length > size() - offset) {
            throw new EOFException("a file of " + size() + " bytes has no range of " + length + " bytes at " + offset);
        }
        long before = offset % PAGE;
        long whole = length + before;
        SysFile calls = PosixCalls.setup().file;
        long address = check("mmap", calls.mmap(whole, SysFile.PROT_READ, SysFile.MAP_SHARED, number, offset - before));
        try {
            return owned(address, whole, arena).asSlice(before).asReadOnly();
        } catch (RuntimeException refused) {
            calls.munmap(address, whole);
            throw refused;
        }
    }

    @SuppressWarnings("restricted") // Exactly the range that was mapped, for as long as it is.
    private static MemorySegment owned(long address, long length, Arena arena) {
        return MemorySegment.ofAddress(address)
                .reinterpret(length, arena, mapped -> PosixCalls.setup().file.munmap(mapped.address(), length));
    }

    private static long check(String call, long result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(call, (int) result);
        }
        return result;
    }

    /** Left to who owns the descriptor. */
    @Override
    public void close() {
        // Nothing of its own.
    }
}
