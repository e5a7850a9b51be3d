package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A pool and its buffers, which a test must leave with nothing in use. */
abstract class BufferSuite {
    final BufferPool pool = BufferPool.confined();
    private final List<EvBuffer> buffers = new ArrayList<>();
    private final Arena arena = Arena.ofShared();

    /** What clean-ups and callbacks were told. */
    final List<String> log = new ArrayList<>();

    @AfterEach
    void giveEverythingBack() {
        buffers.forEach(EvBuffer::close);
        arena.close();
        assertEquals(0, pool.liveBytes(), "bytes that no buffer holds any more");
        pool.close();
        assertEquals(0, pool.heldBytes(), "slabs that were not given back");
    }

    EvBuffer empty() {
        var made = new EvBuffer(pool);
        buffers.add(made);
        return made;
    }

    EvBuffer of(String text) {
        return empty().add(text);
    }

    /** {@return a buffer with a link for each piece} */
    EvBuffer chained(String... pieces) {
        EvBuffer made = empty();
        for (String piece : pieces) {
            made.addReference(memory(piece), _ -> {});
        }
        return made;
    }

    MemorySegment memory(String text) {
        return arena.allocateFrom(java.lang.foreign.ValueLayout.JAVA_BYTE, bytes(text));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(EvBuffer buffer) {
        var all = new byte[(int) buffer.length()];
        assertEquals(all.length, buffer.copyOutFrom(0, MemorySegment.ofArray(all)));
        return new String(all, StandardCharsets.ISO_8859_1);
    }

    /** What the callbacks heard since the last question. */
    void assertHeard(String expected) {
        assertEquals(expected, String.join(" ", log));
        log.clear();
    }
}
