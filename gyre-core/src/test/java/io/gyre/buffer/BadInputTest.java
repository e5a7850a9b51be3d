package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Arguments that make no sense, and buffers that are closed. */
class BadInputTest extends BufferSuite {
    @Test
    void negativeAndOverflowingLengthsAreRefused() {
        EvBuffer buffer = of("hello");
        for (Executable call : List.<Executable>of(
                () -> buffer.drain(-1),
                () -> buffer.removeBuffer(empty(), -1),
                () -> buffer.reserve(-1, 1),
                () -> buffer.peek(0, -1),
                () -> buffer.writeAtMost(new MemoryIo(), -1))) {
            String message = String.valueOf(
                    assertThrows(IllegalArgumentException.class, call).getMessage());
            assertTrue(message.contains("-1"), message);
        }
        for (Executable call : List.<Executable>of(
                () -> buffer.add(new byte[3], 2, 2),
                () -> buffer.add(new byte[3], -1, 2),
                () -> buffer.remove(new byte[3], 0, 4),
                () -> buffer.removeBytes(6),
                () -> buffer.removeBytes(-1),
                () -> buffer.byteAt(5),
                () -> buffer.byteAt(-1),
                () -> buffer.indexOf((byte) 1, 6),
                () -> buffer.copyOutFrom(-1, MemorySegment.ofArray(new byte[1])),
                () -> empty().removeByte())) {
            assertThrows(IndexOutOfBoundsException.class, call);
        }
        assertEquals("hello", text(buffer));
    }

    @Test
    void aClosedBufferRefusesEverythingAndMayBeClosedAgain() {
        EvBuffer buffer = of("hello");
        EvBuffer other = of("x");
        buffer.close();
        buffer.close();
        for (Executable call : List.<Executable>of(
                () -> buffer.add("x"),
                () -> buffer.addByte(1),
                () -> buffer.drain(1),
                () -> buffer.pullup(-1),
                () -> buffer.peek(0, 0),
                () -> buffer.expand(1),
                () -> buffer.reserve(1, 1),
                () -> buffer.addBuffer(other),
                () -> other.addBuffer(buffer),
                () -> other.removeBuffer(buffer, 1),
                () -> other.addBufferReference(buffer),
                () -> buffer.read(new MemoryIo()),
                () -> buffer.write(new MemoryIo()),
                () -> buffer.readln(Eol.LF),
                () -> buffer.position(0),
                () -> buffer.addReference(memory("x"), _ -> log.add("cleaned up")))) {
            assertThrows(IllegalStateException.class, call);
        }
        assertEquals(0, buffer.length());
        assertEquals("x", text(other));
        assertHeard("");
    }
}
