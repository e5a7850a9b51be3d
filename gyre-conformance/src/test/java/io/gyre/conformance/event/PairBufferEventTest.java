package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.FlushMode;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventMask;
import org.junit.jupiter.api.Test;

/** Two bufferevents that are joined in memory. */
class PairBufferEventTest extends BufferEventSuite {
    private final PairBufferEvent first;
    private final PairBufferEvent second;

    PairBufferEventTest() {
        super(World.simulated());
        PairBufferEvent.Halves halves = PairBufferEvent.of(base);
        first = halves.first();
        second = halves.second();
        world.atTheEnd(first::close);
        world.atTheEnd(second::close);
        first.callbacks(new Noting("p0"));
        second.callbacks(new Noting("p1"));
    }

    // S-166, S-169, R-191
    @Test
    void eachIsThePartnerOfTheOtherAndHasNoDescriptor() {
        assertSame(second, first.partner());
        assertSame(first, second.partner());
        assertNull(first.fd());
        assertNull(first.underlying());
        first.close();
        assertNull(second.partner());
    }

    // S-166, S-168, G-352
    @Test
    void whatOneWritesTheOtherHasAtOnceAndHearsOfFromTheLoop() {
        second.enable(EventMask.READ);
        first.write("12345");
        assertEquals(5, second.input().length());
        first.write("678");
        assertRan("");
        look();
        assertRan("p1.read(8) p0.write(0)");
        assertEquals("12345678", take(second.input()));
    }

    // G-351
    @Test
    void bytesWaitInTheWriterWhileTheReaderIsDisabled() {
        first.write("12345");
        assertEquals(0, second.input().length());
        assertEquals(5, first.output().length());
        second.enable(EventMask.READ);
        assertEquals(5, second.input().length());
        look();
        assertRan("p1.read(5) p0.write(0)");
    }

    // G-353
    @Test
    void aDisabledWriterKeepsItsBytes() {
        second.enable(EventMask.READ);
        first.disable(EventMask.WRITE);
        first.write("123");
        look();
        assertEquals(0, second.input().length());
        first.enable(EventMask.WRITE);
        look();
        assertRan("p1.read(3) p0.write(0)");
    }

    // S-130, G-354
    @Test
    void theReadersHighMarkKeepsTheRestInTheWriter() {
        second.callbacks(null);
        second.watermarks(Direction.READING, new Watermarks(0, 10));
        second.enable(EventMask.READ);
        first.write("x".repeat(25));
        look();
        assertEquals(10, second.input().length());
        assertEquals(15, first.output().length());
        second.input().drain(4);
        look();
        assertEquals(10, second.input().length());
        assertEquals(11, first.output().length());
    }

    // S-160, G-357, G-358; C calls both back even if nothing moved (G-355).
    @Test
    void aFlushIgnoresThatTheReaderIsDisabledAndFinishedBringsTheEnd() {
        first.write("123");
        assertTrue(first.flush(EventMask.WRITE, FlushMode.FLUSH));
        assertEquals(3, second.input().length());
        look();
        assertRan("p1.read(3) p0.write(0)");
        assertFalse(first.flush(EventMask.WRITE, FlushMode.NORMAL));
        first.write("45");
        assertTrue(first.flush(EventMask.WRITE, FlushMode.FINISHED));
        look();
        assertRan("p1.read(5) p1.READING|EOF p0.write(0)");
    }

    // G-359, G-360
    @Test
    void whatWasWrittenBeforeClosingIsStillThereAndNothingElseComes() {
        second.enable(EventMask.READ);
        first.write("123");
        first.close();
        look();
        assertRan("p1.read(3)");
        second.write("x");
        look();
        assertRan("");
        assertEquals(1, second.output().length());
    }

    // S-159, G-361
    @Test
    void aSilentPartnerTimesOut() {
        second.timeouts(ms(30), null);
        second.enable(EventMask.READ);
        pass(40);
        look();
        look();
        assertRan("p1.READING|TIMEOUT");
        assertEquals(EventMask.WRITE, second.enabled());
    }

    // S-135
    @Test
    void twoThatAnswerEachOtherForeverDoNotOverflowTheStack() {
        Noting echo = new Noting("e");
        first.enable(EventMask.READ);
        second.enable(EventMask.READ);
        first.callbacks(echo);
        second.callbacks(echo);
        int[] turns = new int[1];
        echo.onRead = each -> {
            if (++turns[0] < 100_000) {
                each.output().addBuffer(each.input());
            } else {
                base.loopBreak();
            }
        };
        first.write("x");
        base.dispatch();
        assertEquals(100_000, turns[0]);
    }
}
