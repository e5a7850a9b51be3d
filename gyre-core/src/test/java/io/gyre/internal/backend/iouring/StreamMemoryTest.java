package io.gyre.internal.backend.iouring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.Debug;
import io.gyre.backend.SocketStream;
import io.gyre.buffer.EvBuffer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** The memory that streams receive into: whose it is, that there is an end of it, and that bulk needs none. */
class StreamMemoryTest extends StreamSuite {
    private static final int LARGE = 20_000;

    private static String letters(int count, int seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        return random.ints(count, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private UringStream reading() throws IOException {
        var made = (UringStream) stream();
        read(streams.size() - 1, true);
        turn();
        return made;
    }

    /** Receives {@code count} bytes, {@code most} at a time. */
    private void receive(SocketStream stream, EvBuffer input, long count, long most) throws IOException {
        for (long got = 0; got < count; ) {
            turn();
            got += Math.max(0, stream.receive(input, most));
        }
    }

    @Test
    void whatWasReceivedStaysWhileItsMemoryIsUsedAgain() throws IOException {
        Debug.enable(); // Memory that nobody holds any more is overwritten at once.
        for (int i = 0; i < 4; i++) {
            UringStream _ = reading();
        }
        String passedOn = letters(10_000, 1);
        String copied = letters(100, 2);
        try (var held = new EvBuffer(pool);
                var others = new EvBuffer(pool)) {
            send(0, passedOn);
            receive(streams.get(0), held, passedOn.length(), Long.MAX_VALUE);
            send(1, copied);
            receive(streams.get(1), held, copied.length(), Long.MAX_VALUE);
            for (int i = 0; i < 5 * Landings.COUNT; i++) {
                String noise = letters(i % 2 == 0 ? 12_000 : 50, i);
                send(2 + i % 2, noise);
                receive(streams.get(2 + i % 2), others, noise.length(), 7_000);
                assertEquals(noise, take(others));
            }
            assertEquals(passedOn + copied, take(held));
        }
    }

    @Test
    void whatIsHeldForASlowReaderStaysWhileOthersAreServed() throws IOException {
        Debug.enable();
        UringStream slow = reading();
        UringStream quick = reading();
        var expected = new StringBuilder();
        try (var input = new EvBuffer(pool)) {
            for (int i = 0; i < 3 * Landings.COUNT; i++) {
                String piece = letters(40, i);
                send(0, piece);
                expected.append(piece);
                send(1, "ping");
                receive(quick, input, 4, 3);
                assertEquals("ping", take(input));
            }
            receive(slow, input, expected.length(), 33);
            assertEquals(expected.toString(), take(input));
        }
    }

    @Test
    void nothingIsLostNorReorderedAsBulkBeginsAndEnds() throws IOException {
        UringStream stream = reading();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        try (var input = new EvBuffer(pool)) {
            for (int round = 0; round < 20; round++) {
                assertFalse(stream.isBulk());
                for (int i = 0; i < 6; i++) {
                    String piece = letters(LARGE + random.nextInt(30_000), i);
                    send(0, piece);
                    receive(stream, input, piece.length(), 1 + random.nextInt(60_000));
                    assertEquals(piece, take(input));
                }
                assertTrue(stream.isBulk());
                for (int i = 0; i < 10; i++) {
                    String piece = letters(1 + random.nextInt(100), i);
                    send(0, piece);
                    receive(stream, input, piece.length(), 1_000);
                    assertEquals(piece, take(input));
                }
            }
        }
    }

    @Test
    void moreThanOnePieceOfBulkWaitsForThePollThatFollowsTheReceive() throws IOException {
        UringStream stream = reading();
        String first = letters(LARGE, 1);
        String second = letters(LARGE, 2);
        String third = letters(10, 3);
        try (var input = new EvBuffer(pool)) {
            send(0, first);
            turn();
            send(0, second); // The receive is not cancelled yet, and may answer once more.
            turn();
            send(0, third);
            receive(stream, input, 2 * LARGE + 10, Long.MAX_VALUE);
            assertEquals(first + second + third, take(input));
        }
    }

    private void untilPolled(UringStream stream) {
        while (!stream.receiving || !stream.polling) {
            turn();
        }
    }

    @Test
    void aStreamInBulkIsClosedWhileItIsPolled() throws IOException {
        UringStream stream = reading();
        try (var input = new EvBuffer(pool)) {
            send(0, letters(LARGE, 1));
            receive(stream, input, LARGE, Long.MAX_VALUE);
            untilPolled(stream);
            read(0, false);
            assertTrue(stream.close());
            pairs.getFirst().first().close();
            assertEquals(0, received(0, 'x'));
        }
    }

    @Test
    void whatBulkDidNotReadIsTheSocketsNextUsers() throws IOException {
        UringStream stream = reading();
        String kept = letters(50, 2);
        try (var input = new EvBuffer(pool)) {
            send(0, letters(LARGE, 1));
            receive(stream, input, LARGE, Long.MAX_VALUE);
            untilPolled(stream);
            send(0, kept);
            turn();
            assertTrue(stream.holds());
            read(0, false);
            assertTrue(stream.stop());
            input.drain(LARGE);
            assertTrue(stream.receive(input, LARGE) < 0);
            assertEquals(50, input.read(pairs.getFirst().first()));
            assertEquals(kept, take(input));
        }
    }

    @Test
    void whereSlowReadersHaveAllTheMemoryTheOthersWaitAndTheLoopSleeps() throws IOException {
        UringStream slow = reading();
        UringStream quick = reading();
        int pieces = -1; // The last one finds no memory, and stays in the socket.
        while (slow.receiving) { // Until the kernel is told that there is no memory, and is not asked again.
            send(0, "s");
            turn();
            pieces++;
        }
        assertTrue(pieces > Landings.COUNT, () -> "no bound below the ring's own");
        read(0, false);
        send(1, "q");
        turn();
        long begun = System.nanoTime();
        assertTrue(backend.prepare() >= 0);
        assertEquals(0, backend.await(TimeUnit.MILLISECONDS.toNanos(30)));
        backend.report((_, _) -> {});
        assertTrue(System.nanoTime() - begun >= TimeUnit.MILLISECONDS.toNanos(29), "the loop did not sleep");
        try (var input = new EvBuffer(pool)) {
            assertEquals(pieces, slow.receive(input, Long.MAX_VALUE));
            input.drain(pieces);
            receive(quick, input, 1, 10);
            assertEquals("q", input.removeString(1, ISO_8859_1));
        }
    }
}
