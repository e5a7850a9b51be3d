package io.gyre.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.gyre.buffer.FileSource;
import io.gyre.buffer.Iovecs;
import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.Fcntl;
import io.gyre.internal.ffi.SysFile;
import io.gyre.internal.ffi.SysSignalfd;
import io.gyre.internal.ffi.SysSocket;
import io.gyre.internal.ffi.SysSocketMessage;
import io.gyre.internal.ffi.SysSocketSetup;
import io.gyre.internal.ffi.SysSyscall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The kernel's own descriptors, through the C library. */
final class PosixPlatform implements Platform {
    private static final int FLAGS = SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC;

    /** What one call sends of a file at most, for it may hold up the loop until the disk has delivered. */
    private static final long MOST_OF_A_FILE = 1 << 20;

    /** {@code S_IRUSR | S_IWUSR}. */
    private static final int OWNER_ONLY = 0600;

    @Override
    public String name() {
        return "posix";
    }

    @Override
    public boolean kernelDescriptors() {
        return true;
    }

    @Override
    public int recv(int fd, MemorySegment buffer, long offset, int count) {
        try {
            return (int) PosixCalls.mine().socket.recv(fd, address(buffer, offset, count), count, 0);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    @Override
    public int send(int fd, MemorySegment buffer, long offset, int count) {
        try {
            return (int)
                    PosixCalls.mine().socket.send(fd, address(buffer, offset, count), count, SysSocket.MSG_NOSIGNAL);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    @Override
    public int sendto(int fd, MemorySegment buffer, long offset, int count, SocketAddress to) {
        PosixCalls calls = PosixCalls.mine();
        PosixCalls.Setup setup = PosixCalls.setup(calls);
        int length = Sockaddr.write(setup.address, to);
        if (length < 0) {
            return -Errno.EINVAL;
        }
        try {
            long from = address(buffer, offset, count);
            return (int) calls.socket.sendto(fd, from, count, SysSocket.MSG_NOSIGNAL, setup.address.address(), length);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    @Override
    public int recvfrom(int fd, MemorySegment buffer, long offset, int count, @Nullable SocketAddress[] from) {
        PosixCalls calls = PosixCalls.mine();
        PosixCalls.Setup setup = PosixCalls.setup(calls);
        setup.ints.set(JAVA_INT, 0, Sockaddr.CAPACITY);
        try {
            long to = address(buffer, offset, count);
            int got = (int) calls.socket.recvfrom(fd, to, count, 0, setup.address.address(), setup.ints.address());
            if (got >= 0) {
                from[0] = Sockaddr.read(setup.address, setup.ints.get(JAVA_INT, 0));
            }
            return got;
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    @Override
    public int read(int fd, MemorySegment buffer, long offset, int count) {
        try {
            return (int) PosixCalls.mine().unistd.read(fd, address(buffer, offset, count), count);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    @Override
    public int write(int fd, MemorySegment buffer, long offset, int count) {
        try {
            return (int) PosixCalls.mine().unistd.write(fd, address(buffer, offset, count), count);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /** The raw address saves 25 ns that a shared arena would cost; the checks that the segment would make are made here. */
    private static long address(MemorySegment buffer, long offset, int count) {
        Objects.checkFromIndexSize(offset, count, buffer.byteSize());
        if (!buffer.isNative()) {
            throw new IllegalArgumentException("the segment is on the heap: allocate it from an Arena");
        }
        if (!buffer.scope().isAlive()) {
            throw new IllegalStateException("the segment's arena is closed: its memory may belong to somebody else");
        }
        return buffer.address() + offset;
    }

    @Override
    public int accept(int fd) {
        return PosixCalls.mine().socket.accept4(fd, 0, 0, FLAGS);
    }

    @Override
    public int close(int fd) {
        return PosixCalls.mine().unistd.close(fd);
    }

    @Override
    public int socket(StandardProtocolFamily family, SocketType type) {
        return PosixCalls.setup().socket.socket(domain(family), type(type) | FLAGS, 0);
    }

    private static int domain(StandardProtocolFamily family) {
        return switch (family) {
            case INET -> SysSocketSetup.AF_INET;
            case INET6 -> SysSocketSetup.AF_INET6;
            case UNIX -> SysSocketSetup.AF_UNIX;
        };
    }

    private static int type(SocketType type) {
        return switch (type) {
            case STREAM -> SysSocket.SOCK_STREAM;
            case DATAGRAM -> SysSocket.SOCK_DGRAM;
        };
    }

    @Override
    public int socketpair(SocketType type, int[] out) {
        PosixCalls.Setup setup = PosixCalls.setup();
        int rc = setup.socket.socketpair(SysSocketSetup.AF_UNIX, type(type) | FLAGS, 0, setup.ints.address());
        return two(setup, rc, out);
    }

    @Override
    public int pipe(int[] out) {
        PosixCalls.Setup setup = PosixCalls.setup();
        return two(setup, setup.unistd.pipe2(setup.ints.address(), Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC), out);
    }

    private static int two(PosixCalls.Setup setup, int rc, int[] out) {
        out[0] = setup.ints.get(JAVA_INT, 0);
        out[1] = setup.ints.get(JAVA_INT, 4);
        return rc;
    }

    @Override
    public int bind(int fd, SocketAddress address) {
        PosixCalls.Setup setup = PosixCalls.setup();
        int length = Sockaddr.write(setup.address, address);
        return length < 0 ? -Errno.EINVAL : setup.socket.bind(fd, setup.address.address(), length);
    }

    @Override
    public int listen(int fd, int backlog) {
        return PosixCalls.setup().socket.listen(fd, backlog);
    }

    @Override
    public int connect(int fd, SocketAddress address) {
        PosixCalls.Setup setup = PosixCalls.setup();
        int length = Sockaddr.write(setup.address, address);
        return length < 0 ? -Errno.EINVAL : setup.socket.connect(fd, setup.address.address(), length);
    }

    @Override
    public int shutdown(int fd, Shutdown how) {
        int which = switch (how) {
            case READING -> SysSocketSetup.SHUT_RD;
            case WRITING -> SysSocketSetup.SHUT_WR;
            case BOTH -> SysSocketSetup.SHUT_RDWR;
        };
        return PosixCalls.setup().socket.shutdown(fd, which);
    }

    @Override
    public int setOption(int fd, SocketOption option, int value) {
        PosixCalls.Setup setup = PosixCalls.setup();
        setup.ints.set(JAVA_INT, 0, value);
        return setup.socket.setsockopt(fd, level(option), name(option), setup.ints.address(), 4);
    }

    @Override
    public int option(int fd, SocketOption option) {
        PosixCalls.Setup setup = PosixCalls.setup();
        setup.ints.set(JAVA_INT, 4, 4);
        int rc = setup.socket.getsockopt(
                fd, level(option), name(option), setup.ints.address(), setup.ints.address() + 4);
        return rc < 0 ? rc : setup.ints.get(JAVA_INT, 0);
    }

    private static int level(SocketOption option) {
        return switch (option) {
            case REUSE_ADDRESS, REUSE_PORT, BROADCAST, KEEP_ALIVE, RECEIVE_BUFFER, SEND_BUFFER, ERROR, LISTENS ->
                SysSocketSetup.SOL_SOCKET;
            case KEEP_IDLE, KEEP_INTERVAL, KEEP_COUNT, NO_DELAY, DEFER_ACCEPT -> SysSocketSetup.IPPROTO_TCP;
            case IPV6_ONLY -> SysSocketSetup.IPPROTO_IPV6;
        };
    }

    private static int name(SocketOption option) {
        return switch (option) {
            case REUSE_ADDRESS -> SysSocketSetup.SO_REUSEADDR;
            case REUSE_PORT -> SysSocketSetup.SO_REUSEPORT;
            case BROADCAST -> SysSocketSetup.SO_BROADCAST;
            case KEEP_ALIVE -> SysSocketSetup.SO_KEEPALIVE;
            case KEEP_IDLE -> SysSocketSetup.TCP_KEEPIDLE;
            case KEEP_INTERVAL -> SysSocketSetup.TCP_KEEPINTVL;
            case KEEP_COUNT -> SysSocketSetup.TCP_KEEPCNT;
            case NO_DELAY -> SysSocketSetup.TCP_NODELAY;
            case DEFER_ACCEPT -> SysSocketSetup.TCP_DEFER_ACCEPT;
            case IPV6_ONLY -> SysSocketSetup.IPV6_V6ONLY;
            case RECEIVE_BUFFER -> SysSocketSetup.SO_RCVBUF;
            case SEND_BUFFER -> SysSocketSetup.SO_SNDBUF;
            case ERROR -> SysSocketSetup.SO_ERROR;
            case LISTENS -> SysSocketMessage.SO_ACCEPTCONN;
        };
    }

    @Override
    public @Nullable SocketAddress localAddress(int fd) {
        PosixCalls.Setup setup = PosixCalls.setup();
        setup.ints.set(JAVA_INT, 0, Sockaddr.CAPACITY);
        int rc = setup.socket.getsockname(fd, setup.address.address(), setup.ints.address());
        return rc < 0 ? null : Sockaddr.read(setup.address, setup.ints.get(JAVA_INT, 0));
    }

    @Override
    public @Nullable SocketAddress remoteAddress(int fd) {
        PosixCalls.Setup setup = PosixCalls.setup();
        setup.ints.set(JAVA_INT, 0, Sockaddr.CAPACITY);
        int rc = setup.socket.getpeername(fd, setup.address.address(), setup.ints.address());
        return rc < 0 ? null : Sockaddr.read(setup.address, setup.ints.get(JAVA_INT, 0));
    }

    @Override
    public int setNonblocking(int fd, boolean nonblocking) {
        return setFlag(fd, Fcntl.F_GETFL, Fcntl.F_SETFL, Fcntl.O_NONBLOCK, nonblocking);
    }

    @Override
    public int setCloseOnExec(int fd, boolean closeOnExec) {
        return setFlag(fd, Fcntl.F_GETFD, Fcntl.F_SETFD, Fcntl.FD_CLOEXEC, closeOnExec);
    }

    /** Gives 1 if the flag was set before, 0 if not, or {@code -errno}. */
    private static int setFlag(int fd, int read, int write, int flag, boolean on) {
        Fcntl fcntl = PosixCalls.setup().fcntl;
        int before = fcntl.fcntl(fd, read, 0);
        if (before < 0) {
            return before;
        }
        int after = on ? before | flag : before & ~flag;
        int rc = after == before ? 0 : fcntl.fcntl(fd, write, after);
        return rc < 0 ? rc : (before & flag) == 0 ? 0 : 1;
    }

    @Override
    public int dup(int fd) {
        int copy = PosixCalls.setup().unistd.dup(fd);
        if (copy >= 0) {
            setCloseOnExec(copy, true);
        }
        return copy;
    }

    @Override
    public boolean isTerminal(int fd) {
        return PosixCalls.setup().unistd.isatty(fd) == 1;
    }

    @Override
    public int pidfd(long pid) {
        return PosixCalls.setup().syscall.syscall(SysSyscall.SYS_PIDFD_OPEN, pid, 0);
    }

    @Override
    public int open(Path path, boolean reading, boolean writing) {
        int mode = reading && writing ? Fcntl.O_RDWR : writing ? Fcntl.O_WRONLY : Fcntl.O_RDONLY;
        try (var arena = Arena.ofConfined()) {
            return PosixCalls.setup()
                    .fcntl
                    .open(arena.allocateFrom(path.toString()).address(), mode | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC, 0);
        }
    }

    @Override
    public int mkfifo(Path path) {
        try (var arena = Arena.ofConfined()) {
            return PosixCalls.setup()
                    .stat
                    .mkfifo(arena.allocateFrom(path.toString()).address(), OWNER_ONLY);
        }
    }

    @Override
    public int signalfd(int fd, long mask) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment signals = arena.allocate(SysSignalfd.SIGSET_SIZE, Long.BYTES);
            signals.set(ValueLayout.JAVA_LONG, 0, mask);
            return new SysSignalfd(PosixCalls.mine().state)
                    .signalfd(fd, signals.address(), SysSignalfd.SFD_NONBLOCK | SysSignalfd.SFD_CLOEXEC);
        }
    }

    @Override
    public long readv(int fd, boolean socket, Iovecs into) {
        try {
            return into.count() == 1
                    ? readOne(fd, socket, into)
                    : PosixCalls.mine().uio.readv(fd, into.address(), into.count());
        } finally {
            Reference.reachabilityFence(into);
        }
    }

    private static long readOne(int fd, boolean socket, Iovecs into) {
        long address = into.memory(0).address() + into.offset(0);
        return socket
                ? PosixCalls.mine().socket.recv(fd, address, into.length(0), 0)
                : PosixCalls.mine().unistd.read(fd, address, into.length(0));
    }

    /** The signal of a broken connection is nothing to a JVM, which ignores it. */
    @Override
    public long writev(int fd, boolean socket, Iovecs from) {
        try {
            return from.count() == 1
                    ? writeOne(fd, socket, from)
                    : PosixCalls.mine().uio.writev(fd, from.address(), from.count());
        } finally {
            Reference.reachabilityFence(from);
        }
    }

    private static long writeOne(int fd, boolean socket, Iovecs from) {
        long address = from.memory(0).address() + from.offset(0);
        return socket
                ? PosixCalls.mine().socket.send(fd, address, from.length(0), SysSocket.MSG_NOSIGNAL)
                : PosixCalls.mine().unistd.write(fd, address, from.length(0));
    }

    @Override
    public long sendfile(int fd, FileSource file, long offset, long count) {
        return file instanceof PosixFile posix
                ? PosixCalls.setup().file.sendfile(fd, posix.number(), offset, Math.min(count, MOST_OF_A_FILE))
                : -Errno.EINVAL;
    }

    @Override
    public @Nullable FileSource file(int fd) {
        SysFile calls = PosixCalls.setup().file;
        return calls.fstat(fd) == 0 && (calls.mode() & SysFile.S_IFMT) == SysFile.S_IFREG ? new PosixFile(fd) : null;
    }

    @Override
    public long position(int fd) {
        return PosixCalls.setup().file.lseek(fd, 0, SysFile.SEEK_CUR);
    }

    @Override
    public int sendDescriptors(int fd, MemorySegment data, int... descriptors) {
        return PosixMessages.send(fd, data, descriptors);
    }

    @Override
    public int receiveDescriptors(int fd, MemorySegment data, int[] descriptors) {
        return PosixMessages.receive(fd, data, descriptors);
    }

    @Override
    public @Nullable PeerCredentials peerCredentials(int fd) {
        return PosixMessages.credentials(fd);
    }

    @Override
    public int effectiveUser() {
        return PosixCalls.setup().syscall.geteuid();
    }
}
