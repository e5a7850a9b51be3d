package io.gyre.internal.backend.iouring;

import static io.gyre.backend.Interest.READ;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.Debug;
import io.gyre.Gyre;
import io.gyre.backend.SocketStream;
import io.gyre.buffer.BufferPool;
import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.VectoredIo;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.FdPair;
import io.gyre.net.Platform;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams whose operations go wrong: on a ring that is too small for them, cancelled in every state, and with memory that others wait for. */
@Timeout(60)
class StreamsTest {
    private static final int MANY = 100;

    private final BufferPool pool = BufferPool.confined();
    private final Lock lock = new ReentrantLock();
    private final List<FdPair> pairs = new ArrayList<>();
    private final List<SocketStream> streams = new ArrayList<>();
    private IoUringBackend backend = open();
    private int told;

    private static IoUringBackend open() {
        new IoUringProvider()
                .unavailable(Platform.system())
                .ifPresent(reason -> assumeTrue(false, "SKIPPED: io_uring cannot be used here: " + reason));
        try {
            var backend = new IoUringBackend(Platform.system(), new RingSize(4, 8, 0));
            assumeTrue(backend.hasStreams(), "SKIPPED: this kernel is too old for streams: Linux 6.1 is needed");
            return backend;
        } catch (ErrnoException refused) {
            throw new AssertionError(refused);
        }
    }

    @AfterEach
    void closeAll() {
        Gyre.globalShutdown(); // Ends debug mode.
        streams.forEach(SocketStream::close);
        backend.close();
        pairs.forEach(FdPair::close);
        pool.close();
        assertEquals(0, pool.heldBytes(), "memory that did not come back");
    }

    private SocketStream stream() throws IOException {
        FdPair pair = Descriptors.system().socketpair();
        pairs.add(pair);
        var made = requireNonNull(backend.stream(pair.first().number(), lock, pool, () -> told++));
        streams.add(made);
        return made;
    }

    private void read(int i, boolean on) {
        int fd = pairs.get(i).first().number();
        assertTrue(backend.change(fd, on ? 0 : READ, on ? READ : 0) >= 0);
    }

    /** {@return the descriptors that were found readable} */
    private List<Integer> turn() {
        var found = new ArrayList<Integer>();
        assertTrue(backend.prepare() >= 0);
        assertTrue(backend.await(0) >= 0);
        backend.report((fd, _) -> found.add(fd));
        return found;
    }

    private void send(int i, String text) throws IOException {
        MemorySegment bytes = Arena.ofAuto().allocateFrom(text);
        assertEquals(text.length(), pairs.get(i).second().write(bytes, 0, text.length()));
    }

    private EvBuffer filled(String text) {
        return new EvBuffer(pool).add(text);
    }

    private static String take(EvBuffer buffer) {
        return buffer.removeString((int) buffer.length(), StandardCharsets.UTF_8);
    }

    @Test
    void nothingIsLostWhereTheRingsAreTooSmallForAll() throws IOException {
        for (int i = 0; i < MANY; i++) {
            SocketStream _ = stream();
            read(i, true);
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < MANY; i++) {
                send(i, "message " + i);
            }
            int[] left = {MANY};
            try (var input = new EvBuffer(pool)) {
                while (left[0] > 0) {
                    turn();
                    for (int i = 0; i < MANY; i++) {
                        if (streams.get(i).receive(input, 1000) > 0) {
                            assertEquals("message " + i, take(input));
                            left[0]--;
                        }
                    }
                }
            }
        }
    }

    @Test
    void slowReadersKeepNobodyFromReceiving() throws IOException {
        for (int i = 0; i < MANY; i++) {
            SocketStream _ = stream();
            read(i, true);
        }
        turn();
        for (int i = 1; i < MANY; i++) {
            send(i, "kept");
        }
        for (int i = 0; i < 50; i++) {
            turn();
        }
        send(0, "quick");
        try (var input = new EvBuffer(pool)) {
            while (streams.getFirst().receive(input, 1000) <= 0) {
                turn();
            }
            assertEquals("quick", take(input));
            for (int i = 1; i < MANY; i++) {
                assertEquals(4, streams.get(i).receive(input, 1000));
            }
        }
    }

    @Test
    void whatIsHeldIsReportedUntilItIsTaken() throws IOException {
        SocketStream stream = stream();
        read(0, true);
        send(0, "abc");
        List<Integer> expected = List.of(pairs.getFirst().first().number());
        assertEquals(expected, turn());
        try (var input = new EvBuffer(pool)) {
            assertEquals(1, stream.receive(input, 1));
            assertEquals(expected, turn());
            assertEquals(2, stream.receive(input, 100));
            assertEquals(VectoredIo.WOULD_BLOCK, stream.receive(input, 100));
            assertEquals(List.of(), turn());
            assertEquals("abc", take(input));
        }
    }

    @Test
    void memoryThatIsBeingSentIsNotUsedAgainBeforeItHasGone() throws IOException {
        Debug.enable();
        SocketStream stream = stream();
        String text = "x".repeat(200_000);
        EvBuffer output = filled(text);
        assertTrue(stream.send(output, Long.MAX_VALUE));
        output.close(); // Which would poison the memory, and here has to wait.
        turn();
        int got = received(0, 'x');
        turn();
        assertEquals(1, told);
        assertEquals(stream.sent(), got + received(0, 'x'));
    }

    /** {@return how many bytes wait for the peer, each of which is {@code all}} */
    private int received(int i, char all) throws IOException {
        MemorySegment room = Arena.ofAuto().allocate(1 << 20);
        int sum = 0;
        for (int got = pairs.get(i).second().read(room);
                got > 0;
                got = pairs.get(i).second().read(room)) {
            for (int at = 0; at < got; at++) {
                assertEquals((byte) all, room.get(ValueLayout.JAVA_BYTE, at));
            }
            sum += got;
        }
        return sum;
    }

    @Test
    void aSendIsCancelledBeforeItBegins() throws IOException {
        SocketStream stream = stream();
        try (EvBuffer output = filled("never")) {
            assertTrue(stream.send(output, 100));
            assertTrue(stream.stop());
            turn();
            assertEquals(0, stream.sent());
            assertEquals(0, received(0, 'n'));
            assertEquals(0, backend.sends());
        }
    }

    @Test
    void aSendIsCancelledWhileThePeerDoesNotTakeIt() throws IOException {
        SocketStream stream = stream();
        try (EvBuffer output = filled("y".repeat(5_000_000))) {
            long gone = 0;
            int before;
            do {
                before = told;
                long sent = stream.sent();
                output.drain(sent);
                gone += sent;
                assertTrue(stream.send(output, 100_000));
                turn();
                turn();
            } while (told > before);
            assertTrue(stream.isSending());
            assertEquals(1, backend.sends());
            assertTrue(stream.stop());
            gone += stream.sent();
            assertEquals(0, backend.sends());
            assertEquals(gone, received(0, 'y'));
        }
    }

    @Test
    void aSendThatHasGoneIsToldAfterTheStreamWasStopped() throws IOException {
        SocketStream stream = stream();
        try (EvBuffer output = filled("zzz")) {
            assertTrue(stream.send(output, 100));
            turn();
            turn();
            assertTrue(stream.stop());
            assertEquals(3, stream.sent());
            assertEquals(3, received(0, 'z'));
        }
    }

    @Test
    void aStreamThatIsClosedWhileItReceivesLetsItsSocketGoAtOnce() throws IOException {
        SocketStream stream = stream();
        read(0, true);
        turn();
        read(0, false);
        assertTrue(stream.close());
        pairs.getFirst().first().close();
        MemorySegment room = Arena.ofAuto().allocate(1);
        assertEquals(VectoredIo.EOF, pairs.getFirst().second().read(room));
    }

    @Test
    void anotherThreadGoesOnWithWhatTheFormerLeft() throws Exception {
        SocketStream stream = stream();
        read(0, true);
        turn();
        backend.leave();
        send(0, "later");
        var failure = new @Nullable Throwable[1];
        Thread other = Thread.ofPlatform().start(() -> {
            pool.adopt();
            try (var input = new EvBuffer(pool)) {
                while (stream.receive(input, 100) <= 0) {
                    turn();
                }
                assertEquals("later", take(input));
                backend.leave();
            } catch (Throwable thrown) {
                failure[0] = thrown;
            }
        });
        other.join();
        pool.adopt();
        assertEquals(null, failure[0]);
    }

    @Test
    void oneSendAtATime() throws IOException {
        SocketStream stream = stream();
        try (EvBuffer output = filled("once")) {
            assertTrue(stream.send(output, 100));
            assertThrows(IllegalStateException.class, () -> stream.send(output, 100));
            turn();
            turn();
            assertEquals(4, stream.sent());
        }
    }
}
