package io.gyre.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class NioPairsTest {
    private static void assertConnected(List<SocketChannel> pair) throws IOException {
        try (SocketChannel first = pair.getFirst();
                SocketChannel second = pair.getLast()) {
            first.write(ByteBuffer.wrap(new byte[] {1}));
            second.write(ByteBuffer.wrap(new byte[] {2}));
            ByteBuffer got = ByteBuffer.allocate(2);
            second.read(got);
            first.read(got);
            assertEquals(ByteBuffer.wrap(new byte[] {1, 2}), got.flip());
        }
    }

    @Test
    void unixSocketsArePaired() throws IOException {
        assertConnected(NioPairs.overUnix());
    }

    @Test
    void tcpSocketsArePaired() throws IOException {
        assertConnected(NioPairs.overLoopback());
    }

    @Test
    void strangersAreTurnedAway() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel stranger = SocketChannel.open(listener.getLocalAddress())) {
                assertConnected(NioPairs.connect(listener, SocketChannel.open()));
                assertEquals(-1, stranger.read(ByteBuffer.allocate(1)));
            }
        }
    }
}
