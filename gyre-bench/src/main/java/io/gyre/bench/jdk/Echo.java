package io.gyre.bench.jdk;

import io.gyre.bench.peer.Out;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** {@code echo} over NIO's selector: one direct buffer that all connections share, as in echo.h. Arguments: {@code [-c] port}. */
public final class Echo {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int BACKLOG = 4096;

    private final Selector selector = Selector.open();
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    private final boolean closing;

    private Echo(boolean closing, int port) throws IOException {
        this.closing = closing;
        listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] arguments) throws IOException {
        var echo = new Echo(arguments[0].equals("-c"), Integer.parseInt(arguments[arguments.length - 1]));
        Out.ready();
        while (true) {
            echo.selector.select(echo::onReady);
        }
    }

    private void onReady(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                acceptAll();
            } else {
                serve(key, (SocketChannel) key.channel());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll() throws IOException {
        for (SocketChannel socket; (socket = listener.accept()) != null; ) {
            socket.configureBlocking(false);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.register(selector, SelectionKey.OP_READ);
        }
    }

    private void serve(SelectionKey key, SocketChannel socket) throws IOException {
        try {
            if (key.isWritable()) {
                sendLeft(key, socket);
            } else if (!echoSome(key, socket)) {
                socket.close();
            }
        } catch (IOException reset) {
            socket.close();
        }
    }

    private boolean echoSome(SelectionKey key, SocketChannel socket) throws IOException {
        if (socket.read(buffer.clear()) < 0 || closing) {
            return false;
        }
        socket.write(buffer.flip());
        if (buffer.hasRemaining()) {
            key.attach(ByteBuffer.allocateDirect(buffer.remaining()).put(buffer).flip());
            key.interestOps(SelectionKey.OP_WRITE);
        }
        return true;
    }

    private static void sendLeft(SelectionKey key, SocketChannel socket) throws IOException {
        var left = (ByteBuffer) key.attachment();
        socket.write(left);
        if (!left.hasRemaining()) {
            key.attach(null);
            key.interestOps(SelectionKey.OP_READ);
        }
    }
}
