package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** To move part of a buffer moves all of that part or none of it, whether there is memory to copy to or not. */
class WholeMoveTest {
    private final byte[] bytes = new byte[1040];

    @BeforeEach
    void numberBytes() {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
    }

    private EvBuffer source() {
        return new EvBuffer().add(bytes, 0, 1024).add(bytes, 1024, 16);
    }

    private static EvBuffer withoutMemory() {
        var pool = BufferPool.confined();
        pool.close();
        return new EvBuffer(pool);
    }

    @Test
    void wholeLinksAndALittleMoreNeedNoMemory() {
        try (var source = source();
                var target = withoutMemory()) {
            assertEquals(1029, source.removeBuffer(target, 1029));
            assertArrayEquals(Arrays.copyOf(bytes, 1029), target.removeBytes(1029));
            assertEquals(11, source.length());
        }
    }

    @Test
    void aLittleIsNotMovedWithoutMemory() {
        try (var source = source();
                var target = withoutMemory()) {
            assertThrows(IllegalStateException.class, () -> source.removeBuffer(target, 5));
            assertEquals(0, target.length());
            assertArrayEquals(bytes, source.removeBytes(bytes.length));
        }
    }
}
