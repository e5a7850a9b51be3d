package io.gyre.internal.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code <sys/socket.h>}: the calls of every connection. */
public final class SysSocket {
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;
    /** Ask for {@code EPIPE} rather than a signal that would end the process. */
    public static final int MSG_NOSIGNAL = 0x4000;

    private static final MethodHandle ACCEPT4 = Downcall.of("accept4", 4);

    private final CallState state;

    /** The state's, kept here so that a call reaches it at once. */
    private final MemorySegment errno;

    public SysSocket(CallState state) {
        this.state = state;
        this.errno = state.segment;
    }

    /** {@code recv(2)}: on a socket 5 to 20 percent cheaper than {@code read}. */
    public long recv(int fd, long buffer, long length, int flags) {
        try {
            return state.sizeOrErrno((long) SysSyscall.SYSCALL_6.invokeExact(
                    errno, SysSyscall.SYS_RECVFROM, (long) fd, buffer, length, (long) flags, 0L, 0L));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code send(2)}: on a socket 5 to 20 percent cheaper than {@code write}. */
    public long send(int fd, long buffer, long length, int flags) {
        try {
            return state.sizeOrErrno((long) SysSyscall.SYSCALL_6.invokeExact(
                    errno, SysSyscall.SYS_SENDTO, (long) fd, buffer, length, (long) flags, 0L, 0L));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code sendto(2)}. */
    public long sendto(int fd, long buffer, long length, int flags, long address, long addressLength) {
        try {
            return state.sizeOrErrno((long) SysSyscall.SYSCALL_6.invokeExact(
                    errno, SysSyscall.SYS_SENDTO, (long) fd, buffer, length, (long) flags, address, addressLength));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code recvfrom(2)}; {@code addressLength} is where the room for an address stands, and then its length. */
    public long recvfrom(int fd, long buffer, long length, int flags, long address, long addressLength) {
        try {
            return state.sizeOrErrno((long) SysSyscall.SYSCALL_6.invokeExact(
                    errno, SysSyscall.SYS_RECVFROM, (long) fd, buffer, length, (long) flags, address, addressLength));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code accept4(2)}; {@code address} and {@code length} may be 0. */
    public int accept4(int fd, long address, long length, int flags) {
        try {
            return state.orErrno((long) ACCEPT4.invokeExact(errno, (long) fd, address, length, (long) flags));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}
