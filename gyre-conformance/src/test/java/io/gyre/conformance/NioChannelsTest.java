package io.gyre.conformance;

import static io.gyre.backend.Interest.READ;
import static io.gyre.backend.Interest.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.internal.ffi.Errno;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.NioPlatform;
import io.gyre.net.Platform;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the nio platform adds: channels that a program has already, and the channels behind its numbers. */
@ExtendWith(NoLeaks.class)
class NioChannelsTest {
    private final NioPlatform nio = NioPlatform.instance();
    private final BackendFixture fixture = BackendFixture.of("nio", "nio");

    @Test
    void itIsThePlatformOfThatName() {
        assertSame(nio, Platform.named("nio"));
        assertFalse(nio.kernelDescriptors());
    }

    @Test
    void aChannelIsTakenOver() throws IOException {
        Pipe pipe = Pipe.open();
        try (Fd source = nio.adopt(pipe.source());
                Fd sink = nio.adopt(pipe.sink())) {
            assertFalse(pipe.source().isBlocking());
            assertFalse(source.isSocket());
            assertSame(pipe.source(), nio.channel(source.number()));
            Bytes.write(sink, "x");
            assertEquals("x", Bytes.read(source));
        }
        assertFalse(pipe.source().isOpen());
    }

    @Test
    void everyKindOfSocketIsTakenOver() throws IOException {
        try (Fd listener = nio.adopt(ServerSocketChannel.open().bind(PlatformUnderTest.anyPort()));
                Fd client = nio.adopt(SocketChannel.open(PlatformUnderTest.addressOf(listener)));
                Fd server = Spin.until(() -> Optional.ofNullable(listener.accept()), Optional::isPresent)
                        .orElseThrow();
                Fd datagrams = nio.adopt(DatagramChannel.open())) {
            assertTrue(listener.isSocket() && client.isSocket() && datagrams.isSocket());
            Bytes.write(client, "x");
            assertEquals("x", PlatformUnderTest.awaitRead(server));
        }
    }

    @Test
    void aClosedChannelIsNotTaken() throws IOException {
        DatagramChannel closed = DatagramChannel.open();
        closed.close();
        assertEquals(
                "EBADF",
                assertThrows(ErrnoException.class, () -> nio.adopt(closed)).errnoName());
    }

    @Test
    void aFileIsReadAndWritten(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "old");
        try (Fd file = nio.adopt(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE))) {
            assertEquals("old", Bytes.read(file));
            assertEquals("EOF", Bytes.read(file));
            Bytes.write(file, "new");
            assertInstanceOf(FileChannel.class, nio.channel(file.number()));
        }
        assertEquals("oldnew", Files.readString(path));
    }

    @Test
    void thereIsNoChannelBehindANumberThatIsNotOpen() throws IOException {
        FdPair pair = fixture.descriptors().socketpair();
        pair.close();
        assertNull(nio.channel(pair.first().number()));
        assertNull(nio.channel(-1));
    }

    @Test
    void whatOnlyTheKernelHasIsRefused() throws IOException {
        assertEquals(-Errno.ENOSYS, nio.pidfd(1));
        assertEquals(-Errno.EAFNOSUPPORT, nio.socket(StandardProtocolFamily.UNIX, SocketType.DATAGRAM));
        assertEquals(-Errno.EAFNOSUPPORT, nio.socketpair(SocketType.DATAGRAM, new int[2]));
        try (FdPair pair = fixture.descriptors().socketpair()) {
            assertThrows(ErrnoException.class, () -> pair.first().duplicate());
            assertThrows(ErrnoException.class, () -> pair.first().ipv6Only(true));
            assertThrows(ErrnoException.class, () -> pair.first().closeOnExec(false));
        }
    }

    /** A mechanism cannot watch a channel that blocks, so one that is watched cannot begin to. */
    @Test
    void aWatchedChannelCannotBeMadeToBlock() throws IOException {
        try (BackendDriver driver = new BackendDriver(fixture)) {
            FdPair pair = driver.socketpair();
            driver.watch(pair.first(), READ);
            assertEquals(
                    "EINVAL",
                    assertThrows(ErrnoException.class, () -> pair.first().nonblocking(false))
                            .errnoName());
        }
    }

    @Test
    void aSocketMayBeWatchedBeforeItConnects() throws IOException {
        try (BackendDriver driver = new BackendDriver(fixture);
                Fd listener = driver.make.listen(PlatformUnderTest.anyPort());
                Fd client = driver.make.socket(StandardProtocolFamily.INET, SocketType.STREAM)) {
            driver.watch(client, READ | WRITE);
            nio.connect(client.number(), PlatformUnderTest.addressOf(listener));
            assertEquals(WRITE, driver.await(client));
            driver.watch(client, READ);
            driver.assertQuiet();
        }
    }

    @Test
    void aConnectionMayBeFinishedBehindTheMechanismsBack() throws IOException {
        try (BackendDriver driver = new BackendDriver(fixture);
                Fd listener = driver.make.listen(PlatformUnderTest.anyPort());
                Fd client = driver.make.connect(PlatformUnderTest.addressOf(listener))) {
            driver.watch(client, READ);
            Spin.until(() -> nio.finishConnect(client.number()), rc -> rc == 0);
            driver.assertQuiet();
            driver.watch(client, READ | WRITE);
            assertEquals(WRITE, driver.look(client));
        }
    }

    /** Two selectors have the channel, and both have to let it go. */
    @Test
    void aChannelThatTwoMechanismsWatchIsClosedAtOnce() throws IOException {
        try (BackendDriver first = new BackendDriver(fixture);
                BackendDriver second = new BackendDriver(fixture)) {
            FdPair pipe = first.pipe();
            first.watch(pipe.second(), WRITE);
            second.watch(pipe.second(), WRITE);
            assertEquals(WRITE, first.look(pipe.second()));
            assertEquals(WRITE, second.look(pipe.second()));
            pipe.second().close();
            assertEquals("EOF", Bytes.read(pipe.first()));
        }
    }

    @Test
    void aMechanismThatIsClosedLetsItsChannelsGo() throws IOException {
        try (BackendDriver driver = new BackendDriver(fixture)) {
            FdPair pipe = driver.pipe();
            try (BackendDriver other = new BackendDriver(fixture)) {
                other.watch(pipe.second(), WRITE);
            }
            pipe.second().close();
            assertEquals("EOF", Bytes.read(pipe.first()));
        }
    }
}
