package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.FlushMode;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.bufferevent.RateLimit;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventMask;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was observed of libevent's bufferevents at the edges, and where this differs. */
@EachMechanism
@SuppressWarnings("NullAway.Init") // By connect().
class BufferEventFactsTest extends BufferEventSuite {
    private final Noting notes = new Noting("b");
    private FdPair pair;
    private SocketBufferEvent event;

    BufferEventFactsTest(String mechanism) {
        super(World.named(mechanism));
    }

    @BeforeEach
    void connect() {
        pair = world.pair();
        event = over(pair.first(), notes);
    }

    private void send(String text) {
        Bytes.send(pair.second(), text);
        world.settle(pair.first(), EventMask.READ);
    }

    private void sendAndEnd(String text) throws IOException {
        Bytes.send(pair.second(), text);
        pair.second().shutdown(Shutdown.WRITING);
        world.settle(pair.first(), EventMask.READ);
    }

    private void settle() {
        for (int i = 0; i < 4; i++) {
            look();
        }
    }

    // G-299, G-769, G-770; C calls the writer back though it has written nothing.
    @Test
    void nothingWrittenIsNotCalledBack() {
        event.enable(EventMask.READ.or(EventMask.WRITE));
        settle();
        event.rateLimit(RateLimit.bytesPerSecond(1000));
        settle();
        event.rateLimit(null);
        settle();
        assertRan("");
    }

    // G-306
    @Test
    void aLowMarkAboveTheHighOneIsNeverReached() {
        event.watermarks(Direction.READING, new Watermarks(20, 10));
        event.enable(EventMask.READ);
        send("x".repeat(25));
        settle();
        assertRan("");
        assertEquals(10, event.input().length());
    }

    // S-174, G-308; C cuts large maxima to its own.
    @Test
    void aMaximumOfZeroIsTheUsualOne() {
        event.maxSingleRead(5);
        event.maxSingleWrite(Long.MAX_VALUE);
        assertEquals(5, event.maxSingleRead());
        assertEquals(Integer.MAX_VALUE, event.maxSingleWrite());
        event.maxSingleRead(0);
        event.maxSingleWrite(0);
        assertEquals(SocketBufferEvent.DEFAULT_MAX_SINGLE, event.maxSingleRead());
        assertEquals(SocketBufferEvent.DEFAULT_MAX_SINGLE, event.maxSingleWrite());
        assertThrows(IllegalArgumentException.class, () -> event.maxSingleRead(-1));
    }

    // S-174, G-309; C writes once in a turn of the loop, and calls back when all is gone.
    @Test
    void aWriteTakesNoMoreThanItsMaximum() {
        event.maxSingleWrite(5);
        assertEquals(5, event.maxToWrite());
        event.write("x".repeat(12));
        settle();
        assertRan("b.write(0)");
        world.settle(pair.second(), EventMask.READ);
        assertEquals(12, Bytes.receive(pair.second()).length());
    }

    // G-310; C reads 4 KiB at a time.
    @Test
    void muchThatArrivesAtOnceIsReadInOne() {
        event.enable(EventMask.READ);
        send("x".repeat(60_000));
        settle();
        assertRan("b.read(60000)");
    }

    // G-320
    @Test
    void theEndIsToldEvenIfTheLowMarkIsNotReached() throws IOException {
        event.watermarks(Direction.READING, new Watermarks(10, 0));
        event.enable(EventMask.READ);
        sendAndEnd("abc");
        settle();
        assertRan("b.READING|EOF");
        assertEquals(3, event.input().length());
        assertEquals(EventMask.WRITE, event.enabled());
    }

    // S-148, G-321, G-344; C closes it in the loop's next turn.
    @Test
    void closingClosesTheSocketAtOnce() {
        FdPair other = world.pair();
        over(other.first(), notes, BufferEventOption.CLOSE_ON_FREE).close();
        assertFalse(other.first().isOpen());
    }

    // G-334
    @Test
    void deferredBytesComeBeforeTheEnd() throws IOException {
        event.close();
        event = over(pair.first(), notes, BufferEventOption.DEFER_CALLBACKS);
        event.enable(EventMask.READ);
        sendAndEnd("abc");
        settle();
        assertRan("b.read(3) b.READING|EOF");
    }

    // S-147, G-337
    @Test
    void whatIsQueuedIsLostWithTheBufferEvent() {
        notes.onOutcome = each -> each.close();
        event.write("xy");
        pair.second().close();
        settle();
        assertRan("b.WRITING|ERROR,EPIPE");
    }

    // G-349
    @Test
    void aCallbackThatDrainsLittleIsCalledForEachRefill() {
        event.watermarks(Direction.READING, new Watermarks(0, 10));
        notes.onRead = each -> each.input().drain(3);
        event.enable(EventMask.READ);
        send("x".repeat(25));
        for (int i = 0; i < 10; i++) {
            look();
        }
        assertRan("b.read(10) b.read(10) b.read(10) b.read(10) b.read(10) b.read(10)");
        assertEquals(7, event.input().length());
    }

    // G-356; C calls the reader and the writer back as well. G-768; C tells the partner until the loop's next turn.
    @Test
    void aPairThatIsFinishedWithoutBytesTellsTheEndOnly() {
        PairBufferEvent.Halves halves = PairBufferEvent.of(base);
        world.atTheEnd(halves.second()::close);
        halves.first().callbacks(new Noting("p0"));
        halves.second().callbacks(new Noting("p1"));
        halves.second().enable(EventMask.READ);
        halves.first().flush(EventMask.WRITE, FlushMode.FINISHED);
        look();
        assertRan("p1.READING|EOF");
        assertEquals(EventMask.READ.or(EventMask.WRITE), halves.second().enabled());
        halves.first().close();
        assertNull(halves.second().partner());
    }
}
