package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds what {@code docs/buffers.md} says of links, chunks and pools. */
class BufferLayoutTest {
    private final BufferPool pool = BufferPool.confined();

    @TempDir
    Path folder = Path.of("");

    @AfterEach
    void nothingIsLeft() {
        assertEquals(0, pool.liveBytes());
        pool.close();
        assertEquals(0, pool.heldBytes());
    }

    private static Chunk tail(EvBuffer buffer) {
        return assertInstanceOf(Chunk.class, buffer.chain.last);
    }

    private EvBuffer filled(int count) {
        return new EvBuffer(pool).add(new byte[count]);
    }

    private FileSource file(int length) throws IOException {
        Path path = Files.write(folder.resolve("file"), new byte[length]);
        return FileSource.of(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    private static void cutOff(FileSource file) throws IOException {
        Objects.requireNonNull(file.channel()).truncate(0);
    }

    @ParameterizedTest
    @CsvSource({"0,1,1024", "0,1024,1024", "0,1025,4096", "0,5000,16384", "1024,1,4096", "4096,1,16384", "16384,1,65536"
    })
    void aNewChunkTakesTheBytesAndMoreThanTheBufferHolds(int before, int added, int capacity) {
        try (var buffer = filled(before)) {
            buffer.add(new byte[added]);
            assertEquals(capacity, tail(buffer).capacity());
        }
    }

    @ParameterizedTest
    @CsvSource({"1,32768", "2000,131072", "5000,262144", "65536,262144", "65537,69632"})
    void aSlabHasUpTo32ChunksAndALargeBlockWholePages(int count, long held) {
        try (var buffer = new EvBuffer(pool)) {
            buffer.expand(count);
            assertEquals(held, pool.heldBytes());
        }
        assertEquals(count > BufferPool.LARGEST ? 0 : held, pool.heldBytes());
    }

    @Test
    void aPoolThatMayKeepNothingKeepsNothing() {
        try (var none = BufferPool.confined(0)) {
            new EvBuffer(none).add("x").close();
            assertEquals(0, none.heldBytes());
        }
    }

    @ParameterizedTest
    @CsvSource({"8191,8191,16384", "8192,8192,65536"})
    void aReadOfAnEighthKeepsTheLargeChunk(int arriving, int length, int capacity) throws IOException {
        try (var buffer = new EvBuffer(pool)) {
            assertEquals(length, buffer.read(new Arriving(arriving)));
            assertEquals(capacity, tail(buffer).capacity());
        }
    }

    @Test
    void aReadFillsTheRoomFirst() throws IOException {
        try (var buffer = filled(1000)) {
            var source = new Arriving(24);
            buffer.read(source);
            assertEquals(2, source.extents);
            assertSame(buffer.chain.first, buffer.chain.last);
        }
    }

    @Test
    void whatWasDrainedIsNoRoomWhileAViewMayShowIt() {
        try (var buffer = filled(100);
                var other = new EvBuffer(pool)) {
            other.addBufferReference(buffer);
            buffer.drain(50);
            assertEquals(0, tail(buffer).roomAtFront());
            assertEquals(924, tail(buffer).room());
            other.drain(100);
            assertEquals(50, tail(buffer).roomAtFront());
        }
    }

    @Test
    void aFileStaysAFileUntilSomebodyLooks() throws IOException {
        try (var buffer = new EvBuffer(pool).addFile(file(100), 0, 100);
                var other = new EvBuffer(pool)) {
            assertEquals(100, buffer.copyOut(new byte[100]));
            other.addBufferReference(buffer);
            buffer.removeBuffer(other, 40);
            assertInstanceOf(FileLink.class, buffer.chain.first);
            assertInstanceOf(FileLink.class, other.chain.first);
            assertEquals(-1, buffer.indexOf((byte) 'x', 0));
            assertInstanceOf(View.class, buffer.chain.first);
            assertInstanceOf(FileLink.class, other.chain.first);
        }
    }

    @Test
    void whatIsPulledUpBehindAnotherLinkIsReadIntoTheChunk() throws IOException {
        try (var segment = FileSegment.of(file(100), 0, FileSegmentOption.CLOSE_ON_FREE);
                var buffer = filled(10).addFileSegment(segment)) {
            assertNotNull(buffer.pullup(110));
            assertInstanceOf(Chunk.class, buffer.chain.first);
            assertSame(buffer.chain.first, buffer.chain.last);
        }
    }

    @Test
    void aFileThatShrinksLeavesTheBufferAsItWas() throws IOException {
        FileSource file = file(70_000);
        try (var buffer = new EvBuffer(pool).addFile(file, 0, 70_000)) {
            cutOff(file);
            var failure = assertThrows(UncheckedIOException.class, () -> buffer.indexOf((byte) 1, 0));
            assertInstanceOf(EOFException.class, failure.getCause());
            failure = assertThrows(UncheckedIOException.class, () -> buffer.remove(new byte[10]));
            assertInstanceOf(EOFException.class, failure.getCause());
            assertThrows(EOFException.class, () -> buffer.write(new Arriving(0)));
            assertEquals(70_000, buffer.length());
            assertEquals(0, file.size());
            assertEquals(70_000, buffer.drain(70_000));
        }
    }

    @Test
    void mappedMemoryThatWasCutOffThrowsAnError() throws IOException {
        FileSource file = file(70_000);
        try (var buffer = new EvBuffer(pool).addFile(file, 0, 70_000)) {
            buffer.byteAt(0);
            cutOff(file);
            assertThrows(InternalError.class, () -> buffer.byteAt(60_000));
        }
    }

    @Test
    void positionsGrowStaleWithTheVersion() {
        try (var buffer = filled(10)) {
            Position position = buffer.position(5);
            buffer.pullup(10);
            buffer.peek();
            buffer.expand(10);
            assertFalse(position.isStale());
            buffer.expand(5000);
            assertTrue(position.isStale());
            position = buffer.position(5);
            buffer.reserve(1, 1);
            assertTrue(position.isStale());
        }
    }

    @Test
    void aCallbackRemovedInARoundIsNotCalledInItAnyMore() {
        List<String> calls = new ArrayList<>();
        try (var buffer = new EvBuffer(pool)) {
            CallbackEntry first = buffer.addCallback((_, _) -> calls.add("first"));
            buffer.addCallback((self, change) -> {
                calls.add("second " + change);
                first.remove();
                if (self.length() < 2) {
                    self.addByte(0);
                    calls.add("then " + change);
                }
            });
            buffer.addByte(0);
        }
        assertEquals(List.of("second 0 bytes, +1 -0", "second 1 bytes, +1 -0", "then 0 bytes, +1 -0"), calls);
    }

    @Test
    void aWriteOfFreedMemorySendsNothing() {
        try (var buffer = filled(1)) {
            try (var arena = Arena.ofShared()) {
                buffer.addReference(arena.allocate(1), _ -> {});
            }
            assertThrows(IllegalStateException.class, () -> buffer.write(new Arriving(0)));
            assertEquals(2, buffer.length());
        }
    }

    @Test
    void aSlabThatWasFreedCannotBeRead() {
        MemorySegment view;
        try (var buffer = filled(70_000)) {
            view = Objects.requireNonNull(buffer.pullup(-1));
        }
        assertThrows(IllegalStateException.class, () -> view.asByteBuffer().get(0));
    }

    /** Fills what it is offered with a number of bytes at most. */
    private static final class Arriving implements VectoredIo {
        private final long count;
        int extents;

        Arriving(long count) {
            this.count = count;
        }

        @Override
        public long readv(Iovecs into) {
            extents = into.count();
            return Math.min(count, into.bytes());
        }

        @Override
        public long writev(Iovecs from) {
            throw new AssertionError("nothing was to be written");
        }

        @Override
        public long sendfile(FileSource file, long offset, long count) {
            return UNSUPPORTED;
        }
    }
}
