package io.gyre.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Connected pairs of stream sockets, which the JDK cannot make in one step. */
final class NioPairs {
    private NioPairs() {}

    /** {@return two connected channels} Unix sockets where the system has them, otherwise TCP over the loopback interface. */
    static List<SocketChannel> open() throws IOException {
        try {
            return overUnix();
        } catch (IOException | UnsupportedOperationException unixUnavailable) {
            try {
                return overLoopback();
            } catch (IOException failed) {
                failed.addSuppressed(unixUnavailable);
                throw failed;
            }
        }
    }

    /** The listener's path is in a folder that only this user may enter, so that nobody else can connect. */
    static List<SocketChannel> overUnix() throws IOException {
        Path folder = Files.createTempDirectory("gyre");
        Path path = folder.resolve("pair");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path), 1);
            return connect(listener, SocketChannel.open(StandardProtocolFamily.UNIX));
        } finally {
            Files.deleteIfExists(path);
            Files.delete(folder);
        }
    }

    static List<SocketChannel> overLoopback() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return connect(listener, SocketChannel.open());
        }
    }

    static List<SocketChannel> connect(ServerSocketChannel listener, SocketChannel first) throws IOException {
        try {
            first.connect(listener.getLocalAddress());
            SocketAddress ours = first.getLocalAddress();
            SocketChannel second = listener.accept();
            while (!isPeer(second, ours)) {
                second.close(); // Anybody on this machine may connect to a port, and may be faster.
                second = listener.accept();
            }
            return List.of(first, second);
        } catch (IOException | RuntimeException failed) {
            first.close();
            throw failed;
        }
    }

    /** A Unix client has no name to compare; there it is the folder that keeps others out. */
    private static boolean isPeer(SocketChannel accepted, SocketAddress ours) throws IOException {
        return ours instanceof UnixDomainSocketAddress || ours.equals(accepted.getRemoteAddress());
    }
}
