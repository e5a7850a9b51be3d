package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** From and to descriptors. */
class ReadWriteTest extends BufferSuite {
    // S-207, G-147; what is -1 with an errno in C has a name of its own here.
    @Test
    void aReadTellsBytesNothingYetAndTheEndApart() throws IOException {
        EvBuffer buffer = empty();
        var pipe = new MemoryIo().holding("x");
        assertEquals(1, buffer.read(pipe));
        assertEquals(VectoredIo.WOULD_BLOCK, buffer.read(pipe));
        pipe.holding("12345678");
        assertEquals(3, buffer.read(pipe, 3));
        assertEquals(0, buffer.read(pipe, 0));
        assertEquals(5, buffer.read(pipe));
        assertEquals(VectoredIo.EOF, buffer.read(pipe.ended()));
        assertEquals("x12345678", text(buffer));
        assertThrows(IllegalArgumentException.class, () -> buffer.read(pipe, -1));
    }

    // G-148; the limit is 64 KiB here, and 4096 in C.
    @Test
    void oneReadBringsNoMoreThanTheMaximum() throws IOException {
        EvBuffer buffer = empty();
        assertEquals(65_536, buffer.maxRead());
        buffer.maxRead(4096);
        var pipe = new MemoryIo().holding("x".repeat(20_000));
        assertEquals(4096, buffer.read(pipe));
        assertEquals(4096, buffer.read(pipe, 20_000));
        assertThrows(IllegalArgumentException.class, () -> buffer.maxRead(0));
    }

    // S-207
    @Test
    void whatWasWrittenIsDrainedAndTheRestStays() throws IOException {
        EvBuffer buffer = chained("abc", "def", "x".repeat(1000), "ghi");
        var pipe = new MemoryIo();
        pipe.most = 4;
        assertEquals(4, buffer.write(pipe));
        pipe.most = 0;
        assertEquals(VectoredIo.WOULD_BLOCK, buffer.write(pipe));
        pipe.most = Integer.MAX_VALUE;
        assertEquals(1, buffer.writeAtMost(pipe, 1));
        assertEquals(1004, buffer.write(pipe));
        assertEquals("abcdef" + "x".repeat(1000) + "ghi", pipe.text());
    }

    // G-137; 0 here, where C gives -1.
    @Test
    void writingNothingIsNoCall() throws IOException {
        var pipe = new MemoryIo();
        pipe.failure = new IOException("never called");
        assertEquals(0, empty().write(pipe));
        assertEquals(0, empty().writeAtMost(pipe, 0));
        assertEquals(0, of("abc").writeAtMost(pipe, 0));
    }

    @Test
    void aDescriptorThatFailsLeavesTheBufferAsItWas() {
        EvBuffer buffer = of("abc");
        var pipe = new MemoryIo();
        pipe.failure = new IOException("broken");
        assertSame(pipe.failure, assertThrows(IOException.class, () -> buffer.write(pipe)));
        assertSame(pipe.failure, assertThrows(IOException.class, () -> buffer.read(pipe)));
        assertEquals("abc", text(buffer));
    }

    @Test
    void moreExtentsThanOneCallTakesGoInSeveral() throws IOException {
        EvBuffer buffer = empty();
        var expected = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            String piece = Integer.toString(i).repeat(i % 2 == 0 ? 1 : 300);
            buffer.addReference(memory(piece), _ -> {});
            expected.append(piece);
        }
        var pipe = new MemoryIo();
        while (!buffer.isEmpty()) {
            buffer.write(pipe);
        }
        assertEquals(expected.toString(), pipe.text());
    }
}
