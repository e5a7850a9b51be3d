package io.gyre.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stream socket that listens. */
final class NioListener extends NioSocket {
    private final ServerSocketChannel channel;

    NioListener(StandardProtocolFamily family) throws IOException {
        this(ServerSocketChannel.open(family));
    }

    /** Somebody else's channel. */
    NioListener(ServerSocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
    }

    @Override
    ServerSocketChannel channel() {
        return channel;
    }

    /** Listens with the options that were set before; the JDK would set {@code SO_REUSEADDR} unasked. */
    void listen(@Nullable SocketAddress local, int backlog, Map<SocketOption, Integer> options) throws IOException {
        setOption(SocketOption.REUSE_ADDRESS, 0);
        for (var option : options.entrySet()) {
            setOption(option.getKey(), option.getValue());
        }
        channel.bind(local, backlog);
    }

    /** {@return a new connection, or null if none waits} */
    @Nullable
    SocketChannel accept() throws IOException {
        return channel.accept();
    }

    @Override
    int option(SocketOption option) throws IOException {
        return option == SocketOption.LISTENS ? 1 : super.option(option);
    }
}
