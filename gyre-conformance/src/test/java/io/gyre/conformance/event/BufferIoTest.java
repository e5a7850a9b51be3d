package io.gyre.conformance.event;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.FileSegment;
import io.gyre.buffer.FileSegmentOption;
import io.gyre.buffer.FileSource;
import io.gyre.buffer.VectoredIo;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buffers and real descriptors: many extents at once, and files that go without passing through memory. */
@EachMechanism
class BufferIoTest extends LoopSuite {
    private final EvBuffer buffer = new EvBuffer();

    @TempDir
    Path folder = Path.of("");

    BufferIoTest(String mechanism) {
        super(World.named(mechanism));
        world.atTheEnd(buffer::close);
    }

    private static byte[] random(int count) {
        var bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    /** Adds each piece by reference, so that it is a link of its own. */
    private void addPieces(byte[] bytes, int size) {
        MemorySegment all = Arena.ofAuto().allocateFrom(JAVA_BYTE, bytes);
        for (int at = 0; at < bytes.length; at += size) {
            buffer.addReference(all.asSlice(at, Math.min(size, bytes.length - at)), _ -> {});
        }
    }

    /** Writes all of the buffer to one end and reads it at the other. */
    private byte[] passThrough(FdPair pair) throws IOException {
        var arrived = new ByteArrayOutputStream();
        try (var incoming = new EvBuffer()) {
            while (!buffer.isEmpty()) {
                buffer.write(pair.first());
                world.settle(pair.second(), EventMask.READ);
                while (incoming.read(pair.second()) > 0) {
                    arrived.writeBytes(incoming.removeBytes((int) incoming.length()));
                }
            }
            pair.first().shutdown(Shutdown.WRITING);
            long got;
            do {
                world.settle(pair.second(), EventMask.READ);
                got = incoming.read(pair.second());
                arrived.writeBytes(incoming.removeBytes((int) incoming.length()));
            } while (got != VectoredIo.EOF);
        }
        return arrived.toByteArray();
    }

    // S-207, R-127, R-128
    @Test
    void moreExtentsThanOneCallTakesArriveInOrder() throws IOException {
        for (int size : new int[] {100, 600, 1000, 70_000}) {
            byte[] bytes = random(400_000);
            addPieces(bytes, size);
            assertArrayEquals(bytes, passThrough(world.pair()));
        }
    }

    // S-207
    @Test
    void aReadFillsTheRoomOfTheLastChunkFirst() throws IOException {
        FdPair pair = world.pair();
        buffer.add("ab");
        Bytes.send(pair.second(), "c".repeat(5000));
        world.settle(pair.first(), EventMask.READ);
        assertEquals(5000, buffer.read(pair.first()));
        assertEquals(VectoredIo.WOULD_BLOCK, buffer.read(pair.first()));
        pair.second().close();
        world.settle(pair.first(), EventMask.READ);
        assertEquals(VectoredIo.EOF, buffer.read(pair.first()));
        assertEquals(5002, buffer.length());
    }

    // S-207, G-324
    @Test
    void aPeerThatIsGoneFailsAWriteOfManyExtentsAndNothingElse() throws IOException {
        FdPair pair = world.pair();
        pair.second().close();
        addPieces(random(10_000), 1000);
        assertThrows(IOException.class, () -> {
            while (true) {
                buffer.write(pair.first());
            }
        });
        assertTrue(buffer.length() > 0);
    }

    // S-212, S-213, R-134, R-137, R-142, R-145, R-146, R-149
    @Test
    void partsOfFilesArriveWhicheverWayTheyTake() throws IOException {
        byte[] content = random(3_000_000);
        Path path = Files.write(folder.resolve("file"), content);
        int[][] parts = {{0, 3_000_000}, {131_073, 262_143}, {1, 1}, {2_999_999, 1}};
        for (int[] part : parts) {
            for (FileSegmentOption option : FileSegmentOption.values()) {
                FileSource file = fileOf(path);
                try (FileSegment segment =
                        FileSegment.of(file, part[0], part[1], option, FileSegmentOption.CLOSE_ON_FREE)) {
                    buffer.add("<").addFileSegment(segment).add(">");
                }
                byte[] arrived = passThrough(world.pair());
                assertEquals(part[1] + 2, arrived.length);
                assertArrayEquals(
                        Arrays.copyOfRange(content, part[0], part[0] + part[1]),
                        Arrays.copyOfRange(arrived, 1, arrived.length - 1));
            }
        }
    }

    private FileSource fileOf(Path path) throws IOException {
        Fd fd = world.file(path);
        assumeTrue(fd.isFile(), () -> "the " + world.platform().name() + " platform has no files for buffers");
        return fd.file();
    }

    @Test
    void aFileThatShrinksFailsTheWriteAndTheProcessGoesOn() throws IOException {
        Path path = Files.write(folder.resolve("file"), random(200_000));
        FileSource file = fileOf(path);
        try (FileSegment segment = FileSegment.of(file, 0)) {
            buffer.addFileSegment(segment);
        }
        Files.write(path, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        FdPair pair = world.pair();
        assertThrows(IOException.class, () -> buffer.write(pair.first()));
        assertEquals(200_000, buffer.length());
    }

    @Test
    void aRangeIsMappedFromAnyOffsetAndOnlyWithinTheFile() throws IOException {
        byte[] content = random(200_000);
        FileSource file = fileOf(Files.write(folder.resolve("file"), content));
        try (Arena arena = Arena.ofShared()) {
            MemorySegment mapped = file.map(70_001, 1000, arena);
            assertArrayEquals(Arrays.copyOfRange(content, 70_001, 71_001), mapped.toArray(JAVA_BYTE));
            assertThrows(IOException.class, () -> file.map(199_999, 2, arena));
            assertThrows(IllegalArgumentException.class, () -> file.map(-1, 2, arena));
        }
        assertThrows(IllegalStateException.class, () -> file.map(0, 10, closedArena()));
    }

    private static Arena closedArena() {
        try (Arena arena = Arena.ofShared()) {
            return arena;
        }
    }

    @Test
    void aSocketIsNoFile() {
        Fd socket = world.pair().first();
        assertThrows(IllegalArgumentException.class, socket::file);
        assertThrows(IOException.class, socket::position);
    }
}
