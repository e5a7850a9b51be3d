package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.Pipe;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventCount;
import io.gyre.event.EventMask;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import io.gyre.testing.Call;
import io.gyre.testing.Errno;
import io.gyre.testing.Faults;
import io.gyre.testing.SimulatedPlatform;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a network and a kernel may do to a transfer, at each of its bytes. Whatever comes, nothing is lost, doubled or left behind. */
class BufferEventFaultsTest extends BufferEventSuite {
    private static final int SIZE = 48;
    private static final String TEXT = letters(SIZE);
    private static final int ALWAYS = 1_000_000;

    private final SimulatedPlatform machine = world.simulation().platform();
    private final Faults faults = machine.faults();
    private final Counting counts = new Counting();

    BufferEventFaultsTest() {
        super(World.simulated());
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertEquals(0, base.count(EventCount.ADDED), base::explain);
        assertEquals(0, base.buffers().liveBytes());
    }

    static List<Integer> positions() {
        return IntStream.rangeClosed(0, SIZE).boxed().toList();
    }

    static List<Integer> sizes() {
        return IntStream.rangeClosed(1, SIZE).boxed().toList();
    }

    private SocketBufferEvent reading(Fd fd) {
        var made = over(fd, counts);
        made.enable(EventMask.READ);
        return made;
    }

    /** Runs until nothing is to be done any more. */
    private void settle() {
        for (int i = 0; i < 4; i++) {
            look();
        }
    }

    private static String all(Fd fd) {
        return Stream.generate(() -> Bytes.receive(fd))
                .takeWhile(text -> !text.isEmpty())
                .collect(Collectors.joining());
    }

    // Resets.

    // G-322
    @ParameterizedTest
    @MethodSource("positions")
    void whatCameBeforeAResetIsReadAndThenTheFailureIsTold(int sent) {
        FdPair pair = tcpPair();
        SocketBufferEvent event = reading(pair.first());
        if (sent > 0) {
            Bytes.send(pair.second(), TEXT.substring(0, sent));
        }
        machine.reset(pair.second());
        settle();
        assertEquals(TEXT.substring(0, sent), take(event.input()));
        assertEquals(List.of("READING ECONNRESET"), counts.failures());
        assertEquals(EventMask.WRITE, event.enabled());
        event.close();
    }

    @ParameterizedTest
    @MethodSource("positions")
    void aResetWhileReadingInTurnsLosesNothingOfWhatCame(int sent) {
        FdPair pair = tcpPair();
        SocketBufferEvent event = reading(pair.first());
        for (char each : TEXT.substring(0, sent).toCharArray()) {
            Bytes.send(pair.second(), String.valueOf(each));
            look();
        }
        machine.reset(pair.second());
        settle();
        assertEquals(TEXT.substring(0, sent), take(event.input()));
        assertEquals(sent, counts.reads);
        assertEquals(List.of("READING ECONNRESET"), counts.failures());
        event.close();
    }

    /** The connection holds no more than half of what is written, so that it breaks in the middle of the rest. */
    @ParameterizedTest
    @MethodSource("positions")
    void aResetWhileWritingKeepsWhatWasNotTaken(int taken) {
        machine.bufferBytes(SIZE / 2);
        FdPair pair = tcpPair();
        var event = over(pair.first(), counts);
        event.write(TEXT);
        look();
        var received = new StringBuilder();
        for (int i = 0; i < taken; i++) {
            received.append(Bytes.receive(pair.second(), 1));
            look();
        }
        int left = Math.max(0, SIZE / 2 - taken);
        machine.reset(pair.second());
        settle();
        assertEquals(TEXT.substring(0, taken), received.toString());
        assertEquals(left, event.output().length());
        assertEquals(left == 0 ? 1 : 0, counts.writes);
        assertEquals(left == 0 ? List.of() : List.of("WRITING ECONNRESET"), counts.failures());
        event.close();
    }

    // G-322, G-323
    @Test
    void whoeverWritesAfterAResetHearsOfABrokenPipe() {
        FdPair pair = tcpPair();
        SocketBufferEvent event = reading(pair.first());
        machine.reset(pair.second());
        settle();
        event.write("x");
        settle();
        assertEquals(List.of("READING ECONNRESET", "WRITING EPIPE"), counts.failures());
        assertEquals(EventMask.NONE, event.enabled());
        assertEquals(1, event.output().length());
        event.close();
    }

    @ParameterizedTest
    @MethodSource("positions")
    void aRelayWhoseTargetIsResetClosesBothEndsAndTellsOnce(int taken) {
        machine.bufferBytes(SIZE / 2);
        FdPair left = tcpPair();
        FdPair right = tcpPair();
        var source = over(left.second(), new Counting(), BufferEventOption.CLOSE_ON_FREE);
        var target = over(right.first(), new Counting(), BufferEventOption.CLOSE_ON_FREE);
        target.enable(EventMask.READ);
        var endings = new ArrayList<Outcome>();
        Pipe pipe = source.pipeTo(target, (_, outcome) -> endings.add(outcome));
        Bytes.send(left.first(), TEXT.substring(0, SIZE / 2));
        settle();
        Bytes.receive(right.second(), Math.max(1, taken));
        settle();
        machine.reset(right.second());
        Bytes.send(left.first(), "more");
        settle();
        assertTrue(pipe.isEnded());
        assertEquals(1, endings.size(), endings::toString);
        assertTrue(source.isClosed() && target.isClosed());
    }

    // Ends.

    @ParameterizedTest
    @MethodSource("positions")
    void afterThePeersEndTheOtherDirectionGoesOn(int sent) throws IOException {
        FdPair pair = tcpPair();
        SocketBufferEvent event = reading(pair.first());
        if (sent > 0) {
            Bytes.send(pair.second(), TEXT.substring(0, sent));
        }
        pair.second().shutdown(Shutdown.WRITING);
        settle();
        event.write(TEXT);
        settle();
        assertEquals(TEXT.substring(0, sent), take(event.input()));
        assertEquals(List.of(new Outcome.Eof(Direction.READING)), counts.outcomes);
        assertEquals(TEXT, all(pair.second()));
        event.close();
    }

    @ParameterizedTest
    @MethodSource("positions")
    void afterItsOwnEndReadingGoesOn(int sent) {
        FdPair pair = tcpPair();
        SocketBufferEvent event = reading(pair.first());
        event.write(TEXT);
        event.shutdownWriting();
        for (char each : TEXT.substring(0, sent).toCharArray()) {
            look();
            Bytes.send(pair.second(), String.valueOf(each));
        }
        settle();
        assertEquals(TEXT, all(pair.second()));
        assertEquals(TEXT.substring(0, sent), take(event.input()));
        assertEquals(List.of(), counts.outcomes);
        event.close();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void theEndComesAfterAnOutputThatGoesInPieces(int size) {
        FdPair pair = world.pair();
        SocketBufferEvent event = reading(pair.first());
        faults.shorten(Call.SEND, pair.first(), size, ALWAYS);
        event.write(TEXT);
        event.shutdownWriting();
        var peer = world.simulation().peer(pair.second());
        runUntil(peer::atEnd);
        assertEquals(TEXT, peer.receivedText());
        event.close();
    }

    // Short transfers.

    @ParameterizedTest
    @MethodSource("sizes")
    void anOutputThatGoesInPiecesIsWholeAndCalledBackOnce(int size) {
        FdPair pair = world.pair();
        var event = over(pair.first(), counts);
        faults.shorten(Call.SEND, pair.first(), size, ALWAYS);
        long before = machine.count(Call.SEND);
        event.write(TEXT);
        runUntil(() -> event.output().isEmpty());
        settle();
        assertEquals(TEXT, all(pair.second()));
        assertEquals(1, counts.writes);
        assertEquals(Math.ceilDiv(SIZE, size), machine.count(Call.SEND) - before, "calls for so many pieces");
        event.close();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void anInputThatComesInPiecesIsWhole(int size) {
        FdPair pair = world.pair();
        SocketBufferEvent event = reading(pair.first());
        faults.shorten(Call.RECV, pair.first(), size, ALWAYS);
        Bytes.send(pair.second(), TEXT);
        runUntil(() -> event.input().length() == SIZE);
        settle();
        assertEquals(TEXT, take(event.input()));
        assertEquals(Math.ceilDiv(SIZE, size), counts.reads);
        event.close();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void aConnectionThatHoldsLittleTakesAllInTime(int holds) {
        machine.bufferBytes(holds);
        FdPair pair = world.pair();
        var writer = over(pair.first(), counts);
        SocketBufferEvent reader = over(pair.second(), new Counting());
        reader.enable(EventMask.READ);
        writer.write(TEXT);
        runUntil(() -> reader.input().length() == SIZE);
        assertEquals(TEXT, take(reader.input()));
        settle();
        assertEquals(1, counts.writes);
        writer.close();
        reader.close();
    }

    @Test
    void aCallbackThatDisablesReadingIsNotCalledAgain() {
        FdPair pair = world.pair();
        var event = over(pair.first(), new Counting() {
            @Override
            public void onReadable(BufferEvent bufferEvent) {
                bufferEvent.disable(EventMask.READ);
            }
        });
        event.maxSingleRead(7);
        event.enable(EventMask.READ);
        Bytes.send(pair.second(), TEXT);
        settle();
        assertEquals(TEXT.substring(0, 7), take(event.input()));
        event.close();
    }

    // Readiness that is none.

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"EAGAIN", "EINTR"})
    void aCallThatBringsNothingIsTriedAgain(Errno errno) {
        for (int times = 1; times <= 5; times++) {
            FdPair pair = world.pair();
            SocketBufferEvent event = reading(pair.first());
            faults.fail(Call.RECV, pair.first(), errno, times);
            faults.fail(Call.SEND, pair.first(), errno, times);
            event.write(TEXT);
            Bytes.send(pair.second(), TEXT);
            runUntil(() -> event.output().isEmpty() && event.input().length() == SIZE);
            assertEquals(TEXT, all(pair.second()));
            assertEquals(TEXT, take(event.input()));
            assertEquals(0, faults.remaining());
            event.close();
        }
        assertEquals(List.of(), counts.outcomes);
    }

    static List<Long> seeds() {
        return LongStream.rangeClosed(1, 50).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aShakenTransferBothWaysIsWhole(long seed) {
        machine.bufferBytes(7 + (int) (seed % 11));
        FdPair pair = world.pair();
        SocketBufferEvent one = reading(pair.first());
        SocketBufferEvent other = reading(pair.second());
        String there = letters(500);
        String back = letters(300);
        faults.shake(seed);
        one.write(there);
        other.write(back);
        runUntil(() -> other.input().length() == there.length() && one.input().length() == back.length());
        faults.clear();
        assertEquals(there, take(other.input()));
        assertEquals(back, take(one.input()));
        assertEquals(List.of(), counts.outcomes);
        one.close();
        other.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"ECONNRESET", "EIO", "ENOBUFS", "ENOMEM", "ETIMEDOUT"})
    void anErrorEndsItsDirectionOnly(Errno errno) {
        FdPair pair = world.pair();
        SocketBufferEvent event = reading(pair.first());
        faults.fail(Call.SEND, pair.first(), errno, 1);
        event.write("lost?");
        look();
        assertEquals(List.of("WRITING " + errno), counts.failures());
        Bytes.send(pair.second(), TEXT);
        look();
        assertEquals(TEXT, take(event.input()));
        event.enable(EventMask.WRITE);
        settle();
        assertEquals("lost?", all(pair.second()));
        event.close();
    }

    // Slow readers.

    @Test
    void aSlowUserStopsAFastPeer() {
        FdPair pair = world.pair();
        var sender = over(pair.second(), new Counting());
        var event = reading(pair.first());
        event.watermarks(Direction.READING, new Watermarks(0, 1000));
        String text = letters(1 << 20);
        sender.write(text);
        var received = new StringBuilder();
        while (received.length() < text.length()) {
            look();
            assertTrue(
                    event.input().length() <= 1000,
                    () -> "holds " + event.input().length());
            received.append(take(event.input()));
        }
        assertTrue(text.contentEquals(received));
        sender.close();
        event.close();
    }

    @Test
    void aRelayToASlowReaderHoldsNoMoreThanItsMark() {
        FdPair left = world.pair();
        FdPair right = world.pair();
        var source = over(left.second(), new Counting());
        var target = over(right.first(), new Counting());
        target.watermarks(Direction.WRITING, new Watermarks(0, 10_000));
        source.pipeTo(target, null);
        int total = 8 << 20;
        MemorySegment chunk = Arena.ofAuto().allocate(SimulatedPlatform.DEFAULT_BUFFER);
        long most = 0;
        int sent = 0;
        for (int got = 0; got < total; ) {
            sent += sent < total ? offer(left.first(), chunk) : 0;
            look();
            most = Math.max(most, base.buffers().liveBytes());
            got += Bytes.receive(right.second(), 20_000).length();
        }
        assertTrue(most <= 10_000 + 5 * SocketBufferEvent.DEFAULT_MAX_SINGLE, "held " + most);
        source.close();
        target.close();
    }

    /** {@return how much of it went} */
    private static int offer(Fd fd, MemorySegment bytes) {
        try {
            return Math.max(0, fd.write(bytes));
        } catch (ErrnoException failure) {
            throw new AssertionError(failure);
        }
    }
}
