package io.gyre.conformance.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.FilterBufferEvent;
import io.gyre.bufferevent.FlushMode;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.testing.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

// S-170, S-171, S-172
/** The zlib filter of the documents, against itself and against another zlib. */
class ZlibTest {
    private final Simulation simulation = Simulation.ordered();
    private final EventBase base = simulation.newBase();
    private final PairBufferEvent.Halves halves = PairBufferEvent.of(base);
    private final FilterBufferEvent near = Zlib.over(halves.first(), BufferEventOption.CLOSE_ON_FREE);
    private final List<BufferEvent> made = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        made.forEach(BufferEvent::close);
        near.close();
        halves.second().close();
        look();
        assertEquals(0, base.buffers().liveBytes());
        simulation.close();
    }

    private void look() {
        base.loop(LoopFlag.NONBLOCK);
    }

    private FilterBufferEvent far() {
        FilterBufferEvent far = Zlib.over(halves.second(), BufferEventOption.CLOSE_ON_FREE);
        far.callbacks(new BufferEventCallbacks() {
            @Override
            public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
                outcomes.add(outcome);
            }
        });
        far.enable(EventMask.READ);
        made.add(far);
        return far;
    }

    private static byte[] take(BufferEvent event) {
        return event.input().removeBytes((int) event.input().length());
    }

    /** {@return bytes that can be compressed, but not by much} */
    private static byte[] data(Random dice, int count) {
        byte[] data = new byte[count];
        for (int i = 0; i < count; i++) {
            data[i] = (byte) (i % 2 == 0 ? 'x' : dice.nextInt());
        }
        return data;
    }

    @Test
    void littleIsKeptBackUntilAFlush() {
        FilterBufferEvent far = far();
        byte[] data = data(new Random(1), 100);
        near.write(data);
        look();
        assertEquals(0, far.input().length());
        near.flush(EventMask.WRITE, FlushMode.FLUSH);
        look();
        assertArrayEquals(data, take(far));
    }

    @Test
    void muchGoesWithoutAFlushAndTheEndBringsTheRest() {
        FilterBufferEvent far = far();
        byte[] data = data(new Random(2), 300_000);
        near.write(data);
        look();
        assertTrue(far.input().length() > 100_000);
        near.shutdownWriting();
        look();
        look();
        assertArrayEquals(data, take(far));
        assertEquals(List.of(new Outcome.Eof(Direction.READING)), outcomes);
    }

    @Test
    void bothDirectionsGoAtOnce() {
        FilterBufferEvent far = far();
        near.enable(EventMask.READ);
        byte[] there = data(new Random(3), 10_000);
        byte[] back = data(new Random(4), 20_000);
        near.write(there);
        far.write(back);
        near.flush(EventMask.WRITE, FlushMode.FLUSH);
        far.flush(EventMask.WRITE, FlushMode.FLUSH);
        look();
        assertArrayEquals(there, take(far));
        assertArrayEquals(back, take(near));
    }

    static List<Long> seeds() {
        return LongStream.rangeClosed(1, 30).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void howeverItIsWrittenFlushedAndTakenItIsTheSame(long seed) {
        var dice = new Random(seed);
        FilterBufferEvent far = far();
        far.watermarks(Direction.READING, new Watermarks(0, 1 + dice.nextInt(2000)));
        var written = new ByteArrayOutputStream();
        var read = new ByteArrayOutputStream();
        for (int i = 0; i < 200; i++) {
            switch (dice.nextInt(4)) {
                case 0, 1 -> {
                    byte[] data = data(dice, dice.nextInt(3000));
                    written.writeBytes(data);
                    near.write(data);
                }
                case 2 -> near.flush(EventMask.WRITE, FlushMode.FLUSH);
                default -> {
                    look();
                    byte[] part = new byte[dice.nextInt(5000)];
                    read.write(part, 0, far.read(part));
                }
            }
        }
        near.shutdownWriting();
        while (outcomes.isEmpty() || !far.input().isEmpty()) {
            look();
            read.writeBytes(take(far));
        }
        assertArrayEquals(written.toByteArray(), read.toByteArray());
        assertEquals(List.of(new Outcome.Eof(Direction.READING)), outcomes);
    }

    @Test
    void aHighMarkIsExceededByNoMoreThanASmallPieceExpands() {
        FilterBufferEvent far = far();
        far.watermarks(Direction.READING, new Watermarks(0, 1000));
        near.write(new byte[10_000_000]);
        near.flush(EventMask.WRITE, FlushMode.FLUSH);
        long got = 0;
        for (int turns = 0; turns < 100_000 && got < 10_000_000; turns++) {
            look();
            assertTrue(
                    far.input().length() <= 1000 + 256 * 1040,
                    () -> "holds " + far.input().length());
            got += far.input().drain(far.input().length());
        }
        assertEquals(10_000_000, got);
    }

    @Test
    void whatIsNoZlibFails() {
        FilterBufferEvent far = far();
        halves.first().output().add("this is no zlib stream");
        look();
        assertTrue(outcomes.getFirst() instanceof Outcome.Failed failed && failed.direction() == Direction.READING);
        assertEquals(EventMask.WRITE, far.enabled());
    }

    @Test
    void aStreamThatIsCutFailsBeforeItsEnd() {
        FilterBufferEvent far = far();
        byte[] whole = compressed(data(new Random(5), 1000));
        halves.first().output().add(Arrays.copyOf(whole, whole.length - 5));
        halves.first().flush(EventMask.WRITE, FlushMode.FINISHED);
        look();
        assertEquals(2, outcomes.size(), outcomes::toString);
        assertTrue(outcomes.getFirst() instanceof Outcome.Failed);
        assertEquals(new Outcome.Eof(Direction.READING), outcomes.getLast());
        assertTrue(far.input().length() > 0);
    }

    private static byte[] compressed(byte[] data) {
        try (var deflater = new Deflater()) {
            deflater.setInput(data);
            deflater.finish();
            byte[] out = new byte[data.length + 100];
            return Arrays.copyOf(out, deflater.deflate(out));
        }
    }

    // With another zlib.

    @Test
    void python3ExpandsWhatItWrites() throws Exception {
        halves.second().enable(EventMask.READ);
        byte[] data = data(new Random(6), 100_000);
        near.write(data);
        near.flush(EventMask.WRITE, FlushMode.FLUSH);
        near.write(data);
        near.shutdownWriting();
        look();
        byte[] raw = take(halves.second());
        byte[] expanded = python("sys.stdout.buffer.write(zlib.decompress(sys.stdin.buffer.read()))", raw);
        assertArrayEquals(data, Arrays.copyOf(expanded, data.length));
        assertArrayEquals(data, Arrays.copyOfRange(expanded, data.length, expanded.length));
    }

    @Test
    void itReadsWhatPython3Compresses() throws Exception {
        byte[] data = data(new Random(7), 20_000);
        byte[] raw = python("sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read(), 9))", data);
        FilterBufferEvent far = far();
        for (byte each : raw) {
            halves.first().output().addByte(each);
            look();
        }
        assertArrayEquals(data, take(far));
    }

    private static byte[] python(String program, byte[] input) throws IOException, InterruptedException {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3")));
        assumeTrue(found, "SKIPPED, for python3 is not installed: apt-get install python3");
        Process process = new ProcessBuilder("python3", "-c", "import sys, zlib; " + program)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread writer = Thread.ofVirtual().start(() -> {
            try (OutputStream in = process.getOutputStream()) {
                in.write(input);
            } catch (IOException ended) {
                // Its output is compared.
            }
        });
        byte[] output = process.getInputStream().readAllBytes();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        writer.join();
        return output;
    }
}
