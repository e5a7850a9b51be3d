package io.gyre.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.net.Platform;
import io.gyre.net.Shutdown;
import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Listening, connecting and datagrams behave alike on the simulated platform and on this machine. */
@ParameterizedClass(name = "{0}")
@MethodSource("names")
class NetworkTest {
    @TempDir
    Path folder;

    private final Platform platform;
    private final List<Integer> open = new ArrayList<>();

    static Stream<String> names() {
        return Stream.of("simulated", "posix");
    }

    NetworkTest(String name) {
        boolean linux = System.getProperty("os.name").equals("Linux");
        assumeTrue(linux || !name.equals("posix"), "this machine is no Linux to compare with");
        platform = name.equals("simulated") ? new SimulatedPlatform() : Platform.named(name);
    }

    @AfterEach
    void closeAll() {
        open.forEach(platform::close);
    }

    private int kept(int fd) {
        open.add(fd);
        return fd;
    }

    private void close(int fd) {
        assertEquals(0, platform.close(fd));
        open.removeIf(each -> each == fd);
    }

    private int tcp() {
        return kept(platform.socket(StandardProtocolFamily.INET, SocketType.STREAM));
    }

    private int udp() {
        return kept(platform.socket(StandardProtocolFamily.INET, SocketType.DATAGRAM));
    }

    private int unix() {
        return kept(platform.socket(StandardProtocolFamily.UNIX, SocketType.STREAM));
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private int listener() {
        int fd = tcp();
        assertEquals(0, platform.bind(fd, anyPort()));
        assertEquals(0, platform.listen(fd, 10));
        return fd;
    }

    private SocketAddress where(int fd) {
        return Objects.requireNonNull(platform.localAddress(fd));
    }

    private int accept(int listener) {
        return kept(Io.until(fd -> fd != Errno.EAGAIN.result(), () -> platform.accept(listener)));
    }

    private int[] connection() {
        int listener = listener();
        int client = tcp();
        assertEquals("EINPROGRESS", Io.name(platform.connect(client, where(listener))));
        return new int[] {client, accept(listener)};
    }

    private String recv(int fd) {
        return Io.name(Io.until(
                n -> n != Errno.EAGAIN.result(),
                () -> platform.recv(fd, Arena.ofAuto().allocate(99), 0, 99)));
    }

    @Test
    void portZeroIsAnyFreeOne() {
        var address = (InetSocketAddress) where(listener());
        assertEquals("127.0.0.1", address.getAddress().getHostAddress());
        assertEquals(true, address.getPort() > 0);
    }

    @Test
    void aConnectionHasTheSameTwoNamesAtBothEnds() {
        int[] connection = connection();
        assertEquals(platform.localAddress(connection[0]), platform.remoteAddress(connection[1]));
        assertEquals(platform.remoteAddress(connection[0]), platform.localAddress(connection[1]));
    }

    @Test
    void aConnectionCarriesBytesBothWays() {
        int[] connection = connection();
        Io.send(platform, connection[0], "hello");
        assertEquals("5", recv(connection[1]));
        Io.send(platform, connection[1], "bye");
        assertEquals("3", recv(connection[0]));
    }

    @Test
    void whatIsSentBeforeTheAcceptIsNotLost() {
        int listener = listener();
        int client = tcp();
        platform.connect(client, where(listener));
        Io.until(n -> n == 5, () -> Io.send(platform, client, "early"));
        assertEquals("5", recv(accept(listener)));
    }

    @Test
    void nobodyListeningIsToldBySocketError() {
        int listener = listener();
        SocketAddress gone = where(listener);
        close(listener);
        int client = tcp();
        assertEquals("EINPROGRESS", Io.name(platform.connect(client, gone)));
        assertEquals(
                Errno.ECONNREFUSED.number(),
                Io.until(error -> error != 0, () -> platform.option(client, SocketOption.ERROR)));
        assertEquals("0", recv(client));
    }

    @Test
    void anEmptyListenerHasNothingToAccept() {
        assertEquals("EAGAIN", Io.name(platform.accept(listener())));
        assertEquals("EINVAL", Io.name(platform.accept(tcp())));
        assertEquals("EOPNOTSUPP", Io.name(platform.accept(udp())));
    }

    @Test
    void anAddressThatIsTakenIsRefused() {
        int listener = listener();
        int other = tcp();
        assertEquals("EADDRINUSE", Io.name(platform.bind(other, where(listener))));
        int port = ((InetSocketAddress) where(listener)).getPort();
        assertEquals("EADDRINUSE", Io.name(platform.bind(other, new InetSocketAddress(port))));
        assertEquals("EINVAL", Io.name(platform.bind(listener, anyPort())));
    }

    // S-113
    @Test
    void anAddressIsFreeAgainOnceItsListenerClosed() {
        int listener = listener();
        SocketAddress address = where(listener);
        close(listener);
        int next = tcp();
        platform.setOption(next, SocketOption.REUSE_ADDRESS, 1);
        assertEquals(0, platform.bind(next, address));
    }

    @Test
    void listenersWithReusePortShareIt() {
        int one = tcp();
        int other = tcp();
        platform.setOption(one, SocketOption.REUSE_PORT, 1);
        platform.setOption(other, SocketOption.REUSE_PORT, 1);
        assertEquals(0, platform.bind(one, anyPort()));
        assertEquals(0, platform.bind(other, where(one)));
        assertEquals(0, platform.listen(one, 1));
        assertEquals(0, platform.listen(other, 1));
    }

    @Test
    void aSocketConnectsOnce() {
        int[] connection = connection();
        SocketAddress peer = where(connection[1]);
        Io.until(n -> n == 1, () -> Io.send(platform, connection[0], "x"));
        Io.until(rc -> rc == Errno.EISCONN.result(), () -> platform.connect(connection[0], peer));
        assertEquals("EISCONN", Io.name(platform.connect(connection[0], peer)));
    }

    @Test
    void aFamilyTakesItsOwnAddressesOnly() {
        assertEquals(
                "EAFNOSUPPORT",
                Io.name(platform.connect(tcp(), new InetSocketAddress(InetAddress.ofLiteral("::1"), 1))));
    }

    @Test
    void anUnconnectedSocketHasNoPeer() {
        int fd = tcp();
        assertNull(platform.remoteAddress(fd));
        assertEquals(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0), platform.localAddress(fd));
        assertEquals("ENOTCONN", Io.recv(platform, fd, 1));
        assertEquals("EPIPE", Io.name(Io.send(platform, fd, "x")));
        assertEquals("ENOTCONN", Io.name(platform.shutdown(fd, Shutdown.WRITING)));
    }

    @Test
    void aClosedTcpPeerAnswersTheNextBytesByAReset() {
        int[] connection = connection();
        close(connection[1]);
        assertEquals("0", recv(connection[0]));
        assertEquals(1, Io.send(platform, connection[0], "x"));
        assertEquals("EPIPE", Io.name(Io.until(n -> n < 0, () -> Io.send(platform, connection[0], "x"))));
    }

    @Test
    void aTcpPeerThatClosesWithoutReadingResetsTheConnection() {
        int[] connection = connection();
        assertEquals(1, Io.send(platform, connection[0], "x"));
        close(connection[1]);
        assertEquals("ECONNRESET", recv(connection[0]));
        assertEquals("0", recv(connection[0]));
        assertEquals("EPIPE", Io.name(Io.send(platform, connection[0], "x")));
    }

    @Test
    void aTcpPeerThatReadsNoMoreIsNotNoticed() {
        int[] connection = connection();
        platform.shutdown(connection[1], Shutdown.READING);
        assertEquals(1, Io.send(platform, connection[0], "x"));
    }

    @Test
    void connectionsThatWereNotAcceptedAreResetWithTheirListener() {
        int listener = listener();
        int client = tcp();
        platform.connect(client, where(listener));
        Io.until(n -> n == 1, () -> Io.send(platform, client, "x"));
        close(listener);
        assertEquals("ECONNRESET", recv(client));
    }

    // S-115
    @Test
    void unixSocketsAreReachedByTheirPath() {
        var path = UnixDomainSocketAddress.of(folder.resolve("s"));
        int client = unix();
        assertEquals("ENOENT", Io.name(platform.connect(client, path)));
        int listener = unix();
        assertEquals(0, platform.bind(listener, path));
        assertEquals("ECONNREFUSED", Io.name(platform.connect(client, path)));
        assertEquals(0, platform.listen(listener, 1));
        assertEquals(0, platform.connect(client, path));
        int accepted = accept(listener);
        assertEquals(path, platform.localAddress(accepted));
        assertEquals(path, platform.remoteAddress(client));
        assertEquals(UnixDomainSocketAddress.of(""), platform.remoteAddress(accepted));
        Io.send(platform, accepted, "hello");
        assertEquals("hello", Io.recv(platform, client, 9));
    }

    @Test
    void aUnixListenerWhoseBacklogIsFullMakesCallersTryAgain() {
        var path = UnixDomainSocketAddress.of(folder.resolve("s"));
        int listener = unix();
        platform.bind(listener, path);
        platform.listen(listener, 1);
        assertEquals(0, platform.connect(unix(), path));
        assertEquals(0, platform.connect(unix(), path));
        int third = unix();
        assertEquals("EAGAIN", Io.name(platform.connect(third, path)));
        accept(listener);
        assertEquals(0, platform.connect(third, path));
    }

    @Test
    void unixSocketsThatAreNotConnectedSaySo() {
        int fd = unix();
        assertEquals("ENOTCONN", Io.name(Io.send(platform, fd, "x")));
        assertEquals("EINVAL", Io.recv(platform, fd, 1));
    }

    @Test
    void connectedUdpSocketsHearEachOther() {
        int one = udp();
        int other = udp();
        platform.bind(one, anyPort());
        platform.bind(other, anyPort());
        assertEquals("EDESTADDRREQ", Io.name(Io.send(platform, one, "x")));
        assertEquals(0, platform.connect(one, where(other)));
        assertEquals(0, platform.connect(other, where(one)));
        assertEquals(4, Io.send(platform, one, "ping"));
        assertEquals("4", recv(other));
        assertEquals("EMSGSIZE", Io.name(Io.sendZeros(platform, one, 70_000)));
    }

    @Test
    void aUdpPeerThatIsGoneIsToldByTheNextCall() {
        int one = udp();
        int other = udp();
        platform.bind(other, anyPort());
        platform.connect(one, where(other));
        close(other);
        assertEquals(1, Io.send(platform, one, "x"));
        assertEquals("ECONNREFUSED", recv(one));
    }
}
