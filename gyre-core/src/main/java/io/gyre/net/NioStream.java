package io.gyre.net;

import io.gyre.internal.ffi.Errno;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket, until it listens. The JDK closes the channel of a connection that fails; the number stays, as in POSIX, and
 * the error waits to be asked for.
 */
final class NioStream extends NioSocket {
    private final SocketChannel channel;
    private final @Nullable StandardProtocolFamily family;

    /** To be set again on the other kind of channel if the socket is made to listen. */
    private final Map<SocketOption, Integer> options = new EnumMap<>(SocketOption.class);

    /** Why the connection failed, until somebody was told; positive. */
    private volatile int error;

    /** A socket that may yet become anything. */
    NioStream(StandardProtocolFamily family) throws IOException {
        this.family = family;
        channel = SocketChannel.open(family);
        channel.configureBlocking(false);
    }

    /** A connection, or somebody else's channel. */
    NioStream(SocketChannel channel) throws IOException {
        this.family = null;
        this.channel = channel;
        channel.configureBlocking(false);
    }

    @Override
    SocketChannel channel() {
        return channel;
    }

    @Override
    int connect(SocketAddress address) throws IOException {
        if (!channel.isOpen()) {
            return -Errno.ECONNABORTED;
        }
        return channel.connect(address) ? 0 : -Errno.EINPROGRESS;
    }

    @Override
    int finishConnect() {
        if (channel.isConnectionPending()) {
            try {
                return channel.finishConnect() ? 0 : -Errno.EINPROGRESS;
            } catch (IOException failed) {
                error = NioErrors.errno(failed);
            }
        }
        return -error;
    }

    @Override
    int takeError() {
        int result = finishConnect();
        error = 0;
        return result == -Errno.EINPROGRESS ? 0 : -result;
    }

    @Override
    int read(ByteBuffer to) throws IOException {
        int rc = established();
        if (rc < 0) {
            return rc;
        }
        int got = channel.read(to);
        return got > 0 ? got : got < 0 || !to.hasRemaining() ? 0 : -Errno.EAGAIN;
    }

    @Override
    int write(ByteBuffer from) throws IOException {
        int rc = established();
        if (rc < 0) {
            return rc;
        }
        try {
            int sent = channel.write(from);
            return sent > 0 || !from.hasRemaining() ? sent : -Errno.EAGAIN;
        } catch (ClosedChannelException closed) {
            if (channel.isOpen()) {
                return -Errno.EPIPE; // Only the writing half is closed.
            }
            throw closed;
        }
    }

    /** {@return 0, or why nothing can be moved: a connection under way would block, a failed one tells its error once} */
    private int established() {
        if (channel.isConnected()) {
            return 0;
        }
        int rc = finishConnect();
        error = 0;
        return rc == -Errno.EINPROGRESS ? -Errno.EAGAIN : rc != 0 || channel.isConnected() ? rc : -Errno.ENOTCONN;
    }

    @Override
    int shutdown(Shutdown how) throws IOException {
        if (!channel.isConnected()) {
            return -Errno.ENOTCONN;
        }
        if (how != Shutdown.READING) {
            channel.shutdownOutput();
        }
        if (how != Shutdown.WRITING) {
            channel.shutdownInput();
        }
        return 0;
    }

    @Override
    int setOption(SocketOption option, int value) throws IOException {
        int rc = super.setOption(option, value);
        if (rc == 0 && !channel.isConnected()) {
            options.put(option, value);
        }
        return rc;
    }

    /** The JDK learns the address that the system has chosen when a connection stands, and knows the peer's before. */
    @Override
    @Nullable
    SocketAddress localAddress() throws IOException {
        int _ = finishConnect();
        return super.localAddress();
    }

    @Override
    @Nullable
    SocketAddress remoteAddress() throws IOException {
        return finishConnect() == 0 ? channel.getRemoteAddress() : null;
    }

    /**
     * Opens the listener that takes this socket's place, for the JDK has a channel of another kind for it.
     *
     * @param release closes this socket's channel for good, so that the address is free
     */
    NioListener listen(int backlog, Runnable release) throws IOException {
        SocketAddress local = channel.getLocalAddress();
        if (family == null || channel.isConnected() || (family == StandardProtocolFamily.UNIX && local == null)) {
            throw new NotYetBoundException();
        }
        var listener = new NioListener(family);
        try {
            release.run();
            if (local instanceof UnixDomainSocketAddress unix) {
                Files.deleteIfExists(unix.getPath()); // Made by our own bind.
            }
            listener.listen(local, backlog, options);
            return listener;
        } catch (IOException | RuntimeException failed) {
            listener.channel().close();
            throw failed;
        }
    }
}
