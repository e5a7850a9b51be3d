package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Adding, taking, moving and bringing together. */
class AddAndTakeTest extends BufferSuite {
    // S-194, S-195, R-107, G-212
    @Test
    void bytesComeOutInTheOrderInWhichTheyWentIn() {
        EvBuffer buffer = of("1");
        buffer.expand(2048);
        buffer.add("2").add(ByteBuffer.wrap(bytes("3"))).add(memory("4"));
        assertEquals(5, buffer.addFormatted("%s-%d", "ab", 12));
        assertEquals(0, buffer.addFormatted("%s", ""));
        assertEquals("1234ab-12", text(buffer));
        assertEquals(9, buffer.length());
        assertEquals(9, buffer.contiguousSpace());
    }

    // S-195, G-211, R-106
    @Test
    void expandChangesNothingThatShows() {
        EvBuffer buffer = empty();
        buffer.expand(1000);
        buffer.expand(0);
        assertEquals(0, buffer.length());
        assertEquals(0, buffer.contiguousSpace());
        buffer.add("x");
        assertThrows(OutOfMemoryError.class, () -> buffer.expand(Long.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> buffer.expand(-1));
        assertEquals("x", text(buffer));
    }

    // S-196, G-141
    @Test
    void movingTakesAsMuchAsThereIs() {
        EvBuffer source = of("hello");
        EvBuffer target = of("XY");
        assertEquals(3, source.removeBuffer(target, 3));
        assertEquals(2, source.removeBuffer(target, 99));
        assertEquals(0, source.removeBuffer(source, 1));
        assertEquals(0, target.removeBuffer(target, 1));
        target.addBuffer(target);
        target.prependBuffer(target);
        assertEquals(0, target.removeBuffer(source, 0));
        assertEquals("XYhello", text(target));
        assertTrue(source.isEmpty());
    }

    // S-197, G-142, R-122
    @Test
    void whatIsPrependedComesFirst() {
        EvBuffer target = of("XYZ");
        EvBuffer source = of("abc");
        target.prependBuffer(source);
        target.prepend(bytes("12"));
        assertEquals("12abcXYZ", text(target));
        assertEquals(0, source.length());
        EvBuffer none = empty();
        none.prepend(bytes("x")).prepend(bytes("yz"));
        assertEquals("yzx", text(none));
        EvBuffer into = empty();
        into.prependBuffer(none);
        assertEquals("yzx", text(into));
    }

    //
    @Test
    void aLongPrependGoesOverSeveralChunks() {
        EvBuffer buffer = of("end");
        String front = "0123456789".repeat(20_000);
        buffer.addCallback((_, change) -> log.add(change.toString()));
        buffer.prepend(bytes(front));
        assertEquals(front + "end", text(buffer));
        assertHeard("3 bytes, +200000 -0");
    }

    // S-198, S-199, S-200, G-139
    @Test
    void moreThanThereIsIsAnsweredWithWhatThereIs() {
        EvBuffer buffer = of("hello");
        assertEquals(5, buffer.copyOut(new byte[99]));
        assertNull(buffer.pullup(6));
        assertNotNull(buffer.pullup(5));
        assertNull(buffer.pullup(0));
        assertEquals(0, buffer.remove(new byte[0]));
        assertEquals(0, buffer.drain(0));
        assertEquals(5, buffer.remove(new byte[99]));
        assertEquals(0, buffer.length());
        assertNull(buffer.pullup(-1));
    }

    // S-198
    @Test
    void pullingUpBringsPiecesTogetherAndChangesNoByte() {
        EvBuffer buffer = chained("ab", "cde", "f");
        assertEquals(2, buffer.contiguousSpace());
        assertNull(buffer.pullup(7));
        assertEquals(2, buffer.contiguousSpace());
        MemorySegment four = Objects.requireNonNull(buffer.pullup(4));
        assertEquals(4, four.byteSize());
        assertTrue(four.isReadOnly());
        assertEquals(6, Objects.requireNonNull(buffer.pullup(-1)).byteSize());
        assertEquals(6, buffer.contiguousSpace());
        assertEquals("abcdef", text(buffer));
    }

    // S-199
    @Test
    void drainingMoreThanThereIsEmptiesTheBuffer() {
        EvBuffer buffer = chained("ab", "cde", "f");
        assertEquals(3, buffer.drain(3));
        assertEquals("def", text(buffer));
        assertEquals(3, buffer.drain(Long.MAX_VALUE));
        assertTrue(buffer.isEmpty());
    }

    // S-200, R-130, G-202
    @Test
    void copyingOutStartsWhereItIsToldAndTakesNothing() {
        EvBuffer buffer = chained("x".repeat(80), "y".repeat(80), "z".repeat(46));
        String all = "x".repeat(80) + "y".repeat(80) + "z".repeat(46);
        for (int count : new int[] {10, 65, 90, 160, 191, 999}) {
            var target = new byte[count];
            int copied = (int) buffer.copyOutFrom(buffer.position(15), MemorySegment.ofArray(target));
            assertEquals(Math.min(count, 191), copied);
            assertEquals(all.substring(15, 15 + copied), new String(target, 0, copied, StandardCharsets.ISO_8859_1));
        }
        assertEquals(0, buffer.copyOutFrom(206, MemorySegment.ofArray(new byte[9])));
        assertThrows(
                IndexOutOfBoundsException.class, () -> buffer.copyOutFrom(207, MemorySegment.ofArray(new byte[9])));
        assertEquals(206, buffer.length());
    }

    //
    @Test
    void theSequenceOfLibeventsOwnTest() {
        EvBuffer buffer = empty();
        EvBuffer other = empty();
        buffer.addFormatted("%s/%d", "hello", 1);
        buffer.addBuffer(other);
        assertEquals("hello/1", text(buffer));
        other.addFormatted("%s", "/hello");
        buffer.drain(6);
        assertEquals("1", text(buffer));
        buffer.addBuffer(other);
        assertEquals("1/hello", text(buffer));
        buffer.drain(buffer.length());
        other.add(new byte[512]);
        for (int i = 0; i < 3; i++) {
            other.add(new byte[512]);
            buffer.addBuffer(other);
        }
        assertEquals(2048, buffer.length());
        assertEquals(1280, buffer.removeBuffer(other, 1280));
        assertEquals(768, buffer.length());
        for (int i = 0; i < 3; i++) {
            Reservation room = other.reserve(10_000, 1);
            assertEquals(1, room.extents());
            room.commit(room.size());
            assertTrue(other.length() >= 10_000);
            other.drain(Long.MAX_VALUE);
        }
    }

    // G-213; libevent tells its callbacks of each extent (G-259), here once of all.
    @Test
    void extentsAreAddedInTheirOrder() {
        EvBuffer buffer = empty();
        buffer.addCallback((_, change) -> log.add(change.toString()));
        assertEquals(0, buffer.addIovec());
        assertEquals(3, buffer.addIovec(memory("ab"), memory(""), memory("c")));
        assertEquals("abc", text(buffer));
        assertHeard("0 bytes, +3 -0");
    }

    //
    @Test
    void aReferenceBehindRoomIsFollowedByWhatIsAddedLater() {
        EvBuffer buffer = of("0123456789");
        buffer.expand(100);
        buffer.addReference(memory("2"), _ -> {});
        buffer.addFormatted("%d", 3);
        assertNotNull(buffer.pullup(-1));
        assertEquals("012345678923", text(buffer));
    }

    @Test
    void aMillionBytesOneByOneTakeNoMoreMemoryThanFourTimesThat() {
        EvBuffer buffer = empty();
        for (int i = 0; i < 1_000_000; i++) {
            buffer.addByte(i);
        }
        assertTrue(pool.liveBytes() <= 4_000_000, () -> pool.liveBytes() + " bytes in use");
        for (int i = 0; i < 1_000_000; i++) {
            assertEquals(i & 0xff, buffer.removeByte());
        }
    }
}
