package io.gyre.net;

import io.gyre.buffer.FileSource;
import io.gyre.buffer.Iovecs;
import io.gyre.buffer.VectoredIo;
import io.gyre.internal.ffi.Errno;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One descriptor and who closes it. An <em>owned</em> one is closed with this object; a <em>borrowed</em> one never is; an
 * owned one is <em>taken over</em> by {@link #release}. Made by {@link Descriptors}.
 *
 * <p>Reads and writes never block: they answer {@link #WOULD_BLOCK}. They may be made from any thread, but one at a time for
 * each direction. Close the events of a descriptor before the descriptor: afterwards its number may belong to another file.
 * Once this is closed or released, calls that need the descriptor throw {@link IllegalStateException}.
 */
public final class Fd implements AutoCloseable, VectoredIo {
    private final Platform platform;
    private final int number;
    private final boolean socket;
    private volatile State state;

    private enum State {
        OWNED,
        BORROWED,
        CLOSED,
        RELEASED
    }

    Fd(Platform platform, int number, boolean socket, boolean owned) {
        this.platform = platform;
        this.number = number;
        this.socket = socket;
        this.state = owned ? State.OWNED : State.BORROWED;
    }

    /** {@return the platform that this descriptor belongs to} */
    public Platform platform() {
        return platform;
    }

    /** {@return the descriptor itself: the kernel's number on the posix platform} Still known after close, for messages. */
    public int number() {
        return number;
    }

    /** {@return whether this descriptor is a socket, so that {@code recv} and {@code send} are used on it} */
    public boolean isSocket() {
        return socket;
    }

    /** {@return false once closed or released} */
    public boolean isOpen() {
        State now = state;
        return now == State.OWNED || now == State.BORROWED;
    }

    /**
     * Reads into the whole of {@code buffer}: {@code recv(2)} or {@code read(2)}.
     *
     * @param buffer a native segment that stays alive throughout; borrowed for the call
     * @return the number of bytes, {@link #EOF} or {@link #WOULD_BLOCK}
     * @throws ErrnoException if the descriptor fails, {@code ECONNRESET} among others
     */
    public int read(MemorySegment buffer) throws ErrnoException {
        return read(buffer, 0, (int) Math.min(buffer.byteSize(), Integer.MAX_VALUE));
    }

    /**
     * Reads at most {@code count} bytes to {@code offset} in {@code buffer}.
     *
     * @param buffer a native segment that stays alive throughout; borrowed for the call
     * @param offset where the first byte goes
     * @param count more than zero
     * @return the number of bytes, {@link #EOF} or {@link #WOULD_BLOCK}
     * @throws ErrnoException if the descriptor fails, {@code ECONNRESET} among others
     */
    public int read(MemorySegment buffer, long offset, int count) throws ErrnoException {
        int got;
        do {
            got = socket ? platform.recv(open(), buffer, offset, count) : platform.read(open(), buffer, offset, count);
        } while (got == -Errno.EINTR);
        if (got > 0) {
            return got;
        }
        return got == 0 ? EOF : wouldBlockOr(socket ? "recv" : "read", got);
    }

    /**
     * Reads into the remaining space of a direct buffer and moves its position.
     *
     * @param buffer a direct buffer with space left; borrowed for the call
     * @return the number of bytes, {@link #EOF} or {@link #WOULD_BLOCK}
     * @throws ErrnoException if the descriptor fails
     */
    public int read(ByteBuffer buffer) throws ErrnoException {
        int got = read(MemorySegment.ofBuffer(direct(buffer)));
        if (got > 0) {
            buffer.position(buffer.position() + got);
        }
        return got;
    }

    /**
     * Writes the whole of {@code buffer}, or as much as goes: {@code send(2)} or {@code write(2)}.
     *
     * @param buffer a native segment that stays alive throughout; borrowed for the call
     * @return the number of bytes that went, or {@link #WOULD_BLOCK}
     * @throws ErrnoException if the descriptor fails, {@code EPIPE} among others
     */
    public int write(MemorySegment buffer) throws ErrnoException {
        return write(buffer, 0, (int) Math.min(buffer.byteSize(), Integer.MAX_VALUE));
    }

    /**
     * Writes {@code count} bytes from {@code offset} in {@code buffer}, or as many as go.
     *
     * @param buffer a native segment that stays alive throughout; borrowed for the call
     * @param offset where the first byte is
     * @param count zero or more
     * @return the number of bytes that went, or {@link #WOULD_BLOCK}
     * @throws ErrnoException if the descriptor fails, {@code EPIPE} among others
     */
    public int write(MemorySegment buffer, long offset, int count) throws ErrnoException {
        int sent;
        do {
            sent = socket
                    ? platform.send(open(), buffer, offset, count)
                    : platform.write(open(), buffer, offset, count);
        } while (sent == -Errno.EINTR);
        return sent >= 0 ? sent : wouldBlockOr(socket ? "send" : "write", sent);
    }

    /**
     * Writes what remains of a direct buffer, or as much as goes, and moves its position.
     *
     * @param buffer a direct buffer; borrowed for the call
     * @return the number of bytes that went, or {@link #WOULD_BLOCK}
     * @throws ErrnoException if the descriptor fails
     */
    public int write(ByteBuffer buffer) throws ErrnoException {
        int sent = write(MemorySegment.ofBuffer(direct(buffer)));
        if (sent > 0) {
            buffer.position(buffer.position() + sent);
        }
        return sent;
    }

    /**
     * Sends one datagram: {@code sendto(2)}.
     *
     * @param buffer a native segment that stays alive throughout; borrowed for the call
     * @param offset where the first byte is
     * @param count zero or more
     * @param to an address of the socket's own family
     * @return the number of bytes that went, or {@link #WOULD_BLOCK}
     * @throws ErrnoException if the socket fails, {@code EMSGSIZE} among others
     */
    public int sendTo(MemorySegment buffer, long offset, int count, SocketAddress to) throws ErrnoException {
        int sent;
        do {
            sent = platform.sendto(open(), buffer, offset, count, to);
        } while (sent == -Errno.EINTR);
        return sent >= 0 ? sent : wouldBlockOr("sendto", sent);
    }

    /**
     * Receives one datagram, of which what does not fit is lost: {@code recvfrom(2)}.
     *
     * @param buffer a native segment that stays alive throughout; borrowed for the call
     * @param offset where the first byte goes
     * @param count more than zero
     * @param from receives the sender's address at index 0, or null where it has none
     * @return the number of bytes, which may be zero, or {@link #WOULD_BLOCK}
     * @throws ErrnoException if the socket fails, {@code ECONNREFUSED} among others
     */
    public int receiveFrom(MemorySegment buffer, long offset, int count, @Nullable SocketAddress[] from)
            throws ErrnoException {
        int got;
        do {
            got = platform.recvfrom(open(), buffer, offset, count, from);
        } while (got == -Errno.EINTR);
        return got >= 0 ? got : wouldBlockOr("recvfrom", got);
    }

    /** Fills the extents: {@code readv(2)}. */
    @Override
    public long readv(Iovecs into) throws ErrnoException {
        long got;
        do {
            got = platform.readv(open(), socket, into);
        } while (got == -Errno.EINTR);
        if (got > 0) {
            return got;
        }
        return got == 0 ? EOF : wouldBlockOr("readv", (int) got);
    }

    /** Writes the extents, or as much as goes: {@code writev(2)}. */
    @Override
    public long writev(Iovecs from) throws ErrnoException {
        long sent;
        do {
            sent = platform.writev(open(), socket, from);
        } while (sent == -Errno.EINTR);
        return sent >= 0 ? sent : wouldBlockOr("writev", (int) sent);
    }

    /** Writes part of a file, or as much as goes: {@code sendfile(2)}. */
    @Override
    public long sendfile(FileSource file, long offset, long count) throws ErrnoException {
        FileSource inner = file instanceof FdFile(Fd _, FileSource platforms) ? platforms : file;
        long sent;
        do {
            sent = platform.sendfile(open(), inner, offset, count);
        } while (sent == -Errno.EINTR);
        if (sent == -Errno.EINVAL || sent == -Errno.ENOSYS) {
            return UNSUPPORTED;
        }
        return sent >= 0 ? sent : wouldBlockOr("sendfile", (int) sent);
    }

    /**
     * {@return the regular file that this is, for {@link io.gyre.buffer.FileSegment}} To close it closes this descriptor.
     *
     * @throws IllegalArgumentException if this is no regular file, or the platform does not know
     */
    public FileSource file() {
        FileSource file = platform.file(open());
        if (file == null) {
            throw new IllegalArgumentException(this + " is no regular file: its bytes can only be read in their order");
        }
        return new FdFile(this, file);
    }

    /** {@return whether this is a regular file} */
    public boolean isFile() {
        return platform.file(open()) != null;
    }

    /**
     * {@return where the next read or write of a regular file begins: {@code lseek(2)}}
     *
     * @throws ErrnoException if this has no position
     */
    public long position() throws ErrnoException {
        long position = platform.position(open());
        if (position < 0) {
            throw new ErrnoException("lseek", (int) position);
        }
        return position;
    }

    /**
     * Accepts one connection: {@code accept4(2)}.
     *
     * @return the connection, owned by the caller, non-blocking and close on exec; null if none waits
     * @throws ErrnoException if the listener fails, {@code EMFILE} among others
     */
    public @Nullable Fd accept() throws ErrnoException {
        int got;
        do {
            got = platform.accept(open());
        } while (got == -Errno.EINTR || got == -Errno.ECONNABORTED);
        if (got >= 0) {
            return new Fd(platform, got, true, true);
        }
        wouldBlockOr("accept4", got);
        return null;
    }

    /**
     * Ends one half of a connection: {@code shutdown(2)}. A connection that is gone already is no failure.
     *
     * @throws ErrnoException if this is no connected socket
     */
    public void shutdown(Shutdown how) throws ErrnoException {
        int rc = platform.shutdown(open(), how);
        if (rc < 0 && rc != -Errno.ENOTCONN) {
            throw new ErrnoException("shutdown", rc);
        }
    }

    /**
     * Sets a socket option: {@code setsockopt(2)}.
     *
     * @param value 1 or 0 for a switch, otherwise in the option's unit
     * @return this
     * @throws ErrnoException if the socket refuses
     */
    public Fd option(SocketOption option, int value) throws ErrnoException {
        check("setsockopt " + option + "=" + value, platform.setOption(open(), option, value));
        return this;
    }

    /**
     * {@return the value of a socket option} {@code getsockopt(2)}.
     *
     * @throws ErrnoException if the socket refuses
     */
    public int option(SocketOption option) throws ErrnoException {
        return check("getsockopt " + option, platform.option(open(), option));
    }

    /**
     * Lets the address be bound again at once after the listener closed: {@code evutil_make_listen_socket_reuseable}.
     *
     * @return this
     * @throws ErrnoException if the socket refuses
     */
    public Fd reuseAddress() throws ErrnoException {
        return option(SocketOption.REUSE_ADDRESS, 1);
    }

    /**
     * Lets several sockets share the port: {@code evutil_make_listen_socket_reuseable_port}.
     *
     * @return this
     * @throws ErrnoException if the socket refuses
     */
    public Fd reusePort() throws ErrnoException {
        return option(SocketOption.REUSE_PORT, 1);
    }

    /**
     * Says whether an IPv6 listener leaves IPv4 alone: {@code evutil_make_listen_socket_ipv6only} and
     * {@code evutil_make_listen_socket_not_ipv6only}.
     *
     * @return this
     * @throws ErrnoException if the socket refuses
     */
    public Fd ipv6Only(boolean only) throws ErrnoException {
        return option(SocketOption.IPV6_ONLY, only ? 1 : 0);
    }

    /**
     * Reports a connection only once it has sent something: {@code evutil_make_tcp_listen_socket_deferred}.
     *
     * @return this
     * @throws ErrnoException if the socket refuses
     */
    public Fd deferAccept() throws ErrnoException {
        return option(SocketOption.DEFER_ACCEPT, 1);
    }

    /**
     * Probes a silent peer, or stops doing so: {@code evutil_set_tcp_keepalive}. Probes follow at a third of the idle time,
     * and three may go unanswered.
     *
     * @param idleSeconds the silence before the first probe; zero or less changes nothing
     * @return this
     * @throws ErrnoException if the socket refuses
     */
    public Fd keepAlive(boolean on, int idleSeconds) throws ErrnoException {
        option(SocketOption.KEEP_ALIVE, on ? 1 : 0);
        if (on && idleSeconds > 0) {
            option(SocketOption.KEEP_IDLE, idleSeconds);
            option(SocketOption.KEEP_INTERVAL, Math.max(1, idleSeconds / 3));
            option(SocketOption.KEEP_COUNT, 3);
        }
        return this;
    }

    /**
     * Makes reads and writes return at once: {@code evutil_make_socket_nonblocking}. Descriptors that Gyre makes are so
     * already; a borrowed one may be shared with other processes, which see the change.
     *
     * @return whether it was non-blocking before, so that the caller can put it back
     * @throws ErrnoException if the descriptor refuses
     */
    public boolean nonblocking(boolean nonblocking) throws ErrnoException {
        return check("fcntl", platform.setNonblocking(open(), nonblocking)) == 1;
    }

    /**
     * Closes the descriptor when the process executes another program: {@code evutil_make_socket_closeonexec}.
     *
     * @return this
     * @throws ErrnoException if the descriptor refuses
     */
    public Fd closeOnExec(boolean close) throws ErrnoException {
        check("fcntl", platform.setCloseOnExec(open(), close));
        return this;
    }

    /** {@return the address that the socket is bound to, or null} {@code getsockname(2)}. */
    public @Nullable SocketAddress localAddress() {
        return isOpen() ? platform.localAddress(number) : null;
    }

    /** {@return the peer's address, or null} {@code getpeername(2)}. */
    public @Nullable SocketAddress remoteAddress() {
        return isOpen() ? platform.remoteAddress(number) : null;
    }

    /** {@return whether this is a terminal} {@code isatty(3)}. */
    public boolean isTerminal() {
        return isOpen() && platform.isTerminal(number);
    }

    /**
     * {@return the error that a socket waits to report, or null} {@code evutil_socket_geterror}; it is cleared by asking. On a
     * socket under {@code connect} that has become writable, null means that the connection stands.
     */
    public @Nullable ErrnoException socketError() {
        int error = platform.option(open(), SocketOption.ERROR);
        return error == 0 ? null : new ErrnoException("connect", error);
    }

    /**
     * Duplicates the descriptor: {@code dup(2)}.
     *
     * @return an owned descriptor of the same open file
     * @throws ErrnoException if there is none left
     */
    public Fd duplicate() throws ErrnoException {
        return new Fd(platform, check("dup", platform.dup(open())), socket, true);
    }

    /** {@return the number, which the caller now owns} This object is no longer open. */
    public int release() {
        int taken = open();
        state = State.RELEASED;
        return taken;
    }

    /** Closes an owned descriptor, leaves a borrowed one open: {@code evutil_closesocket}. Idempotent; never fails. */
    @Override
    public void close() {
        State was = state;
        if (was == State.OWNED) {
            state = State.CLOSED;
            platform.close(number);
        } else if (was == State.BORROWED) {
            state = State.CLOSED;
        }
    }

    @Override
    public String toString() {
        return "fd " + number + (isOpen() ? "" : " (closed)");
    }

    private int open() {
        if (!isOpen()) {
            throw new IllegalStateException("fd " + number + " is closed: its number may belong to another file now");
        }
        return number;
    }

    private static int wouldBlockOr(String call, int result) throws ErrnoException {
        if (result == -Errno.EAGAIN) {
            return WOULD_BLOCK;
        }
        throw new ErrnoException(call, result);
    }

    private static int check(String call, int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(call, result);
        }
        return result;
    }

    private static ByteBuffer direct(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("the buffer is on the heap: use ByteBuffer.allocateDirect");
        }
        return buffer;
    }
}
