package io.gyre.internal.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What regular files can do: parts of {@code <unistd.h>}, {@code <sys/stat.h>}, {@code <sys/mman.h>} and {@code <sys/sendfile.h>}. */
public final class SysFile {
    public static final int SEEK_CUR = 1;
    public static final int S_IFMT = 0170000;
    public static final int S_IFREG = 0100000;
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int MAP_SHARED = 1;
    public static final int MAP_POPULATE = 0x8000;

    /** The size of {@code struct stat}, and where its parts are, which differs between architectures. */
    private static final long STAT_SIZE = SysSyscall.X86_64 ? 144 : 128;

    private static final long ST_MODE = SysSyscall.X86_64 ? 24 : 16;
    private static final long ST_SIZE = 48;

    private final CallState state;

    /** A {@code struct stat}, or the offset that {@code sendfile} takes. */
    private final MemorySegment scratch = Arena.ofAuto().allocate(STAT_SIZE, 8);

    public SysFile(CallState state) {
        this.state = state;
    }

    /** {@code fstat(2)}; {@link #mode} and {@link #size} then tell what it said. */
    public int fstat(int fd) {
        return (int) call(SysSyscall.SYS_FSTAT, fd, scratch.address(), 0, 0, 0, 0);
    }

    public int mode() {
        return scratch.get(JAVA_INT, ST_MODE);
    }

    public long size() {
        return scratch.get(JAVA_LONG, ST_SIZE);
    }

    /** {@code lseek(2)}. */
    public long lseek(int fd, long offset, int whence) {
        return call(SysSyscall.SYS_LSEEK, fd, offset, whence, 0, 0, 0);
    }

    /** {@code pread(2)}; {@code buffer} is an address. */
    public long pread(int fd, long buffer, long count, long offset) {
        return call(SysSyscall.SYS_PREAD64, fd, buffer, count, offset, 0, 0);
    }

    /** {@code sendfile(2)} from {@code offset} on, which leaves the position of {@code in} alone. */
    public long sendfile(int out, int in, long offset, long count) {
        scratch.set(JAVA_LONG, 0, offset);
        return call(SysSyscall.SYS_SENDFILE, out, in, scratch.address(), count, 0, 0);
    }

    /** {@code mmap(2)}: the address, or {@code -errno}. */
    public long mmap(long length, int protection, int flags, int fd, long offset) {
        return call(SysSyscall.SYS_MMAP, 0, length, protection, flags, fd, offset);
    }

    /** {@code munmap(2)}. */
    public int munmap(long address, long length) {
        return (int) call(SysSyscall.SYS_MUNMAP, address, length, 0, 0, 0, 0);
    }

    private long call(long number, long a, long b, long c, long d, long e, long f) {
        try {
            return state.sizeOrErrno((long) SysSyscall.SYSCALL_6.invokeExact(state.segment, number, a, b, c, d, e, f));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
