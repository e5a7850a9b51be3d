package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** What random operations found once. */
class ModelFindingsTest {
    /** The memory of a longer buffer grows in larger steps, for which what expand had made was thrown away. */
    @Test
    void bytesGoToTheRoomThatExpandMadeHoweverLongTheBufferIs() {
        try (var pool = BufferPool.confined();
                var buffer = new EvBuffer(pool)) {
            buffer.add(new byte[4096]);
            buffer.expand(10);
            long live = pool.liveBytes();
            buffer.add(new byte[10]);
            assertEquals(live, pool.liveBytes());
        }
    }

    /** The line stayed, and as many of its bytes went as its terminator is long. */
    @Test
    void aLineCannotMoveToItsOwnBuffer() {
        try (var buffer = new EvBuffer().add("abc\r\ndef")) {
            assertThrows(IllegalArgumentException.class, () -> buffer.readln(Eol.CRLF, buffer));
            assertEquals(8, buffer.length());
        }
    }
}
