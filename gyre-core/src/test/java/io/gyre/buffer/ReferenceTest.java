package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Bytes that a buffer shows and does not own. */
class ReferenceTest extends BufferSuite {
    private ReferenceCleanup cleanup(String name) {
        return memory -> log.add(name + "(" + memory.byteSize() + ")");
    }

    private static String take(EvBuffer buffer, int count) {
        return buffer.removeString(count, StandardCharsets.ISO_8859_1);
    }

    // S-211, R-109, G-214, G-216
    @Test
    void theMemoryIsNeverWrittenToAndCleanedUpOnceTheLastByteIsGone() {
        MemorySegment forty = memory("0123456789".repeat(4));
        EvBuffer buffer = empty().addReference(forty, cleanup("gone"));
        assertEquals("0123456789", take(buffer, 10));
        buffer.prepend(bytes("front"));
        assertEquals(5, buffer.contiguousSpace());
        assertEquals("front", take(buffer, 5));
        assertEquals("0123456789".repeat(2), take(buffer, 20));
        assertHeard("");
        assertEquals("0123456789", take(buffer, 10));
        assertHeard("gone(40)");
        assertEquals(
                "0123456789",
                new String(
                        forty.asSlice(0, 10).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
                        StandardCharsets.ISO_8859_1));
    }

    // S-211, R-118, G-217, G-219
    @Test
    void eachReferenceIsCleanedUpWhereverItsLastByteGoes() {
        EvBuffer buffer = empty();
        buffer.addReference(memory("first"), cleanup("1"));
        buffer.add(", ");
        buffer.addReference(memory("second"), cleanup("2"));
        assertEquals("fir", take(buffer, 3));
        buffer.prepend(bytes("fir"));
        assertEquals("first, ", take(buffer, 7));
        assertHeard("1(5)");
        buffer.drain(1);
        EvBuffer other = empty();
        other.addBuffer(buffer);
        buffer.close();
        assertEquals("econd", take(other, 5));
        assertHeard("2(6)");
        EvBuffer last = empty().addReference(memory("third"), cleanup("3"));
        last.close();
        assertHeard("3(5)");
    }

    // G-219
    @Test
    void pullingUpCopiesAndLetsGo() {
        EvBuffer buffer = empty().addReference(memory("hello"), cleanup("gone")).add("!");
        buffer.pullup(-1);
        assertHeard("gone(5)");
        assertEquals("hello!", text(buffer));
    }

    // R-119
    @Test
    void withAnOffsetTheCleanupStillGetsAllOfTheMemory() {
        MemorySegment all = memory("hidden, shown");
        EvBuffer buffer = empty().addReference(all, 8, cleanup("gone"));
        buffer.prepend(bytes("12345678"));
        assertEquals("12345678shown", text(buffer));
        assertEquals('h', all.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0));
        buffer.drain(99);
        assertHeard("gone(13)");
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.addReference(all, 14, cleanup("never")));
        assertHeard("");
    }

    // G-218: an empty reference is cleaned up at once, where libevent waits until it is reached.
    // R-092, R-094, R-095, R-097, R-098, R-124
    @Test
    void emptyReferencesLeaveNoTraceInTheChain() {
        EvBuffer source = empty().addReference(memory("aa"), cleanup("aa"))
                .addReference(memory("bb"), cleanup("bb"))
                .addReference(memory(""), cleanup("none"));
        EvBuffer target = of("cc").addReference(memory(""), cleanup("none"));
        assertHeard("none(0) none(0)");
        assertEquals(3, source.removeBuffer(target, 3));
        assertEquals("b", text(source));
        assertEquals("ccaab", text(target));
        source.prepend(new byte[0]);
        assertEquals(1, source.drain(1));
        target.addBuffer(of("xyz").addReference(memory(""), cleanup("none")));
        assertEquals("ccaabxyz", text(target));
        EvBuffer only = empty().addReference(memory(""), cleanup("none"));
        target.prependBuffer(only);
        assertEquals("ccaabxyz", text(target));
        assertEquals(null, only.pullup(-1));
    }

    // S-214, R-121, G-221, G-222, G-223
    @Test
    void aSharedBufferShowsWhatItsSourceWasThen() {
        EvBuffer source = of("hello");
        EvBuffer shared = empty().addBufferReference(source);
        source.add(" more");
        assertEquals(5, shared.length());
        source.drain(3);
        source.prepend(bytes("###"));
        assertEquals("hello", text(shared));
        shared.addBufferReference(empty());
        assertThrows(IllegalArgumentException.class, () -> shared.addBufferReference(shared));
        // libevent refuses to share what is shared already.
        EvBuffer again = empty().addBufferReference(shared);
        source.close();
        shared.drain(4);
        assertEquals("o", text(shared));
        again.add("!").pullup(-1);
        assertEquals("hello!", text(again));
    }

    @Test
    void memoryThatWasFreedIsNoticedBeforeTheKernelSeesIt() {
        EvBuffer buffer = empty();
        try (Arena soon = Arena.ofShared()) {
            buffer.addReference(soon.allocate(10), cleanup("gone"));
        }
        assertThrows(IllegalStateException.class, () -> buffer.write(new MemoryIo()));
        assertThrows(IllegalStateException.class, () -> buffer.copyOut(new byte[10]));
        assertEquals(10, buffer.length());
        buffer.drain(10);
        assertHeard("gone(10)");
    }

    @Test
    void memoryOnTheHeapIsRefused() {
        EvBuffer buffer = empty();
        assertThrows(
                IllegalArgumentException.class,
                () -> buffer.addReference(MemorySegment.ofArray(new byte[3]), cleanup("never")));
        assertHeard("");
    }

    @Test
    void aCleanupThatThrowsIsLoggedAndTheBytesAreGoneAllTheSame() {
        EvBuffer buffer = empty().addReference(memory("abc"), _ -> {
            throw new IllegalStateException("a clean-up of a test");
        });
        io.gyre.Log.onMessage((_, message) -> log.add(message));
        try {
            buffer.drain(3);
        } finally {
            io.gyre.Log.onMessage(null);
        }
        assertTrue(log.getFirst().contains("a clean-up of a test"), log::toString);
        assertTrue(buffer.isEmpty());
    }
}
