package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.FileSegment;
import io.gyre.buffer.FileSegmentOption;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.RateLimit;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parts of files in the output of a bufferevent over a socket. */
@EachMechanism
@SuppressWarnings("NullAway.Init") // By connect().
class FileOutputTest extends BufferEventSuite {
    private static final int SIZE = 3_000_000;
    private static final long MOST_OF_A_FILE = 1 << 20;

    private final Counting counts = new Counting();
    private FdPair pair;
    private SocketBufferEvent event;

    @TempDir
    Path folder = Path.of("");

    FileOutputTest(String mechanism) {
        super(World.named(mechanism));
    }

    @BeforeEach
    void connect() {
        pair = world.pair();
        event = over(pair.first(), counts);
    }

    private static byte[] content() {
        var bytes = new byte[SIZE];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private void addFile(FileSegmentOption... options) throws IOException {
        Fd file = world.file(Files.write(folder.resolve("file"), content()));
        assumeTrue(file.isFile(), () -> "the " + world.platform().name() + " platform has no files for buffers");
        try (FileSegment segment = FileSegment.of(file.file(), 0, options)) {
            event.output().addFileSegment(segment);
        }
    }

    /** Takes what there is, so that the other end may go on. */
    private byte[] receive(int count) throws IOException {
        var all = new ByteArrayOutputStream();
        try (var incoming = new EvBuffer()) {
            while (all.size() < count) {
                look();
                while (incoming.read(pair.second()) > 0) {
                    all.writeBytes(incoming.removeBytes((int) incoming.length()));
                }
            }
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @EnumSource(FileSegmentOption.class)
    void memoryAndPartsOfFilesArriveInTheirOrder(FileSegmentOption option) throws IOException {
        event.output().add("<");
        addFile(option);
        event.output().add("|");
        addFile(option);
        event.output().add(">");
        byte[] content = content();
        var expected = new ByteArrayOutputStream();
        expected.write('<');
        expected.writeBytes(content);
        expected.write('|');
        expected.writeBytes(content);
        expected.write('>');
        assertArrayEquals(expected.toByteArray(), receive(2 * SIZE + 3));
        runUntil(() -> counts.writes == 1);
        assertEquals(List.of(), counts.outcomes);
    }

    @Test
    void moreOfAFileThanOfMemoryGoesInOneCallUnlessTheUserSaysOtherwise() throws IOException {
        addFile();
        assertEquals(SocketBufferEvent.DEFAULT_MAX_SINGLE, event.maxSingleWrite());
        assertEquals(MOST_OF_A_FILE, event.maxToWrite());
        event.maxSingleWrite(SocketBufferEvent.DEFAULT_MAX_SINGLE);
        assertEquals(SocketBufferEvent.DEFAULT_MAX_SINGLE, event.maxToWrite());
        event.maxSingleWrite(0);
        event.rateLimit(new RateLimit(1, 1, 100_000, 100_000, Duration.ofMinutes(1)));
        assertEquals(100_000, event.maxToWrite());
        event.disable(EventMask.WRITE);
    }

    // S-176
    @Test
    void aRateLimitHoldsForFilesToTheByte() throws IOException {
        event.rateLimit(new RateLimit(1, 1, 100_000, 100_000, Duration.ofMinutes(1)));
        event.output().add("abc");
        addFile();
        receive(100_000);
        for (int i = 0; i < 10; i++) {
            look();
        }
        assertEquals(SIZE + 3 - 100_000, event.output().length());
        assertEquals(0, event.tokens(Direction.WRITING));
        assertEquals("", Bytes.receive(pair.second()));
    }
}
