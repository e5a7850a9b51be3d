package io.gyre.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.net.Platform;
import io.gyre.net.Shutdown;
import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Pipes and socket pairs behave alike on the simulated platform and on this machine. */
@ParameterizedClass(name = "{0}")
@MethodSource("names")
class PlatformTest {
    private final Platform platform;
    private final List<Integer> open = new ArrayList<>();

    static Stream<String> names() {
        return Stream.of("simulated", "posix");
    }

    PlatformTest(String name) {
        boolean linux = System.getProperty("os.name").equals("Linux");
        assumeTrue(linux || !name.equals("posix"), "this machine is no Linux to compare with");
        platform = name.equals("simulated") ? new SimulatedPlatform() : Platform.named(name);
    }

    @AfterEach
    void closeAll() {
        open.forEach(platform::close);
    }

    private int[] pipe() {
        int[] out = new int[2];
        assertEquals(0, platform.pipe(out));
        open.add(out[0]);
        open.add(out[1]);
        return out;
    }

    private int[] pair(SocketType type) {
        int[] out = new int[2];
        assertEquals(0, platform.socketpair(type, out));
        open.add(out[0]);
        open.add(out[1]);
        return out;
    }

    private void close(int fd) {
        assertEquals(0, platform.close(fd));
        open.removeIf(each -> each == fd);
    }

    @Test
    void aPipeGivesWhatWasWrittenInItsOrder() {
        int[] pipe = pipe();
        Io.write(platform, pipe[1], "ab");
        Io.write(platform, pipe[1], "cd");
        assertEquals("abc", Io.read(platform, pipe[0], 3));
        assertEquals("d", Io.read(platform, pipe[0], 3));
        assertEquals("EAGAIN", Io.read(platform, pipe[0], 3));
    }

    @Test
    void aPipeWithoutAWriterEndsAfterWhatWasWritten() {
        int[] pipe = pipe();
        Io.write(platform, pipe[1], "ab");
        close(pipe[1]);
        assertEquals("ab", Io.read(platform, pipe[0], 9));
        assertEquals("0", Io.read(platform, pipe[0], 9));
    }

    @Test
    void aPipeWithoutAReaderIsBroken() {
        int[] pipe = pipe();
        close(pipe[0]);
        assertEquals("EPIPE", Io.name(Io.write(platform, pipe[1], "ab")));
    }

    @Test
    void aPipeHasTwoDifferentEndsAndIsNoSocket() {
        int[] pipe = pipe();
        assertEquals("EBADF", Io.read(platform, pipe[1], 1));
        assertEquals("EBADF", Io.name(Io.write(platform, pipe[0], "a")));
        assertEquals("ENOTSOCK", Io.recv(platform, pipe[0], 1));
        assertEquals("ENOTSOCK", Io.name(Io.send(platform, pipe[1], "a")));
        assertEquals("ENOTSOCK", Io.name(platform.shutdown(pipe[0], Shutdown.BOTH)));
        assertEquals("ENOTSOCK", Io.name(platform.accept(pipe[0])));
    }

    @Test
    void aSmallWriteToAPipeGoesWholeOrNotAtAll() {
        int[] pipe = pipe();
        MemorySegment page = Arena.ofAuto().allocate(4096);
        int written = platform.write(pipe[1], page, 0, 4095);
        while (written > 0) {
            assertEquals(4095, written);
            written = platform.write(pipe[1], page, 0, 4095);
        }
        assertEquals("EAGAIN", Io.name(written));
        assertEquals(4095, platform.read(pipe[0], page, 0, 4095));
        assertEquals(4095, platform.write(pipe[1], page, 0, 4095));
    }

    @Test
    void theEndsOfASocketPairSendBothWays() {
        int[] pair = pair(SocketType.STREAM);
        Io.send(platform, pair[0], "there");
        Io.send(platform, pair[1], "back");
        assertEquals("there", Io.recv(platform, pair[1], 9));
        assertEquals("back", Io.recv(platform, pair[0], 9));
        assertEquals("EAGAIN", Io.recv(platform, pair[0], 9));
    }

    @Test
    void aSocketMayBeReadAndWrittenAsAFile() {
        int[] pair = pair(SocketType.STREAM);
        Io.write(platform, pair[0], "x");
        assertEquals("x", Io.read(platform, pair[1], 9));
    }

    @Test
    void aHalfClosedStreamEndsInOneDirection() {
        int[] pair = pair(SocketType.STREAM);
        Io.send(platform, pair[0], "last");
        platform.shutdown(pair[0], Shutdown.WRITING);
        assertEquals("EPIPE", Io.name(Io.send(platform, pair[0], "more")));
        assertEquals("last", Io.recv(platform, pair[1], 9));
        assertEquals("0", Io.recv(platform, pair[1], 9));
        Io.send(platform, pair[1], "answer");
        assertEquals("answer", Io.recv(platform, pair[0], 9));
    }

    @Test
    void aPeerThatReadsNoMoreBreaksTheOtherDirection() {
        int[] pair = pair(SocketType.STREAM);
        platform.shutdown(pair[1], Shutdown.READING);
        assertEquals("EPIPE", Io.name(Io.send(platform, pair[0], "x")));
        assertEquals("0", Io.recv(platform, pair[1], 9));
    }

    @Test
    void aClosedPeerLeavesWhatItSent() {
        int[] pair = pair(SocketType.STREAM);
        Io.send(platform, pair[0], "left");
        close(pair[0]);
        assertEquals("EPIPE", Io.name(Io.send(platform, pair[1], "x")));
        assertEquals("left", Io.recv(platform, pair[1], 9));
        assertEquals("0", Io.recv(platform, pair[1], 9));
    }

    @Test
    void aPeerThatClosesWithoutReadingResetsTheConnection() {
        int[] pair = pair(SocketType.STREAM);
        Io.send(platform, pair[1], "unread");
        Io.send(platform, pair[0], "left");
        close(pair[0]);
        assertEquals("left", Io.recv(platform, pair[1], 9));
        assertEquals("ECONNRESET", Io.recv(platform, pair[1], 9));
        assertEquals("0", Io.recv(platform, pair[1], 9));
    }

    @Test
    void theErrorOfASocketIsToldOnce() {
        int[] pair = pair(SocketType.STREAM);
        Io.send(platform, pair[1], "unread");
        close(pair[0]);
        assertEquals(Errno.ECONNRESET.number(), platform.option(pair[1], SocketOption.ERROR));
        assertEquals(0, platform.option(pair[1], SocketOption.ERROR));
    }

    @Test
    void aFullStreamTakesLessAndThenNothing() {
        int[] pair = pair(SocketType.STREAM);
        int sent = 0;
        int n = Io.sendZeros(platform, pair[0], 10_000);
        while (n > 0) {
            sent += n;
            n = Io.sendZeros(platform, pair[0], 10_000);
        }
        assertEquals("EAGAIN", Io.name(n));
        assertTrue(sent >= 10_000);
        int got = 0;
        MemorySegment buffer = Arena.ofAuto().allocate(10_000);
        for (n = platform.recv(pair[1], buffer, 0, 10_000); n > 0; n = platform.recv(pair[1], buffer, 0, 10_000)) {
            got += n;
        }
        assertEquals(sent, got);
        assertEquals(10_000, Io.sendZeros(platform, pair[0], 10_000));
    }

    @Test
    void datagramsKeepTheirBoundsAndLoseWhatDoesNotFit() {
        int[] pair = pair(SocketType.DATAGRAM);
        Io.send(platform, pair[0], "first");
        Io.send(platform, pair[0], "second");
        assertEquals("fir", Io.recv(platform, pair[1], 3));
        assertEquals("second", Io.recv(platform, pair[1], 9));
        assertEquals("EAGAIN", Io.recv(platform, pair[1], 9));
    }

    @Test
    void aDuplicateKeepsTheFileOpen() {
        int[] pair = pair(SocketType.STREAM);
        int copy = platform.dup(pair[0]);
        close(pair[0]);
        Io.send(platform, copy, "still here");
        assertEquals("still here", Io.recv(platform, pair[1], 20));
        assertEquals(0, platform.close(copy));
        assertEquals("0", Io.recv(platform, pair[1], 20));
    }

    @Test
    void whatIsNotOpenIsRefused() {
        int[] pair = pair(SocketType.STREAM);
        close(pair[0]);
        int gone = 9999;
        assertArrayEquals(
                new String[] {"EBADF", "EBADF", "EBADF", "EBADF", "EBADF"},
                Stream.of(
                                Io.send(platform, gone, "x"),
                                platform.close(gone),
                                platform.dup(gone),
                                platform.accept(gone),
                                platform.shutdown(gone, Shutdown.BOTH))
                        .map(Io::name)
                        .toArray());
    }

    // S-112
    @Test
    void descriptorsAreNonBlockingFromTheStart() {
        int[] pair = pair(SocketType.STREAM);
        assertEquals(1, platform.setNonblocking(pair[0], false));
        assertEquals(0, platform.setNonblocking(pair[0], true));
        assertEquals(1, platform.setNonblocking(pair[0], true));
    }

    @Test
    void bufferSizesAreReportedTwiceAsLarge() {
        int[] pair = pair(SocketType.STREAM);
        assertEquals(0, platform.setOption(pair[0], SocketOption.SEND_BUFFER, 10_000));
        assertEquals(20_000, platform.option(pair[0], SocketOption.SEND_BUFFER));
    }

    @Test
    void unixSocketsHaveNoOptionsOfTcp() {
        int[] pair = pair(SocketType.STREAM);
        assertEquals("EOPNOTSUPP", Io.name(platform.setOption(pair[0], SocketOption.NO_DELAY, 1)));
    }

    @Test
    void onlyNativeMemoryCanBeReached() {
        int[] pair = pair(SocketType.STREAM);
        MemorySegment heap = MemorySegment.ofArray(new byte[1]);
        assertThrows(IllegalArgumentException.class, () -> platform.send(pair[0], heap, 0, 1));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> platform.recv(pair[0], Arena.ofAuto().allocate(1), 0, 2));
    }
}
