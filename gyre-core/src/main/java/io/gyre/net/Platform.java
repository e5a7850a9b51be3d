package io.gyre.net;

import io.gyre.buffer.FileSource;
import io.gyre.buffer.Iovecs;
import io.gyre.internal.ffi.Errno;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an operating system offers, in the terms of POSIX: the seam below {@link Fd}. Descriptors are small integers. Every
 * call gives zero or more, or {@code -errno} with Linux's numbers, and never blocks; new descriptors are non-blocking and
 * close on exec. Implemented by the kernel's own calls, by NIO channels, and by the simulation in {@code gyre-testing}. All
 * calls may be made from any thread.
 */
public interface Platform {
    /** {@return the platform of this process: {@code posix} on Linux, otherwise {@code nio}; {@code -Dgyre.platform} decides} */
    static Platform system() {
        return Platforms.SYSTEM;
    }

    /** {@return the platform called {@code name}: {@code posix} or {@code nio}; any other throws IllegalArgumentException} */
    static Platform named(String name) {
        return Platforms.named(name);
    }

    /** {@return the name that {@code -Dgyre.platform} takes} */
    String name();

    /** {@return whether descriptors are the kernel's own numbers, so that any program's descriptor may be used} */
    boolean kernelDescriptors();

    /** {@code socket(2)}. */
    int socket(StandardProtocolFamily family, SocketType type);

    /** {@code socketpair(2)} of Unix sockets; both descriptors are left in {@code out}. */
    int socketpair(SocketType type, int[] out);

    /** {@code pipe2(2)}: {@code out[0]} is read, {@code out[1]} is written. */
    int pipe(int[] out);

    /** {@code bind(2)}. */
    int bind(int fd, SocketAddress address);

    /** {@code listen(2)}. */
    int listen(int fd, int backlog);

    /** {@code connect(2)}: {@code -EINPROGRESS} when under way; then wait until writable and read {@link SocketOption#ERROR}. */
    int connect(int fd, SocketAddress address);

    /** {@code accept4(2)}: the new descriptor, non-blocking and close on exec. */
    int accept(int fd);

    /** {@code shutdown(2)}. */
    int shutdown(int fd, Shutdown how);

    /** {@code recv(2)} into {@code count} bytes at {@code offset}: 0 is the end of the stream. */
    int recv(int fd, MemorySegment buffer, long offset, int count);

    /** {@code send(2)} of {@code count} bytes at {@code offset}; a broken connection gives {@code -EPIPE}, never a signal. */
    int send(int fd, MemorySegment buffer, long offset, int count);

    /** {@code sendto(2)}: as {@link #send}, to an address of the socket's own family. */
    default int sendto(int fd, MemorySegment buffer, long offset, int count, SocketAddress to) {
        return -Errno.ENOSYS;
    }

    /** {@code recvfrom(2)}: as {@link #recv}, and leaves the sender in {@code from[0]}, null where it has no address. */
    default int recvfrom(int fd, MemorySegment buffer, long offset, int count, @Nullable SocketAddress[] from) {
        return -Errno.ENOSYS;
    }

    /** {@code read(2)}, for descriptors that are not sockets. */
    int read(int fd, MemorySegment buffer, long offset, int count);

    /** {@code write(2)}, for descriptors that are not sockets. */
    int write(int fd, MemorySegment buffer, long offset, int count);

    /** {@code setsockopt(2)}. */
    int setOption(int fd, SocketOption option, int value);

    /** {@code getsockopt(2)}. */
    int option(int fd, SocketOption option);

    /** {@code getsockname(2)}; null where the descriptor has no address. */
    @Nullable
    SocketAddress localAddress(int fd);

    /** {@code getpeername(2)}; null where the descriptor has no peer. */
    @Nullable
    SocketAddress remoteAddress(int fd);

    /** {@code fcntl(2)} with {@code O_NONBLOCK}: 1 if it was non-blocking before, 0 if not. */
    int setNonblocking(int fd, boolean nonblocking);

    /** {@code fcntl(2)} with {@code FD_CLOEXEC}. */
    int setCloseOnExec(int fd, boolean closeOnExec);

    /** {@code dup(2)}. */
    int dup(int fd);

    /** {@return whether {@code fd} is a terminal} See {@code isatty(3)}. */
    boolean isTerminal(int fd);

    /** {@code pidfd_open(2)}: a descriptor that is readable once the process has ended; {@code -ENOSYS} where there is none. */
    int pidfd(long pid);

    /** {@code open(2)}, non-blocking, so that the other end of a FIFO need not be there. A missing file is not made. */
    default int open(Path path, boolean reading, boolean writing) {
        return -Errno.ENOSYS;
    }

    /** {@code mkfifo(3)}, for the owner alone. */
    default int mkfifo(Path path) {
        return -Errno.ENOSYS;
    }

    /**
     * {@code signalfd(2)}: a descriptor that is readable when one of the signals waits that {@code mask} has, signal n being bit
     * n - 1; each read gives a {@code struct signalfd_siginfo}.
     *
     * @param fd the descriptor to change, or -1 to make one
     */
    default int signalfd(int fd, long mask) {
        return -Errno.ENOSYS;
    }

    /**
     * {@code readv(2)}: 0 is the end of the stream.
     *
     * @param socket whether {@code fd} is a socket
     */
    default long readv(int fd, boolean socket, Iovecs into) {
        return ExtentByExtent.read(this, fd, socket, into);
    }

    /**
     * {@code writev(2)}; a broken connection gives {@code -EPIPE}, never a signal.
     *
     * @param socket whether {@code fd} is a socket
     */
    default long writev(int fd, boolean socket, Iovecs from) {
        return ExtentByExtent.write(this, fd, socket, from);
    }

    /** {@code sendfile(2)}; {@code -EINVAL} where that file cannot go to that descriptor. */
    default long sendfile(int fd, FileSource file, long offset, long count) {
        return -Errno.EINVAL;
    }

    /** {@return the regular file behind a descriptor, which nobody closes through it; null if it is none} */
    default @Nullable FileSource file(int fd) {
        return null;
    }

    /** {@code lseek(2)}: where the next read or write begins in a regular file. */
    default long position(int fd) {
        return -Errno.ESPIPE;
    }

    /**
     * {@code sendmsg(2)} of bytes with descriptors ({@code SCM_RIGHTS}) over a Unix socket: how many bytes went. The descriptors stay the
     * caller's; the receiver gets copies.
     */
    default int sendDescriptors(int fd, MemorySegment data, int... descriptors) {
        return -Errno.ENOSYS;
    }

    /**
     * {@code recvmsg(2)} of bytes with descriptors ({@code SCM_RIGHTS}) from a Unix socket: how many bytes came; 0 is the end of the
     * stream. The descriptors are the caller's, and close on exec.
     *
     * @param descriptors is given them, and -1 in the places that are left; more than fit are closed, and give {@code -EMSGSIZE}
     */
    default int receiveDescriptors(int fd, MemorySegment data, int[] descriptors) {
        return -Errno.ENOSYS;
    }

    /** {@code SO_PEERCRED}: the process at the other end of a Unix socket; null where that cannot be told. */
    default @Nullable PeerCredentials peerCredentials(int fd) {
        return null;
    }

    /** {@code geteuid(2)}: as whom this process acts. */
    default int effectiveUser() {
        return -Errno.ENOSYS;
    }

    /** {@code close(2)}. */
    int close(int fd);
}
