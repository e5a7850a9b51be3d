package io.gyre.net;

import io.gyre.internal.ffi.Errno;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import org.jspecify.annotations.Nullable;

/** What sockets of every kind have in common. What is not overridden is what only connections can do. */
abstract class NioSocket extends NioFile {
    @Override
    abstract NetworkChannel channel();

    @Override
    final boolean isSocket() {
        return true;
    }

    @Override
    int read(ByteBuffer to) throws IOException {
        return -Errno.ENOTCONN;
    }

    @Override
    int write(ByteBuffer from) throws IOException {
        return -Errno.ENOTCONN;
    }

    @Override
    int bind(SocketAddress address) throws IOException {
        channel().bind(address);
        return 0;
    }

    @Override
    int connect(SocketAddress address) throws IOException {
        return -Errno.EISCONN;
    }

    @Override
    int shutdown(Shutdown how) throws IOException {
        return -Errno.ENOTCONN;
    }

    @Override
    int setOption(SocketOption option, int value) throws IOException {
        return NioOptions.set(channel(), option, value);
    }

    @Override
    int option(SocketOption option) throws IOException {
        return option == SocketOption.ERROR ? takeError() : NioOptions.get(channel(), option);
    }

    /** {@return the errno that waits to be told, which is forgotten, or 0} */
    int takeError() {
        return 0;
    }

    @Override
    @Nullable
    SocketAddress localAddress() throws IOException {
        return channel().getLocalAddress();
    }
}
