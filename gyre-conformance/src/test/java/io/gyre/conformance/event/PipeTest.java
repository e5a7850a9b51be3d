package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.FrozenBufferException;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.FlushMode;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.bufferevent.Pipe;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventMask;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Pipes between bufferevents in memory: {@code writer -> source => target -> reader}. */
class PipeTest extends BufferEventSuite {
    private final PairBufferEvent writer;
    private final PairBufferEvent source;
    private final PairBufferEvent target;
    private final PairBufferEvent reader;

    PipeTest() {
        super(World.simulated());
        PairBufferEvent.Halves left = PairBufferEvent.of(base);
        PairBufferEvent.Halves right = PairBufferEvent.of(base);
        writer = left.first();
        source = left.second();
        target = right.first();
        reader = right.second();
        for (BufferEvent each : new BufferEvent[] {writer, source, target, reader}) {
            world.atTheEnd(each::close);
        }
        reader.callbacks(new Noting("r"));
    }

    private Pipe pipe() {
        return source.pipeTo(target, (_, outcome) -> note(outcome.getClass().getSimpleName()));
    }

    @Test
    void whatTheSourceReadsTheTargetSends() {
        source.callbacks(new Noting("s"));
        reader.enable(EventMask.READ);
        Pipe pipe = pipe();
        writer.write("12345");
        look();
        assertRan("r.read(5)");
        assertEquals("12345", take(reader.input()));
        assertEquals(5, pipe.moved());
    }

    @Test
    void whatTheSourceHasReadBeforeGoesFirst() {
        source.enable(EventMask.READ);
        writer.write("123");
        reader.enable(EventMask.READ);
        pipe();
        writer.write("45");
        look();
        assertEquals("12345", take(reader.input()));
    }

    @Test
    void theSourceRestsAboveTheTargetsHighMarkAndGoesOnAtHalfOfIt() {
        target.watermarks(Direction.WRITING, new Watermarks(0, 10));
        reader.callbacks(null);
        reader.watermarks(Direction.READING, new Watermarks(0, 5));
        pipe();
        writer.write("x".repeat(11));
        look();
        writer.write("y".repeat(7));
        look();
        assertEquals(11, target.output().length());
        assertEquals(7, writer.output().length());
        reader.enable(EventMask.READ);
        look();
        assertEquals(6, target.output().length());
        assertEquals(7, writer.output().length());
        reader.input().drain(1);
        look();
        assertEquals(0, writer.output().length());
        assertEquals(12, target.output().length());
    }

    @Test
    void withoutAHighMarkItIsAMebibyte() {
        pipe();
        writer.write(new byte[(int) BufferEvent.DEFAULT_OUTPUT_MARK]);
        look();
        writer.write("x");
        look();
        assertEquals(BufferEvent.DEFAULT_OUTPUT_MARK + 1, target.output().length());
        writer.write("y");
        look();
        assertEquals(1, writer.output().length());
    }

    @Test
    void theEndOfTheSourceFollowsWhatIsStillToBeSent() {
        Pipe pipe = pipe();
        writer.write("123");
        writer.shutdownWriting();
        look();
        assertRan("");
        assertFalse(pipe.isEnded());
        assertThrows(FrozenBufferException.class, () -> target.write("4"));
        reader.enable(EventMask.READ);
        look();
        look();
        assertRan("Eof r.read(3) r.READING|EOF");
        assertTrue(pipe.isEnded());
        assertFalse(source.isClosed() || target.isClosed());
    }

    @Test
    void aSourceThatFailsClosesBoth() {
        pipe();
        source.trigger(new Outcome.Failed(Direction.READING, new IOException("broken")), true);
        look();
        assertRan("Failed");
        assertTrue(source.isClosed() && target.isClosed());
    }

    @Test
    void aTargetThatIsNotTakenFromInTimeClosesBoth() {
        target.timeouts(null, ms(30));
        pipe();
        writer.write("123");
        look();
        pass(40);
        look();
        look();
        assertRan("Timeout");
        assertTrue(source.isClosed() && target.isClosed());
    }

    @Test
    void thatTheTargetCanBeReadNoMoreIsNoMatter() {
        Pipe pipe = pipe();
        reader.shutdownWriting();
        look();
        target.trigger(new Outcome.Timeout(Direction.READING), true);
        look();
        assertFalse(pipe.isEnded());
    }

    @Test
    void aPipeThatIsClosedLeavesBothEndsToTheirUsers() {
        source.callbacks(new Noting("s"));
        target.watermarks(Direction.WRITING, new Watermarks(0, 1));
        Pipe pipe = pipe();
        writer.write("12");
        look();
        writer.write("34");
        pipe.close();
        look();
        assertRan("s.read(2)");
        assertEquals(2, target.output().length());
        source.pipeTo(target, null);
    }

    @Test
    void closingOneEndEndsThePipeWithoutAWordAndLeavesTheOther() {
        Pipe first = pipe();
        target.close();
        look();
        assertTrue(first.isEnded());
        assertFalse(source.isClosed());
        assertRan("");
    }

    @Test
    void anEndHasOnePipeOfAKindAndBothBelongToOneBase() {
        pipe();
        assertThrows(IllegalStateException.class, () -> source.pipeTo(reader, null));
        assertThrows(IllegalStateException.class, () -> reader.pipeTo(target, null));
        var elsewhere = PairBufferEvent.of(world.base()).first();
        world.atTheEnd(elsewhere::close);
        assertThrows(IllegalArgumentException.class, () -> target.pipeTo(elsewhere, null));
    }

    @Test
    void aPipeToItselfIsAnEcho() {
        reader.enable(EventMask.READ);
        target.pipeTo(target, null);
        reader.write("abc");
        look();
        assertRan("r.read(3) r.write(0)");
        reader.flush(EventMask.WRITE, FlushMode.FINISHED);
        look();
        look();
        assertRan("r.READING|EOF");
    }
}
