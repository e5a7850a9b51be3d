package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of files. */
class FilesTest extends BufferSuite {
    @TempDir
    Path folder = Path.of("");

    private FileSource file(String content) throws IOException {
        Path path = Files.write(folder.resolve("file"), bytes(content));
        return FileSource.of(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    private static boolean isOpen(FileSource file) {
        return Objects.requireNonNull(file.channel()).isOpen();
    }

    // S-212, R-137, G-224, G-226, G-227
    @Test
    void aPartOfAFileIsAddedAndTheFileClosedWithIt() throws IOException {
        FileSource file = file("0123456789");
        EvBuffer buffer = empty().addFile(file, 2, 3);
        assertEquals("234", text(buffer));
        assertTrue(isOpen(file));
        buffer.drain(3);
        assertFalse(isOpen(file));
    }

    // R-133, G-228, G-229, G-231, G-232, G-233, G-234; C takes what lies beyond the end as zero bytes.
    @Test
    void aPartThatTheFileDoesNotHaveIsRefusedAndTheFileStaysTheCallers() throws IOException {
        EvBuffer buffer = empty();
        try (FileSource file = file("0123456789")) {
            assertThrows(IllegalArgumentException.class, () -> buffer.addFile(file, 0, 0));
            assertThrows(EOFException.class, () -> buffer.addFile(file, 0, 11));
            assertThrows(EOFException.class, () -> buffer.addFile(file, 11, 1));
            assertThrows(EOFException.class, () -> buffer.addFile(file, 5, 100));
            assertThrows(IllegalArgumentException.class, () -> buffer.addFile(file, -1, 3));
            assertThrows(EOFException.class, () -> FileSegment.of(file, 11));
            assertTrue(isOpen(file));
        }
        FileSource gone = file("0123456789");
        gone.close();
        assertThrows(IOException.class, () -> buffer.addFile(gone, 0, 1));
        assertTrue(buffer.isEmpty());
    }

    // G-236, G-237, G-238, G-239
    @Test
    void aFailedAddLeavesTheSegmentAsItWas() throws IOException {
        try (FileSource file = file("0123456789");
                FileSegment segment = FileSegment.of(file, 3)) {
            assertEquals(7, segment.length());
            EvBuffer buffer = empty();
            assertThrows(IndexOutOfBoundsException.class, () -> buffer.addFileSegment(segment, 8, 5));
            assertThrows(IndexOutOfBoundsException.class, () -> buffer.addFileSegment(segment, 0, 8));
            buffer.addFileSegment(segment);
            assertEquals("3456789", text(buffer));
        }
    }

    // S-213, R-131
    @Test
    void aSegmentIsFreedAfterItsCreatorAndAllBuffers() throws IOException {
        FileSource file = file("This is a test file...");
        FileSegment segment =
                FileSegment.of(file, 0, FileSegmentOption.CLOSE_ON_FREE).onFree(() -> log.add("freed"));
        EvBuffer one = empty().addFileSegment(segment, 0, 10).addFileSegment(segment, 5, 5);
        EvBuffer two = empty().addFileSegment(segment);
        segment.close();
        segment.close();
        assertThrows(IllegalStateException.class, () -> two.addFileSegment(segment));
        one.drain(99);
        assertHeard("");
        two.close();
        assertHeard("freed");
        assertFalse(isOpen(file));
    }

    //
    @ParameterizedTest
    @CsvSource({
        "34, 0, 34, 0, 34", //
        "524288, 0, 524288, 0, 524288",
        "524288, 131073, 262143, 0, 262143",
        "524288, 0, 524288, 174762, 262144",
        "524288, 131073, 262143, 87381, 131071"
    })
    void everyWayBringsExactlyThatPart(int size, int offset, int length, int from, int count) throws IOException {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        Files.write(folder.resolve("file"), content);
        for (boolean sends : new boolean[] {true, false}) {
            for (FileSegmentOption option : FileSegmentOption.values()) {
                var pipe = new MemoryIo();
                pipe.sendsFiles = sends;
                pipe.most = 50_000;
                FileSource file = FileSource.of(FileChannel.open(folder.resolve("file")));
                try (FileSegment segment =
                        FileSegment.of(file, offset, length, option, FileSegmentOption.CLOSE_ON_FREE)) {
                    EvBuffer buffer = empty().addFileSegment(segment, from, count);
                    EvBuffer inMemory = empty().addFileSegment(segment, from, count);
                    inMemory.pullup(-1);
                    while (!buffer.isEmpty()) {
                        buffer.write(pipe);
                    }
                    byte[] expected = Arrays.copyOfRange(content, offset + from, offset + from + count);
                    assertArrayEquals(expected, pipe.written.toByteArray());
                    assertArrayEquals(expected, inMemory.removeBytes(count));
                }
                assertFalse(isOpen(file));
            }
        }
    }

    @Test
    void aFileThatShrinksFailsTheWriteAndTheBufferStays() throws IOException {
        for (boolean sends : new boolean[] {true, false}) {
            try (FileSource file = file("0123456789")) {
                EvBuffer buffer = empty();
                try (FileSegment segment = FileSegment.of(file, 0)) {
                    buffer.addFileSegment(segment);
                }
                Objects.requireNonNull(file.channel()).truncate(0);
                var pipe = new MemoryIo();
                pipe.sendsFiles = sends;
                assertThrows(EOFException.class, () -> buffer.write(pipe));
                assertThrows(UncheckedIOException.class, () -> buffer.remove(new byte[10]));
                assertThrows(UncheckedIOException.class, () -> buffer.pullup(-1));
                assertEquals(10, buffer.length());
                buffer.close();
            }
        }
    }
}
