package io.gyre.conformance;

import static io.gyre.conformance.PlatformUnderTest.addressOf;
import static io.gyre.conformance.PlatformUnderTest.anyPort;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.internal.ffi.Errno;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Listening, connecting, accepting, and the addresses of both ends. */
interface ConnectCallsContract extends PlatformUnderTest {
    @Test
    default void aTcpConnectionKnowsBothAddresses() throws IOException {
        FdPair pair = tcp();
        assertEquals(addressOf(pair.first()), pair.second().remoteAddress());
        assertEquals(addressOf(pair.second()), pair.first().remoteAddress());
        Bytes.write(pair.first(), "x");
        assertEquals("x", PlatformUnderTest.awaitRead(pair.second()));
    }

    @Test
    default void aPortIsChosenIfNoneIsNamed() throws IOException {
        Fd listener = own(make().listen(anyPort()));
        assertTrue(((InetSocketAddress) addressOf(listener)).getPort() > 0);
        assertNull(listener.remoteAddress());
    }

    @Test
    default void nobodyIsAcceptedBeforeTheyCome() throws IOException {
        Fd listener = own(make().listen(anyPort()));
        assertNull(listener.accept());
    }

    @Test
    default void severalConnectionsWaitInLine() throws IOException {
        Fd listener = own(make().listen(anyPort()));
        Fd first = own(make().connect(addressOf(listener)));
        Fd second = own(make().connect(addressOf(listener)));
        assertEquals(first.localAddress(), accept(listener).remoteAddress());
        assertEquals(second.localAddress(), accept(listener).remoteAddress());
        assertNull(listener.accept());
    }

    @Test
    default void ipv6IsSpoken() throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("::1");
        Fd socket = own(make().socket(StandardProtocolFamily.INET6, SocketType.STREAM));
        assumeTrue(
                platform().bind(socket.number(), new InetSocketAddress(loopback, 0)) == 0, "this machine has no ::1");
        assertEquals(0, platform().listen(socket.number(), 1));
        Fd client = own(make().connect(addressOf(socket)));
        Fd server = accept(socket);
        assertEquals(loopback, ((InetSocketAddress) addressOf(server)).getAddress());
        Bytes.write(server, "x");
        assertEquals("x", PlatformUnderTest.awaitRead(client));
    }

    @Test
    default void unixSocketsAreSpoken(@TempDir Path folder) throws IOException {
        SocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        Fd listener = own(make().listen(address));
        assertEquals(address, listener.localAddress());
        Fd client = own(make().connect(address));
        Fd server = accept(listener);
        assertEquals(address, client.remoteAddress());
        Bytes.write(client, "x");
        assertEquals("x", Bytes.read(server));
    }

    @Test
    default void aUnixPathMayBeTakenMissingOrTooLong(@TempDir Path folder) throws IOException {
        SocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        Fd listener = own(make().listen(address));
        assertEquals("EADDRINUSE", refusal(() -> make().listen(address)));
        listener.close();
        assertEquals("ECONNREFUSED", refusal(() -> make().connect(address)));
        assertEquals("ENOENT", refusal(() -> make().connect(UnixDomainSocketAddress.of(folder.resolve("none")))));
        assertEquals(
                "EINVAL", refusal(() -> make().listen(UnixDomainSocketAddress.of(folder.resolve("x".repeat(200))))));
    }

    @Test
    default void aPortIsTakenOnce() throws IOException {
        Fd listener = own(make().listen(anyPort()));
        ErrnoException taken = assertThrows(ErrnoException.class, () -> make().listen(addressOf(listener)));
        assertEquals("EADDRINUSE", taken.errnoName());
        assertTrue(taken.toString().contains(addressOf(listener).toString()), taken.toString());
    }

    @Test
    default void severalListenersShareAPortIfAllAgree() throws IOException {
        Fd first = own(make().listen(anyPort(), 16, true));
        Fd second = own(make().listen(addressOf(first), 16, true));
        assertEquals(addressOf(first), addressOf(second));
        assertNotEquals(first.number(), second.number());
    }

    @Test
    default void aPortIsFreeAgainOnceItsListenerIsClosed() throws IOException {
        FdPair connection = tcp();
        SocketAddress address = addressOf(connection.second());
        connection.second().close();
        connection.first().close();
        SocketAddress free = nobody();
        assertEquals(free, addressOf(own(make().listen(free))));
        assertNotEquals(address, free);
    }

    @Test
    default void onlyOwnAddressesCanBeBound() {
        // 192.0.2.0/24 is for documentation, so no machine has it.
        var foreign = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0);
        assertEquals("EADDRNOTAVAIL", refusal(() -> make().listen(foreign)));
    }

    @Test
    default void aClientMayBindBeforeItConnects() throws IOException {
        Fd listener = own(make().listen(anyPort()));
        Fd client = own(make().socket(StandardProtocolFamily.INET, SocketType.STREAM));
        assertEquals(0, platform().bind(client.number(), anyPort()));
        SocketAddress own = addressOf(client);
        int rc = platform().connect(client.number(), addressOf(listener));
        assertTrue(rc == 0 || rc == -Errno.EINPROGRESS);
        assertEquals(own, accept(listener).remoteAddress());
    }

    @Test
    default void aRefusalIsToldOnce() throws IOException {
        Fd client = own(make().socket(StandardProtocolFamily.INET, SocketType.STREAM));
        int rc = platform().connect(client.number(), nobody());
        int error = rc == -Errno.EINPROGRESS
                ? Spin.until(() -> platform().option(client.number(), SocketOption.ERROR), told -> told != 0)
                : -rc;
        assertEquals("ECONNREFUSED", Errno.name(error));
        assertEquals(0, platform().option(client.number(), SocketOption.ERROR));
    }

    @Test
    default void aSocketConnectsOnce() throws IOException {
        FdPair pair = tcp();
        SocketAddress peer = addressOf(pair.second());
        int first = platform().connect(pair.first().number(), peer); // In POSIX 0, the end of the attempt under way.
        assertTrue(first == 0 || first == -Errno.EISCONN);
        assertEquals(-Errno.EISCONN, platform().connect(pair.first().number(), peer));
    }

    @Test
    default void anUnresolvedAddressIsAMistake() throws IOException {
        Fd client = own(make().socket(StandardProtocolFamily.INET, SocketType.STREAM));
        var unresolved = InetSocketAddress.createUnresolved("host.invalid", 80);
        assertThrows(IllegalArgumentException.class, () -> platform().connect(client.number(), unresolved));
    }

    private static String refusal(Executable call) {
        return assertThrows(ErrnoException.class, call).errnoName();
    }
}
