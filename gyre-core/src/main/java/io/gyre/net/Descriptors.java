package io.gyre.net;

import io.gyre.internal.ffi.Errno;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes descriptors on one platform. All of them are non-blocking and close on exec, and the caller owns them. Immutable; any
 * thread may use it.
 *
 * @param platform where the descriptors live
 */
public record Descriptors(Platform platform) {
    /** How many connections may wait to be accepted unless said otherwise; the kernel caps it at {@code net.core.somaxconn}. */
    public static final int BACKLOG = 4096;

    /** {@return the maker for the platform of this process} */
    public static Descriptors system() {
        return new Descriptors(Platform.system());
    }

    /**
     * {@return a new socket} {@code socket(2)}.
     *
     * @throws ErrnoException if the family is not supported, or no descriptor is left
     */
    public Fd socket(StandardProtocolFamily family, SocketType type) throws ErrnoException {
        return new Fd(platform, check("socket", platform.socket(family, type)), true, true);
    }

    /**
     * {@return two connected Unix stream sockets} {@code evutil_socketpair}.
     *
     * @throws ErrnoException if no descriptor is left
     */
    public FdPair socketpair() throws ErrnoException {
        return socketpair(SocketType.STREAM);
    }

    /**
     * {@return two connected Unix sockets} {@code evutil_socketpair}.
     *
     * @throws ErrnoException if no descriptor is left
     */
    public FdPair socketpair(SocketType type) throws ErrnoException {
        int[] out = new int[2];
        check("socketpair", platform.socketpair(type, out));
        return new FdPair(new Fd(platform, out[0], true, true), new Fd(platform, out[1], true, true));
    }

    /**
     * {@return a pipe: what is written to the second end is read from the first} {@code pipe2(2)}.
     *
     * @throws ErrnoException if no descriptor is left
     */
    public FdPair pipe() throws ErrnoException {
        int[] out = new int[2];
        check("pipe2", platform.pipe(out));
        return new FdPair(new Fd(platform, out[0], false, true), new Fd(platform, out[1], false, true));
    }

    /**
     * {@return a stream socket that listens at {@code address}} The address may be bound again at once after it closed; an
     * IPv6 wildcard takes IPv4 too where the system's default says so.
     *
     * @param address an {@link InetSocketAddress} (port 0 for any free one) or a {@link UnixDomainSocketAddress}
     * @throws ErrnoException naming the address, if it is taken, foreign, or needs a privilege
     */
    public Fd listen(SocketAddress address) throws ErrnoException {
        return listen(address, BACKLOG, false);
    }

    /**
     * {@return a stream socket that listens at {@code address}}
     *
     * @param backlog how many connections may wait to be accepted
     * @param reusePort whether several listeners share the port
     * @throws ErrnoException naming the address, if it is taken, foreign, or needs a privilege
     */
    public Fd listen(SocketAddress address, int backlog, boolean reusePort) throws ErrnoException {
        return listen(address, backlog, fd -> {
            if (address instanceof InetSocketAddress) {
                fd.reuseAddress();
                if (reusePort) {
                    fd.reusePort();
                }
            }
        });
    }

    /** Sets up a socket before it is bound. */
    @FunctionalInterface
    public interface Setup {
        /** Sets options, or says why that cannot be. */
        void apply(Fd socket) throws ErrnoException;
    }

    /**
     * {@return a stream socket that listens at {@code address}}
     *
     * @param backlog how many connections may wait to be accepted
     * @param setup sets the options that count when it is bound
     * @throws ErrnoException naming the address, if it is taken, foreign, or needs a privilege
     */
    public Fd listen(SocketAddress address, int backlog, Setup setup) throws ErrnoException {
        Fd fd = socket(family(address), SocketType.STREAM);
        try {
            setup.apply(fd);
            check("bind " + address, platform.bind(fd.number(), address));
            check("listen " + address, platform.listen(fd.number(), backlog));
            return fd;
        } catch (ErrnoException failure) {
            fd.close();
            throw failure;
        }
    }

    /**
     * Begins to connect a stream socket. Wait until it is writable, then ask {@link Fd#socketError}.
     *
     * @return the socket, connected or under way
     * @throws ErrnoException naming the address, if the connection fails at once
     */
    public Fd connect(SocketAddress address) throws ErrnoException {
        return connect(address, null);
    }

    /**
     * Begins to connect a stream socket from an address of this host. Wait until it is writable, then ask {@link Fd#socketError}.
     *
     * @param local where from, of the same family; port 0 for any free one; null for what the kernel chooses
     * @return the socket, connected or under way
     * @throws ErrnoException naming the address, if it cannot be bound, or the connection fails at once
     */
    public Fd connect(SocketAddress address, @Nullable SocketAddress local) throws ErrnoException {
        Fd fd = socket(family(address), SocketType.STREAM);
        try {
            if (local != null) {
                fd.reuseAddress(); // The port of a connection that lingers may be used again towards another peer.
                check("bind " + local, platform.bind(fd.number(), local));
            }
            int rc = platform.connect(fd.number(), address);
            if (rc < 0 && rc != -Errno.EINPROGRESS) {
                throw new ErrnoException("connect " + address, rc);
            }
            return fd;
        } catch (ErrnoException failure) {
            fd.close();
            throw failure;
        }
    }

    /**
     * Opens a file, a device or a FIFO: {@code open(2)}. It does not wait for the other end of a FIFO.
     *
     * @return the descriptor, owned
     * @throws ErrnoException naming the path, if it is missing or forbidden
     */
    public Fd open(Path path, boolean reading, boolean writing) throws ErrnoException {
        return new Fd(platform, check("open " + path, platform.open(path, reading, writing)), false, true);
    }

    /**
     * Makes a FIFO that only its owner may use: {@code mkfifo(3)}.
     *
     * @throws ErrnoException naming the path, if it exists already or is forbidden
     */
    public void mkfifo(Path path) throws ErrnoException {
        check("mkfifo " + path, platform.mkfifo(path));
    }

    /**
     * {@return an owned view of a descriptor that the caller has, which is taken over: it is closed with the view}
     *
     * @param socket whether {@code recv} and {@code send} may be used on it
     */
    public Fd adopt(int number, boolean socket) {
        return new Fd(platform, number, socket, true);
    }

    /**
     * {@return a view of a descriptor that somebody else owns, which is never closed here}
     *
     * @param socket whether {@code recv} and {@code send} may be used on it
     */
    public Fd borrow(int number, boolean socket) {
        return new Fd(platform, number, socket, false);
    }

    /** {@return the family that {@code address} needs} An IPv4 address asks for an IPv4 socket. */
    static StandardProtocolFamily family(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet ->
                inet.getAddress() instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
            case UnixDomainSocketAddress _ -> StandardProtocolFamily.UNIX;
            default ->
                throw new IllegalArgumentException("'" + address
                        + "' is neither an InetSocketAddress nor a UnixDomainSocketAddress, so no socket can take it");
        };
    }

    private static int check(String call, int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(call, result);
        }
        return result;
    }
}
