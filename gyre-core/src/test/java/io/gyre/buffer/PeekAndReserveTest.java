package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Looking at bytes where they are, and writing where they will be. */
class PeekAndReserveTest extends BufferSuite {
    private static List<Long> sizes(List<MemorySegment> extents) {
        return extents.stream().map(MemorySegment::byteSize).toList();
    }

    // S-205, G-203, G-204
    @Test
    void peekingShowsWholeExtentsFromAPlaceOn() {
        EvBuffer buffer = chained("hello", "world");
        assertEquals(List.of(5L, 5L), sizes(buffer.peek()));
        assertEquals(List.of(5L), sizes(buffer.peek(0, 5)));
        assertEquals(List.of(5L, 5L), sizes(buffer.peek(0, 6)));
        assertEquals(List.of(), sizes(buffer.peek(0, 0)));
        assertEquals(List.of(5L, 5L), sizes(buffer.peek(0, 99)));
        assertEquals(List.of(2L, 5L), sizes(buffer.peek(3, 99)));
        assertEquals(List.of(2L), sizes(buffer.peek(3, 2)));
        assertEquals(List.of(), sizes(buffer.peek(10, 1)));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.peek(11, 1));
        assertTrue(buffer.peek().getFirst().isReadOnly());
    }

    // R-125, G-136
    @Test
    void thePeeksOfLibeventsOwnTest() {
        assertEquals(List.of(), empty().peek());
        EvBuffer buffer = empty();
        for (int i = 0; i < 16; i++) {
            buffer.addReference(memory("Contents of chunk [%d]\n".formatted(i)), _ -> {});
        }
        assertEquals(16, buffer.peek().size());
        assertEquals(5, buffer.peek(0, 100).size());
        assertEquals(2, buffer.peek(0, 40).size());
        assertEquals(3, buffer.peek(30, 50).size());
        assertEquals(2, buffer.peek(22, 44).size());
        assertEquals(0, buffer.peek(buffer.length(), 44).size());
    }

    // S-206, G-206, G-207
    @Test
    void whatIsReservedCountsOnlyOnceItIsCommitted() {
        EvBuffer buffer = of("abc");
        Reservation room = buffer.reserve(100, 1);
        assertEquals(1, room.extents());
        assertTrue(room.extent(0).byteSize() >= 100);
        assertEquals(3, buffer.length());
        room.extent(0).copyFrom(memory("XY"));
        room.commit(2);
        assertEquals("abcXY", text(buffer));
        assertThrows(IllegalArgumentException.class, () -> buffer.reserve(10, 0));
        assertEquals(1, buffer.reserve(0, 1).extents());
        Reservation small = buffer.reserve(10, 2);
        assertThrows(IllegalArgumentException.class, () -> small.commit(small.size() + 1));
        assertThrows(IllegalArgumentException.class, () -> small.commit(-1));
        small.commit(0);
        assertEquals("abcXY", text(buffer));
    }

    // G-208, G-209
    @Test
    void aChangeMakesAReservationVoid() {
        EvBuffer buffer = of("abcX");
        Reservation room = buffer.reserve(10, 2);
        buffer.add("Q");
        assertThrows(IllegalStateException.class, () -> room.commit(3));
        assertEquals("abcXQ", text(buffer));
        Reservation again = buffer.reserve(10, 2);
        again.extent(0).copyFrom(memory("12"));
        again.commit(2);
        assertThrows(IllegalStateException.class, () -> again.commit(2));
        assertEquals("abcXQ12", text(buffer));
    }

    // there are at most two extents here, where C gives three.
    @Test
    void reservingMoreLeavesTheFirstExtentWhereItWas() {
        EvBuffer buffer = empty();
        long first = buffer.reserve(128, 2).extent(0).byteSize();
        buffer.reserve(128, 2).commit(1);
        Reservation more = buffer.reserve(first + 128, 2);
        assertEquals(2, more.extents());
        assertEquals(first - 1, more.extent(0).byteSize());
        assertEquals(1, buffer.reserve(first + 4096, 1).extents());
        assertSame(more, buffer.reserve(1, 1));
    }

    //
    @Test
    void twoExtentsAreCommittedOneByOne() {
        EvBuffer buffer = of("a");
        Reservation room = buffer.reserve(4096, 2);
        assertEquals(2, room.extents());
        room.extent(0).copyFrom(memory("b"));
        room.commit(1, 0);
        buffer.add("c");
        assertEquals("abc", text(buffer));
        EvBuffer prepended = empty();
        prepended.addReference(memory(""), _ -> {});
        prepended.prepend(bytes("aaa"));
        prepended.add("");
        prepended.reserve(4096, 2).commit(0, 0);
        assertTrue(prepended.reserve(8192, 2).extents() >= 1);
        assertEquals("aaa", text(prepended));
    }
}
