package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.BufferFilter;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.FilterBufferEvent;
import io.gyre.bufferevent.FilterResult;
import io.gyre.bufferevent.FlushMode;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventMask;
import org.junit.jupiter.api.Test;

/** Bufferevents on top of others. */
class FilterBufferEventTest extends BufferEventSuite {
    /** Passes four bytes at a time, and fewer only when flushed. */
    private static final BufferFilter FOURS = (source, destination, _, mode) -> {
        if (source.length() < 4 && mode == FlushMode.NORMAL) {
            return FilterResult.NEED_MORE;
        }
        return source.removeBuffer(destination, 4) > 0 ? FilterResult.OK : FilterResult.NEED_MORE;
    };

    private static final BufferFilter FAILING = (_, _, _, _) -> FilterResult.ERROR;

    private final PairBufferEvent below;
    private final PairBufferEvent peer;
    private boolean contextClosed;

    FilterBufferEventTest() {
        super(World.simulated());
        PairBufferEvent.Halves halves = PairBufferEvent.of(base);
        below = halves.first();
        peer = halves.second();
        world.atTheEnd(below::close);
        world.atTheEnd(peer::close);
        peer.callbacks(new Noting("p1"));
        peer.enable(EventMask.READ);
    }

    private FilterBufferEvent filter(BufferFilter inbound, BufferFilter outbound, BufferEventOption... options) {
        var made = FilterBufferEvent.of(below, inbound, outbound, () -> contextClosed = true, options);
        world.atTheEnd(made::close);
        made.callbacks(new Noting("f"));
        return made;
    }

    // S-163, G-363
    @Test
    void itKnowsWhatIsBelow() {
        FilterBufferEvent filter = filter(BufferFilter.PASS, BufferFilter.PASS);
        assertSame(below, filter.underlying());
        assertNull(filter.fd());
        assertEquals(EventMask.WRITE, filter.enabled());
        assertEquals(EventMask.READ.or(EventMask.WRITE), below.enabled());
    }

    // S-170, G-364
    @Test
    void whatIsWrittenGoesThroughTheFilterAtOnce() {
        FilterBufferEvent filter = filter(BufferFilter.PASS, BufferFilter.PASS);
        filter.write("12345");
        look();
        assertRan("f.write(0) p1.read(5)");
        assertEquals(5, peer.input().length());
        assertEquals(0, filter.output().length());
    }

    // S-170, G-365
    @Test
    void nothingComesInUntilReadingIsEnabled() {
        FilterBufferEvent filter = filter(BufferFilter.PASS, BufferFilter.PASS);
        peer.write("123");
        look();
        assertEquals(0, filter.input().length());
        assertEquals(0, below.input().length());
        filter.enable(EventMask.READ);
        look();
        assertEquals("123", take(filter.input()));
    }

    // S-130, S-132, S-172, G-366, G-367
    @Test
    void theHighMarkLeavesTheRestBelow() {
        FilterBufferEvent filter = filter(BufferFilter.PASS, BufferFilter.PASS);
        filter.callbacks(null);
        filter.watermarks(Direction.READING, new Watermarks(0, 10));
        filter.enable(EventMask.READ);
        peer.write("x".repeat(25));
        look();
        assertEquals(10, filter.input().length());
        assertEquals(15, below.input().length() + peer.output().length());
        filter.input().drain(10);
        look();
        assertEquals(10, filter.input().length());
    }

    // S-171, S-172, G-370, G-371
    @Test
    void whatAFilterKeepsBackComesWithAFlush() {
        FilterBufferEvent filter = filter(FOURS, BufferFilter.PASS);
        filter.enable(EventMask.READ);
        peer.write("123456");
        look();
        assertEquals(4, filter.input().length());
        assertEquals(2, below.input().length());
        assertTrue(filter.flush(EventMask.READ, FlushMode.FLUSH));
        assertEquals(6, filter.input().length());
        assertFalse(filter.flush(EventMask.READ, FlushMode.FINISHED));
    }

    // S-171; C says nothing of an input filter's error (G-374).
    @Test
    void aFilterThatCannotGoOnFailsItsDirection() {
        FilterBufferEvent filter = filter(FAILING, FAILING);
        filter.enable(EventMask.READ);
        peer.write("123");
        look();
        assertRan("f.READING|ERROR p1.write(0)");
        filter.write("x");
        assertRan("f.WRITING|ERROR");
        assertEquals(EventMask.NONE, filter.enabled());
    }

    // S-132, G-375, G-376
    @Test
    void theHighMarkOfWritingBelowLimitsWhatGoesOut() {
        peer.disable(EventMask.READ);
        below.watermarks(Direction.WRITING, new Watermarks(0, 10));
        FilterBufferEvent filter = filter(BufferFilter.PASS, BufferFilter.PASS);
        filter.write("x".repeat(25));
        assertEquals(15, filter.output().length());
        assertEquals(10, below.output().length());
        peer.enable(EventMask.READ);
        for (int i = 0; i < 5; i++) {
            look();
        }
        assertEquals(25, peer.input().length());
        assertEquals(0, filter.output().length());
    }

    // G-368
    @Test
    void theEndBelowIsTheEndAbove() {
        FilterBufferEvent filter = filter(FOURS, BufferFilter.PASS);
        filter.enable(EventMask.READ);
        peer.write("123456");
        peer.flush(EventMask.WRITE, FlushMode.FINISHED);
        look();
        assertEquals("123456", take(filter.input()));
        assertRan("f.read(4) f.read(6) f.READING|EOF p1.write(0)");
    }

    // S-137, S-173, G-369, G-373
    @Test
    void closingClosesTheContextAndWhatIsBelowIfAsked() {
        filter(BufferFilter.PASS, BufferFilter.PASS).close();
        assertTrue(contextClosed);
        assertFalse(below.isClosed());
        filter(BufferFilter.PASS, BufferFilter.PASS, BufferEventOption.CLOSE_ON_FREE)
                .close();
        assertTrue(below.isClosed());
    }

    @Test
    void theEndOfWritingGivesWhatTheFilterHeldBackAndThenEndsTheOneBelow() {
        FilterBufferEvent filter = filter(BufferFilter.PASS, FOURS);
        filter.write("123456");
        filter.disable(EventMask.WRITE);
        filter.shutdownWriting();
        look();
        assertEquals(4, peer.input().length());
        filter.enable(EventMask.WRITE);
        look();
        look();
        assertEquals("123456", take(peer.input()));
        assertRan("p1.read(4) f.write(0) p1.read(6) p1.READING|EOF");
    }
}
