package io.gyre.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the simulated platform has and no kernel: faults by script, limits, an account of what is open. */
class SimulatedPlatformTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.ofLiteral("10.1.2.3"), 80);

    private final SimulatedPlatform platform = new SimulatedPlatform();
    private final Descriptors descriptors = platform.descriptors();

    private static int errno(Errno errno) {
        return errno.number();
    }

    @Test
    void everyErrorHasTheNumberThatTheLibraryKnowsItBy() {
        for (Errno each : Errno.values()) {
            String known = new ErrnoException("call", each.number()).errnoName();
            if (!known.startsWith("errno ")) {
                assertEquals(each.name(), known);
            }
        }
    }

    @Test
    void theLowestFreeNumberIsTaken() throws IOException {
        FdPair first = descriptors.pipe();
        assertEquals(3, first.first().number());
        Fd last = descriptors.socket(StandardProtocolFamily.INET, SocketType.STREAM);
        first.first().close();
        assertEquals(
                3,
                descriptors
                        .socket(StandardProtocolFamily.INET, SocketType.STREAM)
                        .number());
        assertEquals(5, last.number());
    }

    @Test
    void whatIsOpenIsListedWithWhatItIs() throws IOException {
        Fd listener = descriptors.listen(SERVER);
        FdPair pipe = descriptors.pipe();
        pipe.first().close();
        assertEquals(
                List.of(
                        new OpenDescriptor(3, "TCP socket, listening at /10.1.2.3:80 with 0 to be accepted"),
                        new OpenDescriptor(5, "writing end of a pipe with 0 bytes in it, whose other end is closed")),
                platform.openDescriptors());
        listener.close();
        pipe.close();
        assertEquals(List.of(), platform.openDescriptors());
    }

    @Test
    void beyondTheLimitNoDescriptorIsOpened() throws IOException {
        Fd listener = descriptors.listen(SERVER);
        Fd client = descriptors.connect(SERVER);
        platform.limitDescriptors(2);
        assertEquals(
                errno(Errno.EMFILE),
                assertThrows(ErrnoException.class, listener::accept).errno());
        assertEquals(
                errno(Errno.EMFILE),
                assertThrows(ErrnoException.class, descriptors::pipe).errno());
        assertEquals("EMFILE", Io.name(platform.dup(client.number())));
        platform.limitDescriptors(3);
        Fd accepted = Objects.requireNonNull(listener.accept(), "it waited in the backlog");
        assertEquals(client.localAddress(), accepted.remoteAddress());
    }

    @Test
    void callsAreCountedWhetherTheySucceedOrNot() throws IOException {
        FdPair pair = descriptors.socketpair();
        Io.send(platform, pair.first().number(), "x");
        Io.recv(platform, pair.second().number(), 9);
        Io.recv(platform, pair.second().number(), 9);
        assertEquals(1, platform.count(Call.SEND));
        assertEquals(2, platform.count(Call.RECV));
        assertEquals(0, platform.count(Call.CLOSE));
    }

    @ParameterizedTest
    @EnumSource(Errno.class)
    void theNextCallsFailAsTheyWereTold(Errno errno) throws IOException {
        FdPair pair = descriptors.socketpair();
        int fd = pair.first().number();
        platform.faults().fail(Call.SEND, errno, 2);
        assertEquals(errno.result(), Io.send(platform, fd, "a"));
        assertEquals(1, platform.faults().remaining());
        assertEquals(errno.result(), Io.send(platform, fd, "a"));
        assertEquals(1, Io.send(platform, fd, "b"));
        assertEquals("b", Io.recv(platform, pair.second().number(), 9));
        assertEquals(0, platform.faults().remaining());
    }

    @Test
    void aFaultMayConcernOneDescriptor() throws IOException {
        FdPair pair = descriptors.socketpair();
        platform.faults().fail(Call.RECV, pair.second(), Errno.ECONNRESET, 1);
        assertEquals("EAGAIN", Io.recv(platform, pair.first().number(), 1));
        assertEquals("ECONNRESET", Io.recv(platform, pair.second().number(), 1));
    }

    @Test
    void rulesAreUsedUpInTheirOrderAndCanBeForgotten() throws IOException {
        FdPair pair = descriptors.socketpair();
        int fd = pair.first().number();
        platform.faults()
                .fail(Call.RECV, Errno.EINTR, 1)
                .fail(Call.RECV, Errno.EIO, 1)
                .fail(Call.RECV, Errno.ENOMEM, 9);
        assertEquals("EINTR", Io.recv(platform, fd, 1));
        assertEquals("EIO", Io.recv(platform, fd, 1));
        platform.faults().clear();
        assertEquals("EAGAIN", Io.recv(platform, fd, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void transfersMoveNoMoreThanTheyWereTold(int bytes) throws IOException {
        FdPair pair = descriptors.socketpair();
        platform.faults().shorten(Call.SEND, bytes, 1).shorten(Call.RECV, pair.second(), bytes, 1);
        assertEquals(Math.min(bytes, 8), Io.send(platform, pair.first().number(), "12345678"));
        assertEquals(8, Io.send(platform, pair.first().number(), "12345678"));
        assertEquals(
                "12345678".substring(0, Math.min(bytes, 8)),
                Io.recv(platform, pair.second().number(), 8));
    }

    @Test
    void onlyTransfersCanBeShortenedAndNotToNothing() {
        Faults faults = platform.faults();
        assertThrows(IllegalArgumentException.class, () -> faults.shorten(Call.ACCEPT, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> faults.shorten(Call.SEND, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> faults.fail(Call.SEND, Errno.EIO, 0));
    }

    @Test
    void aShakenPlatformInterruptsAndShortensAndLosesNothing() throws IOException {
        FdPair pair = descriptors.socketpair();
        platform.faults().shake(7);
        String text = "0123456789".repeat(50);
        var got = new StringBuilder();
        int interrupted = 0;
        for (int sent = 0; sent < text.length() || got.length() < text.length(); ) {
            int n = Io.send(platform, pair.first().number(), text.substring(sent, Math.min(sent + 20, text.length())));
            sent += Math.max(n, 0);
            String part = Io.recv(platform, pair.second().number(), 20);
            interrupted += part.equals("EINTR") ? 1 : 0;
            got.append(part.startsWith("E") ? "" : part);
        }
        assertEquals(text, got.toString());
        assertEquals(true, interrupted > 0);
    }

    @Test
    void smallBuffersMakeShortWritesAndThenNone() throws IOException {
        platform.bufferBytes(5);
        FdPair pair = descriptors.socketpair();
        assertEquals(5, Io.send(platform, pair.first().number(), "12345678"));
        assertEquals("EAGAIN", Io.name(Io.send(platform, pair.first().number(), "x")));
        assertEquals("123", Io.recv(platform, pair.second().number(), 3));
        assertEquals(3, Io.send(platform, pair.first().number(), "abcd"));
        assertEquals("45abc", Io.recv(platform, pair.second().number(), 9));
        assertThrows(IllegalArgumentException.class, () -> platform.bufferBytes(0));
    }

    @Test
    void bufferOptionsBoundWhatIsOnItsWay() throws IOException {
        FdPair pair = descriptors.socketpair();
        pair.first().option(SocketOption.SEND_BUFFER, 4);
        assertEquals(4, Io.send(platform, pair.first().number(), "12345678"));
        pair.first().option(SocketOption.RECEIVE_BUFFER, 2);
        assertEquals(2, Io.send(platform, pair.second().number(), "12345678"));
    }

    @Test
    void regularFilesAreReadAndWrittenAtOnePosition() {
        Fd file = platform.file("hello".getBytes(StandardCharsets.UTF_8));
        assertEquals("hel", Io.read(platform, file.number(), 3));
        assertEquals(3, Io.write(platform, file.number(), "p!!"));
        assertEquals("0", Io.read(platform, file.number(), 3));
        assertArrayEquals("help!!".getBytes(StandardCharsets.UTF_8), platform.content(file));
    }

    @Test
    void aResetIsFoundByTheOtherEnd() throws IOException {
        Fd listener = descriptors.listen(SERVER);
        Fd client = descriptors.connect(SERVER);
        Fd server = Objects.requireNonNull(listener.accept());
        platform.reset(server);
        assertEquals("ECONNRESET", Io.recv(platform, client.number(), 1));
        assertEquals("0", Io.recv(platform, client.number(), 1));
        assertThrows(IllegalArgumentException.class, () -> platform.reset(platform.file(new byte[0])));
    }

    @Test
    void attemptsThatNobodyAnswersWaitUntilSomebodyDoes() throws IOException {
        platform.silence(SERVER);
        Fd listener = descriptors.listen(SERVER);
        Fd client = descriptors.connect(SERVER);
        assertEquals("EALREADY", Io.name(platform.connect(client.number(), SERVER)));
        assertEquals("EAGAIN", Io.name(platform.accept(listener.number())));
        platform.unsilence(SERVER);
        assertEquals(0, client.option(SocketOption.ERROR));
        assertEquals("EISCONN", Io.name(platform.connect(client.number(), SERVER)));
    }

    @Test
    void attemptsWaitForRoomInTheBacklog() throws IOException {
        Fd listener = descriptors.listen(SERVER, 0, false);
        descriptors.connect(SERVER);
        Fd second = descriptors.connect(SERVER);
        assertEquals("EALREADY", Io.name(platform.connect(second.number(), SERVER)));
        listener.accept();
        assertEquals("EISCONN", Io.name(platform.connect(second.number(), SERVER)));
        Fd third = descriptors.connect(SERVER);
        listener.close();
        assertEquals(errno(Errno.ECONNRESET), second.option(SocketOption.ERROR));
        assertEquals(errno(Errno.ECONNREFUSED), third.option(SocketOption.ERROR));
    }

    @Test
    void listenersOfOnePortTakeTurns() throws IOException {
        Fd one = descriptors.listen(SERVER, 9, true);
        Fd other = descriptors.listen(SERVER, 9, true);
        for (int i = 0; i < 4; i++) {
            descriptors.connect(SERVER);
        }
        for (Fd listener : List.of(one, other)) {
            Objects.requireNonNull(listener.accept());
            Objects.requireNonNull(listener.accept());
            assertEquals("EAGAIN", Io.name(platform.accept(listener.number())));
        }
    }

    @Test
    void aWildcardListenerTakesEveryAddress() throws IOException {
        Fd all = descriptors.listen(new InetSocketAddress(InetAddress.ofLiteral("::"), 80));
        Fd client = descriptors.connect(new InetSocketAddress(InetAddress.ofLiteral("10.9.9.9"), 80));
        Objects.requireNonNull(all.accept());
        assertEquals(0, client.option(SocketOption.ERROR));
    }

    @Test
    void anIpv6OnlyListenerLeavesIpv4Alone() throws IOException {
        Fd v6 = descriptors
                .socket(StandardProtocolFamily.INET6, SocketType.STREAM)
                .ipv6Only(true);
        assertEquals(0, platform.bind(v6.number(), new InetSocketAddress(InetAddress.ofLiteral("::"), 80)));
        assertEquals(0, platform.listen(v6.number(), 1));
        descriptors.listen(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 80));
        descriptors.connect(SERVER);
        assertEquals("EAGAIN", Io.name(platform.accept(v6.number())));
    }
}
