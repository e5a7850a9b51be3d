package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Searching, and the positions that it gives. */
class SearchTest extends BufferSuite {
    private static long search(EvBuffer buffer, String what, long start, long end) {
        return offset(buffer.searchRange(bytes(what), buffer.position(start), end < 0 ? null : buffer.position(end)));
    }

    private static long offset(@Nullable Position position) {
        return position == null ? -1 : position.offset();
    }

    // S-203, G-151
    @Test
    void aMatchLiesWhollyWithinTheRange() {
        EvBuffer buffer = of("hello world hello");
        assertEquals(0, search(buffer, "hello", 0, 5));
        assertEquals(-1, search(buffer, "hello", 0, 4));
        assertEquals(-1, search(buffer, "o", 6, 4));
        assertEquals(-1, search(buffer, "o", 6, 7));
        assertEquals(7, search(buffer, "o", 6, 8));
        assertEquals(-1, search(buffer, "h", 0, 0));
        assertEquals(0, search(buffer, "", 0, -1));
        assertEquals(12, search(buffer, "hello", 12, -1));
    }

    // S-203, G-152, G-153
    @Test
    void aMatchMayLieAcrossChunks() {
        EvBuffer buffer = chained("hello wo", "rl", "d hello");
        assertEquals(6, search(buffer, "world", 0, -1));
        assertEquals(10, search(buffer, "d h", 0, -1));
        assertEquals(6, search(buffer, "world", 0, 11));
        assertEquals(-1, search(buffer, "world", 0, 10));
        assertEquals(-1, search(buffer, "world", 0, 9));
        assertEquals(4, search(chained("xaab", "aaabaaab"), "aaab", 0, -1));
        assertEquals(4, search(chained("aaa", "aaa", "b"), "aab", 0, -1));
    }

    // R-116, G-136
    @Test
    void theSearchesOfLibeventsOwnTest() {
        assertNull(empty().search(bytes("a"), null));
        EvBuffer buffer = chained("hello", "mom", "dad", "nanny!");
        assertEquals(11, offset(buffer.search(bytes("nanny!"), null)));
        assertEquals(5, search(buffer, "momdadn", 5, 12));
        assertEquals(-1, search(buffer, "momdadna", 5, 12));
        assertEquals(5, search(buffer, "momdadnanny!", 0, 17));
        assertNull(buffer.search(bytes("momdadnanny!!"), null));
        assertNull(buffer.search(bytes("a"), buffer.position(17)));
        assertEquals(-1, search(buffer, "h", 17, -1));
    }

    // S-204, R-115, G-138, G-201
    @Test
    void aPositionLiesWithinTheBufferOrIsRefused() {
        EvBuffer none = empty();
        assertEquals(0, none.position(0).offset());
        assertThrows(IndexOutOfBoundsException.class, () -> none.position(1));
        assertThrows(IndexOutOfBoundsException.class, () -> none.position(-1));
        EvBuffer buffer = chained("x".repeat(5000), "y".repeat(4000), "z".repeat(3000));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.position(13_000));
        Position start = buffer.position(0);
        assertThrows(IndexOutOfBoundsException.class, () -> start.plus(13_000));
        Position end = start.plus(10_000).plus(1000).plus(1000);
        assertEquals(12_000, end.offset());
        assertThrows(IndexOutOfBoundsException.class, () -> end.plus(1));
        assertThrows(IndexOutOfBoundsException.class, () -> end.plus(Long.MAX_VALUE));
        assertEquals(12_000, end.offset());
    }

    // S-204
    @Test
    void anyChangeMakesPositionsStaleAndStaleOnesAreRefused() {
        EvBuffer buffer = of("hello");
        Position position = buffer.position(2);
        assertFalse(position.isStale());
        buffer.add("!");
        assertTrue(position.isStale());
        assertThrows(IllegalStateException.class, () -> buffer.search(bytes("l"), position));
        assertThrows(IllegalStateException.class, () -> position.plus(1));
        assertThrows(IllegalArgumentException.class, () -> empty().search(bytes("l"), buffer.position(0)));
    }
}
