package io.gyre.net;

import io.gyre.internal.ffi.Errno;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a number of the nio platform stands for. Results are those of {@link Platform}; exceptions are turned into errnos by
 * the platform. What is not overridden is what only sockets can do.
 */
abstract class NioFile {
    /** {@return the channel behind the number now} */
    abstract Channel channel();

    boolean isSocket() {
        return false;
    }

    /** 0 is the end. */
    abstract int read(ByteBuffer to) throws IOException;

    abstract int write(ByteBuffer from) throws IOException;

    int sendTo(ByteBuffer from, SocketAddress to) throws IOException {
        return isSocket() ? -Errno.EOPNOTSUPP : -Errno.ENOTSOCK;
    }

    int receiveFrom(ByteBuffer to, @Nullable SocketAddress[] from) throws IOException {
        return isSocket() ? -Errno.EOPNOTSUPP : -Errno.ENOTSOCK;
    }

    int bind(SocketAddress address) throws IOException {
        return -Errno.ENOTSOCK;
    }

    int connect(SocketAddress address) throws IOException {
        return -Errno.ENOTSOCK;
    }

    /** {@return 0 unless a connection is under way ({@code -EINPROGRESS}) or has failed} */
    int finishConnect() {
        return 0;
    }

    int shutdown(Shutdown how) throws IOException {
        return -Errno.ENOTSOCK;
    }

    int setOption(SocketOption option, int value) throws IOException {
        return -Errno.ENOTSOCK;
    }

    int option(SocketOption option) throws IOException {
        return -Errno.ENOTSOCK;
    }

    @Nullable
    SocketAddress localAddress() throws IOException {
        return null;
    }

    @Nullable
    SocketAddress remoteAddress() throws IOException {
        return null;
    }

    int setNonblocking(boolean nonblocking) throws IOException {
        if (!(channel() instanceof SelectableChannel selectable)) {
            return 0; // A regular file never blocks, and has no say in it.
        }
        boolean before = !selectable.isBlocking();
        selectable.configureBlocking(!nonblocking);
        return before ? 1 : 0;
    }
}
