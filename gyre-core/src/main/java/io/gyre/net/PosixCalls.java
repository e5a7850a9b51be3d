package io.gyre.net;

import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.Fcntl;
import io.gyre.internal.ffi.SysFile;
import io.gyre.internal.ffi.SysSocket;
import io.gyre.internal.ffi.SysSocketSetup;
import io.gyre.internal.ffi.SysStat;
import io.gyre.internal.ffi.SysSyscall;
import io.gyre.internal.ffi.SysUio;
import io.gyre.internal.ffi.Unistd;
import io.gyre.internal.ffi.UnistdRare;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one thread, with the memory in which they leave errno and small results. Platform threads keep theirs; a
 * virtual thread makes a fresh one per call, for there may be millions.
 */
final class PosixCalls {
    private static final ThreadLocal<PosixCalls> MINE = ThreadLocal.withInitial(PosixCalls::new);

    final CallState state = new CallState();
    final Unistd unistd = new Unistd(state);
    final SysSocket socket = new SysSocket(state);
    final SysUio uio = new SysUio(state);
    private @Nullable Setup setup;

    /** What is needed to make and name descriptors: linked, and given memory, on first use. */
    static final class Setup {
        final SysSocketSetup socket;
        final Fcntl fcntl;
        final UnistdRare unistd;
        final SysStat stat;
        final SysSyscall syscall;
        final SysFile file;

        /** One address, then one int. */
        final MemorySegment scratch = Arena.ofAuto().allocate(Sockaddr.CAPACITY + 8, 8);

        final MemorySegment address = scratch.asSlice(0, Sockaddr.CAPACITY);
        final MemorySegment ints = scratch.asSlice(Sockaddr.CAPACITY, 8);

        Setup(CallState state) {
            socket = new SysSocketSetup(state);
            fcntl = new Fcntl(state);
            unistd = new UnistdRare(state);
            stat = new SysStat(state);
            syscall = new SysSyscall(state);
            file = new SysFile(state);
        }
    }

    static PosixCalls mine() {
        return Thread.currentThread().isVirtual() ? new PosixCalls() : MINE.get();
    }

    static Setup setup() {
        return setup(mine());
    }

    /** {@return the set-up calls that go with {@code calls}} For who needs both on one thread, virtual or not. */
    static Setup setup(PosixCalls calls) {
        Setup known = calls.setup;
        if (known == null) {
            known = new Setup(calls.state);
            calls.setup = known;
        }
        return known;
    }
}
