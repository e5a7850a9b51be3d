package io.gyre.internal.backend.iouring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.Debug;
import io.gyre.backend.SocketStream;
import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.VectoredIo;
import io.gyre.net.ErrnoException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Streams whose operations go wrong: on a ring that is too small for them, cancelled in every state, and with memory that others wait for. */
class StreamsTest extends StreamSuite {
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
    void aStreamIsClosedWhileItsReceiveIsBeingCancelled() throws IOException {
        for (int turns = 0; turns < 4; turns++) {
            SocketStream stream = stream();
            read(turns, true);
            turn();
            read(turns, false);
            send(turns, "more"); // Which nobody wants, so that the receive is cancelled.
            for (int i = 0; i < turns; i++) {
                turn();
            }
            assertTrue(stream.close());
            pairs.get(turns).first().close();
            assertHasEnded(turns);
        }
    }

    /** The peer of a socket that the kernel has let go of is told so. */
    private void assertHasEnded(int i) throws IOException {
        MemorySegment room = Arena.ofAuto().allocate(10);
        try {
            assertEquals(VectoredIo.EOF, pairs.get(i).second().read(room));
        } catch (ErrnoException reset) {
            assertEquals("ECONNRESET", reset.errnoName());
        }
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
