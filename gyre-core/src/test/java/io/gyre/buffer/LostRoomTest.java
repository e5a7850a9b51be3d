package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A reservation can be committed, but not once the buffer gave its room back. */
class LostRoomTest {
    @Test
    void oneNumberIsEnoughToCommitToAnEmptyBuffer() {
        try (var buffer = new EvBuffer()) {
            Reservation room = buffer.reserve(10, 2);
            room.extent(0).set(JAVA_BYTE, 0, (byte) 'x');
            room.commit(1);
            assertEquals("x", buffer.removeString(1, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void makingMoreRoomVoidsAReservation() {
        try (var buffer = new EvBuffer()) {
            Reservation small = buffer.reserve(10, 1);
            small.extent(0).set(JAVA_BYTE, 0, (byte) 'x');
            buffer.expand(5000);
            assertThrows(IllegalStateException.class, () -> small.commit(1));
            assertEquals(0, buffer.length());
        }
    }

    @Test
    void makingNoRoomLeavesAReservation() {
        try (var buffer = new EvBuffer()) {
            Reservation large = buffer.reserve(5000, 1);
            large.extent(0).set(JAVA_BYTE, 0, (byte) 'x');
            buffer.expand(10);
            large.commit(1);
            assertEquals("x", buffer.removeString(1, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void enablingLocksVoidsAReservation() {
        try (var pool = BufferPool.confined();
                var buffer = new EvBuffer(pool)) {
            Reservation room = buffer.reserve(10, 1);
            buffer.enableLocking();
            assertThrows(IllegalStateException.class, () -> room.commit(1));
            assertEquals(0, buffer.length());
        }
    }

    /** G-211. */
    @Test
    void moreRoomThanCanBeIsRefusedAsMissingMemory() {
        try (var buffer = new EvBuffer().add("x")) {
            assertThrows(OutOfMemoryError.class, () -> buffer.expand(Long.MAX_VALUE));
            assertThrows(OutOfMemoryError.class, () -> buffer.expand(Long.MAX_VALUE - 5000));
            assertThrows(OutOfMemoryError.class, () -> buffer.reserve(Long.MAX_VALUE, 1));
            assertEquals("x", buffer.removeString(1, StandardCharsets.US_ASCII));
        }
    }
}
