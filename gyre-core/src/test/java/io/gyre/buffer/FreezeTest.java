package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Ends that are frozen. */
class FreezeTest extends BufferSuite {
    private static void refused(EvBuffer buffer, Executable... calls) {
        long before = buffer.length();
        for (Executable call : calls) {
            assertThrows(FrozenBufferException.class, call);
            assertEquals(before, buffer.length());
        }
    }

    // S-215, R-127, G-143, G-144
    @Test
    void nothingIsTakenFromAFrozenFront() throws IOException {
        EvBuffer buffer = of("hello\n");
        EvBuffer other = of("dd");
        buffer.freeze(BufferEnd.FRONT);
        refused(
                buffer,
                () -> buffer.drain(1),
                () -> buffer.drain(0),
                () -> buffer.remove(new byte[1]),
                () -> buffer.copyOut(new byte[1]),
                () -> buffer.prepend(new byte[1]),
                () -> buffer.prependBuffer(other),
                () -> buffer.removeBuffer(other, 1),
                () -> other.addBuffer(buffer),
                () -> buffer.write(new MemoryIo()),
                () -> buffer.writeAtMost(new MemoryIo(), 1),
                () -> buffer.readln(Eol.LF),
                () -> buffer.readln(Eol.LF, other));
        buffer.add("!");
        buffer.add("");
        buffer.reserve(10, 1).commit(0);
        buffer.addReference(memory("ref"), _ -> {});
        assertEquals(11, buffer.addFormatted("%s", "hello again"));
        buffer.addBuffer(other);
        assertEquals(3, buffer.read(new MemoryIo().holding("abc")));
        assertNotNull(buffer.pullup(2));
        assertEquals(1, buffer.searchRange(bytes("e"), null, null) == null ? 0 : 1);
        assertEquals(1, buffer.peek(0, 1).size());
        buffer.unfreeze(BufferEnd.FRONT);
        assertEquals(26, buffer.drain(99));
    }

    // S-215, R-128, G-146
    @Test
    void nothingIsAddedToAFrozenBack() throws IOException {
        EvBuffer buffer = of("hello");
        EvBuffer other = of("dd");
        buffer.freeze(BufferEnd.BACK);
        refused(
                buffer,
                () -> buffer.add("x"),
                () -> buffer.add(""),
                () -> buffer.addByte(1),
                () -> buffer.addFormatted("%d", 1),
                () -> buffer.addReference(memory("x"), _ -> {}),
                () -> buffer.addBuffer(other),
                () -> buffer.addBufferReference(other),
                () -> other.removeBuffer(buffer, 1),
                () -> buffer.reserve(1, 1),
                () -> buffer.addIovec(memory("x")),
                () -> buffer.read(new MemoryIo().holding("x")));
        buffer.expand(10);
        buffer.prepend(bytes("x"));
        buffer.drain(1);
        buffer.prependBuffer(other);
        assertEquals("ddhello", text(buffer));
        assertEquals(7, buffer.write(new MemoryIo()));
    }

    // G-145
    @Test
    void toTakeNothingFromNothingIsAllowed() {
        EvBuffer buffer = empty();
        EvBuffer other = empty();
        buffer.freeze(BufferEnd.FRONT);
        assertEquals(0, buffer.drain(1));
        assertEquals(0, buffer.remove(new byte[1]));
        assertEquals(0, buffer.copyOut(new byte[1]));
        buffer.prepend(new byte[0]);
        buffer.prependBuffer(other);
        other.addBuffer(buffer);
        assertEquals(0, buffer.removeBuffer(other, 0));
        assertThrows(FrozenBufferException.class, () -> buffer.removeBuffer(other, 1));
    }

    // G-149
    @Test
    void freezingIsNotCounted() {
        EvBuffer buffer = empty();
        buffer.freeze(BufferEnd.BACK);
        buffer.freeze(BufferEnd.BACK);
        buffer.unfreeze(BufferEnd.BACK);
        buffer.add("x");
        assertEquals("x", text(buffer));
    }
}
