package io.gyre.bench.jdk;

import io.gyre.bench.peer.PipeRounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code pipes} over NIO's selector. The pairs are connected Unix-domain sockets, which is what socketpair(2) makes. */
public final class Pipes extends PipeRounds {
    private final Selector selector = Selector.open();
    private final ByteBuffer one = ByteBuffer.allocateDirect(1);
    private final SocketChannel[] readEnds = new SocketChannel[pairs];
    private final SocketChannel[] writeEnds = new SocketChannel[pairs];

    private Pipes(String[] arguments) throws IOException {
        super(arguments);
        Path path = Files.createTempDirectory("gyre-bench").resolve("pairs");
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            var address = UnixDomainSocketAddress.of(path);
            listener.bind(address);
            for (int i = 0; i < pairs; i++) {
                writeEnds[i] = SocketChannel.open(address);
                readEnds[i] = listener.accept();
                writeEnds[i].configureBlocking(false);
                readEnds[i].configureBlocking(false);
            }
        } finally {
            Files.deleteIfExists(path);
            Files.deleteIfExists(path.getParent());
        }
    }

    public static void main(String[] arguments) throws IOException {
        new Pipes(arguments).run();
    }

    @Override
    protected void armAll() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.cancel();
        }
        selector.selectNow(); // A cancelled key can be replaced only after the selector has dropped it.
        for (int i = 0; i < pairs; i++) {
            readEnds[i].register(selector, SelectionKey.OP_READ, i);
        }
    }

    @Override
    protected void turn() throws IOException {
        selector.selectNow(this::onSelected);
    }

    private void onSelected(SelectionKey key) {
        try {
            onReadable((Integer) key.attachment());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected int receiveByte(int pair) throws IOException {
        return readEnds[pair].read(one.clear());
    }

    @Override
    protected void sendByte(int pair) throws IOException {
        if (writeEnds[pair].write(one.clear()) != 1) {
            throw new IOException("the socket buffer of pair " + pair + " is full");
        }
    }
}
