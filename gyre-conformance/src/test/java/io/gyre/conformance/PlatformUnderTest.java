package io.gyre.conformance;

import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.Platform;
import io.gyre.net.SocketOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;

/** What the parts of {@link PlatformContract} ask for. */
interface PlatformUnderTest {
    Platform platform();

    /** Closes {@code fd} after the test. */
    Fd own(Fd fd);

    /** Closes {@code pair} after the test. */
    FdPair own(FdPair pair);

    default Descriptors make() {
        return new Descriptors(platform());
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static SocketAddress addressOf(Fd bound) {
        return Objects.requireNonNull(bound.localAddress());
    }

    /** {@return an address at which nobody listens} */
    default SocketAddress nobody() throws IOException {
        try (Fd listener = make().listen(anyPort())) {
            return addressOf(listener);
        }
    }

    /** {@return the next connection} A handshake over the loopback interface takes no time worth a mechanism. */
    default Fd accept(Fd listener) throws IOException {
        return own(Spin.until(() -> Optional.ofNullable(listener.accept()), Optional::isPresent)
                .orElseThrow());
    }

    /** {@return a connection over TCP} Both ends stand. */
    default FdPair tcp() throws IOException {
        Fd listener = own(make().listen(anyPort()));
        Fd client = own(make().connect(addressOf(listener)));
        Fd server = accept(listener);
        Spin.until(() -> platform().option(client.number(), SocketOption.ERROR), _ -> client.remoteAddress() != null);
        return new FdPair(client, server);
    }

    /** {@return what a read gives once there is something to be had} */
    static String awaitRead(Fd fd) throws IOException {
        return Spin.until(() -> Bytes.read(fd), got -> !got.equals("WOULD_BLOCK"));
    }
}
