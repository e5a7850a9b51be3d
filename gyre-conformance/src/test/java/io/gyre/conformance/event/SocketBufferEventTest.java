package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.FrozenBufferException;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bufferevents over sockets: when they read, write and call back. */
@EachMechanism
@SuppressWarnings("NullAway.Init") // By connect().
class SocketBufferEventTest extends BufferEventSuite {
    private final Noting notes = new Noting("b");
    private FdPair pair;
    private Fd peer;
    private SocketBufferEvent event;

    SocketBufferEventTest(String mechanism) {
        super(World.named(mechanism));
    }

    /** Not where the test is made, for that comes before the descriptors are counted. */
    @BeforeEach
    void connect() {
        pair = world.pair();
        peer = pair.second();
        event = over(pair.first(), notes);
    }

    private void send(String text) {
        Bytes.send(peer, text);
        world.settle(pair.first(), EventMask.READ);
    }

    // S-124, S-125, S-149, S-163, G-289
    @Test
    void aFreshOneWritesAndDoesNotRead() {
        assertEquals(EventMask.WRITE, event.enabled());
        assertSame(pair.first(), event.fd());
        assertSame(base, event.base());
        assertNull(event.underlying());
        assertSame(event.input(), event.input());
        assertSame(event.output(), event.output());
        assertEquals(Watermarks.NONE, event.watermarks(Direction.READING));
        assertEquals(Watermarks.NONE, event.watermarks(Direction.WRITING));
        assertEquals(SocketBufferEvent.DEFAULT_MAX_SINGLE, event.maxSingleRead());
    }

    // S-154, G-291
    @Test
    void theUserTakesFromTheInputAndAddsToTheOutputOnly() {
        assertThrows(FrozenBufferException.class, () -> event.input().add("x"));
        event.output().add("abc");
        assertThrows(FrozenBufferException.class, () -> event.output().drain(1));
        assertThrows(FrozenBufferException.class, () -> event.output().prepend(new byte[1]));
        assertEquals(3, event.output().length());
    }

    // S-126, S-127, S-155, G-293, G-294, G-346
    @Test
    void whatIsWrittenIsSentByTheLoopAndNotInsideTheCall() {
        event.write("abc");
        assertEquals(3, event.output().length());
        assertRan("");
        look();
        assertRan("b.write(0)");
        world.settle(peer, EventMask.READ);
        assertEquals("abc", Bytes.receive(peer));
    }

    // S-127, S-156, G-292, G-301, G-302
    @Test
    void whatArrivesIsCalledBackOnceTheLowMarkIsReached() {
        event.watermarks(Direction.READING, new Watermarks(6, 0));
        event.enable(EventMask.READ);
        send("12345");
        look();
        assertRan("");
        send("6");
        look();
        assertRan("b.read(6)");
        send("7");
        look();
        assertRan("b.read(7)");
        event.watermarks(Direction.READING, new Watermarks(2, 0));
        look();
        assertRan("");
        byte[] taken = new byte[10];
        assertEquals(7, event.read(taken));
        assertEquals(0, event.read(taken));
    }

    // S-130, G-303, G-304, G-305
    @Test
    void readingStopsAtTheHighMarkAndGoesOnBelow() {
        event.watermarks(Direction.READING, new Watermarks(0, 10));
        event.callbacks(null);
        event.enable(EventMask.READ);
        send("x".repeat(25));
        look();
        assertEquals(10, event.input().length());
        event.input().drain(1);
        look();
        assertEquals(10, event.input().length());
        event.input().drain(10);
        look();
        assertEquals(10, event.input().length());
        event.watermarks(Direction.READING, Watermarks.NONE);
        event.callbacks(notes);
        look();
        assertRan("b.read(14)");
    }

    // G-348; C calls back again and again if nothing is drained (G-347), which is not copied.
    @Test
    void aCallbackThatDrainsAtTheHighMarkGetsTheRest() {
        event.watermarks(Direction.READING, new Watermarks(0, 10));
        notes.onRead = each -> each.input().drain(10);
        event.enable(EventMask.READ);
        send("x".repeat(25));
        look();
        look();
        look();
        assertRan("b.read(10) b.read(10) b.read(5)");
    }

    // S-128, S-131, S-152, G-298
    @Test
    void disabledWritingKeepsTheBytesUntilItIsEnabled() {
        event.disable(EventMask.WRITE);
        event.write("abc");
        look();
        assertRan("");
        assertEquals(3, event.output().length());
        event.enable(EventMask.WRITE);
        look();
        assertRan("b.write(0)");
    }

    // S-152, G-311
    @Test
    void disabledReadingLeavesTheBytesInTheKernel() {
        event.enable(EventMask.READ);
        event.disable(EventMask.READ);
        send("abc");
        look();
        assertRan("");
        event.enable(EventMask.READ);
        look();
        assertRan("b.read(3)");
    }

    // S-174, G-307
    @Test
    void oneReadBringsNoMoreThanItsMaximum() {
        event.maxSingleRead(7);
        event.enable(EventMask.READ);
        send("x".repeat(20));
        look();
        look();
        look();
        assertRan("b.read(7) b.read(14) b.read(20)");
    }

    // S-133, G-316, G-317, G-318
    @Test
    void theEndDisablesReadingAndLeavesWritingAlone() throws IOException {
        event.enable(EventMask.READ);
        Bytes.send(peer, "rest");
        peer.shutdown(Shutdown.WRITING);
        world.settle(pair.first(), EventMask.READ);
        look();
        look();
        assertRan("b.read(4) b.READING|EOF");
        assertEquals(EventMask.WRITE, event.enabled());
        assertEquals(4, event.input().length());
        event.write("reply");
        look();
        assertRan("b.write(0)");
        event.enable(EventMask.READ);
        look();
        assertRan("b.READING|EOF");
    }

    // G-324
    @Test
    void aBrokenPipeDisablesWritingAndKeepsTheOutput() {
        peer.close();
        event.write("x");
        look();
        assertRan("b.WRITING|ERROR,EPIPE");
        assertEquals(EventMask.NONE, event.enabled());
        assertEquals(1, event.output().length());
    }

    // S-129, G-312, G-313, G-314
    @Test
    void aTriggerCallsBackAsTheMarksAllow() {
        event.trigger(EventMask.READ.or(EventMask.WRITE), false, false);
        assertRan("b.read(0) b.write(0)");
        event.watermarks(Direction.READING, new Watermarks(5, 0));
        event.trigger(EventMask.READ, false, false);
        assertRan("");
        event.trigger(EventMask.READ, true, false);
        assertRan("b.read(0)");
        event.trigger(EventMask.READ, true, true);
        assertRan("");
        look();
        assertRan("b.read(0)");
    }

    // S-136, S-139, G-333; C merges the outcomes into one, which are separate here.
    @Test
    void deferredCallbacksAreMergedAndComeInOrder() {
        FdPair other = world.pair();
        var deferred = over(other.first(), new Noting("d"), BufferEventOption.DEFER_CALLBACKS);
        deferred.trigger(new Outcome.Eof(Direction.READING), false);
        deferred.trigger(EventMask.WRITE, false, false);
        deferred.trigger(EventMask.READ, false, false);
        deferred.trigger(EventMask.READ, false, false);
        deferred.trigger(new Outcome.Connected(), false);
        assertRan("");
        look();
        assertRan("d.CONNECTED d.read(0) d.write(0) d.READING|EOF");
    }

    // S-140, G-338
    @Test
    void unlockedCallbacksNeedDeferredOnes() {
        assertThrows(
                IllegalArgumentException.class,
                () -> SocketBufferEvent.unconnected(base, BufferEventOption.UNLOCK_CALLBACKS));
        SocketBufferEvent.unconnected(
                        base,
                        BufferEventOption.THREADSAFE,
                        BufferEventOption.DEFER_CALLBACKS,
                        BufferEventOption.UNLOCK_CALLBACKS)
                .close();
    }

    // S-137, S-147, S-148, G-319, G-336
    @Test
    void itMayBeClosedInsideItsOwnCallbackAndTheSocketWithIt() {
        FdPair other = world.pair();
        Noting closing = new Noting("c");
        closing.onRead = each -> each.close();
        var owner = over(other.first(), closing, BufferEventOption.CLOSE_ON_FREE);
        owner.enable(EventMask.READ);
        Bytes.send(other.second(), "abc");
        world.settle(other.first(), EventMask.READ);
        look();
        assertRan("c.read(3)");
        assertFalse(other.first().isOpen());
        event.close();
        assertTrue(pair.first().isOpen());
    }

    @Test
    void aCallbackThatThrowsLosesItsBufferEventAndTheLoopGoesOn() {
        notes.onRead = _ -> {
            throw new IllegalStateException("a callback of a test");
        };
        event.enable(EventMask.READ);
        send("x");
        look();
        assertRan("b.read(1)");
        assertLogged("a callback of a test");
        assertTrue(event.isClosed());
    }

    // S-157, S-159, G-326, G-327
    @Test
    void aSilentPeerTimesOutOnceAndAgainWhenReadingIsEnabledAgain() {
        event.timeouts(ms(40), null);
        event.enable(EventMask.READ);
        look();
        pass(30);
        look();
        assertRan("");
        pass(20);
        look();
        assertRan("b.READING|TIMEOUT");
        assertEquals(EventMask.WRITE, event.enabled());
        pass(100);
        look();
        assertRan("");
        event.enable(EventMask.READ);
        pass(50);
        look();
        assertRan("b.READING|TIMEOUT");
    }

    // G-328, G-329
    @Test
    void eachReadStartsTheTimeoutAnew() {
        event.timeouts(ms(40), null);
        event.enable(EventMask.READ);
        for (int i = 0; i < 4; i++) {
            pass(25);
            send("x");
            notes.onRead = each -> each.input().drain(1);
            look();
        }
        assertRan("b.read(1) b.read(1) b.read(1) b.read(1)");
        pass(41);
        look();
        assertRan("b.READING|TIMEOUT");
    }

    // S-158
    @Test
    void aReadTimeoutDoesNotRunWhileTheHighMarkKeepsItFromReading() {
        event.timeouts(ms(40), null);
        event.watermarks(Direction.READING, new Watermarks(0, 3));
        event.enable(EventMask.READ);
        send("abcdef");
        look();
        assertRan("b.read(3)");
        pass(100);
        look();
        assertRan("");
        event.input().drain(3);
        look();
        assertRan("b.read(3)");
    }

    // S-157, S-158
    @Test
    void aWriteTimeoutDoesNotRunWithoutAnythingToWrite() {
        event.timeouts(null, ms(40));
        pass(100);
        look();
        assertRan("");
    }

    // G-331, G-332
    @Test
    void aPeerThatTakesNothingTimesOutTheWriter() {
        event.timeouts(null, ms(40));
        event.output().add(new byte[3_000_000]);
        look();
        pass(100);
        look();
        assertRan("b.WRITING|TIMEOUT");
        assertEquals(EventMask.NONE, event.enabled());
        assertFalse(event.output().isEmpty());
        event.enable(EventMask.WRITE);
        look();
        pass(100);
        look();
        assertRan("b.WRITING|TIMEOUT");
    }

    // S-131, G-296
    @Test
    void aLongOutputIsCalledBackOnceWhenItIsAllGone() {
        byte[] much = new byte[1_000_000];
        event.output().add(much);
        long got = 0;
        for (int turns = 0; got < much.length && turns < 100_000; turns++) {
            look();
            got += Bytes.receive(peer).length();
        }
        assertEquals(much.length, got);
        look();
        assertRan("b.write(0)");
    }

    // S-142, G-288
    @Test
    void withoutASocketTheOutputWaits() {
        var none = SocketBufferEvent.unconnected(base);
        world.atTheEnd(none::close);
        none.write("x");
        none.enable(EventMask.READ);
        look();
        assertNull(none.fd());
        assertEquals(1, none.output().length());
    }

    // S-142, S-143, S-144, G-282, G-283, G-284
    @Test
    void itConnectsAndThenSendsWhatWasWrittenBefore() throws IOException {
        Fd listener = world.descriptors().listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        world.atTheEnd(listener::close);
        var client = SocketBufferEvent.unconnected(base, BufferEventOption.CLOSE_ON_FREE);
        world.atTheEnd(client::close);
        Noting notesOfClient = new Noting("c");
        notesOfClient.onWrite = _ -> base.loopExit();
        client.callbacks(notesOfClient);
        client.write("hi");
        client.enable(EventMask.READ);
        client.connect(requireNonNull(listener.localAddress()));
        assertRan("");
        base.dispatch();
        assertRan("c.CONNECTED c.write(0)");
        world.settle(listener, EventMask.READ);
        try (Fd server = requireNonNull(listener.accept())) {
            world.settle(server, EventMask.READ);
            assertEquals("hi", Bytes.receive(server));
        }
    }

    // G-286
    @Test
    void aRefusedConnectionIsAnOutcomeOfTheLoop() throws IOException {
        Fd listener = world.descriptors().listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var nobody = requireNonNull(listener.localAddress());
        listener.close();
        var client = SocketBufferEvent.unconnected(base, BufferEventOption.CLOSE_ON_FREE);
        world.atTheEnd(client::close);
        Noting notesOfClient = new Noting("c");
        notesOfClient.onOutcome = _ -> base.loopExit();
        client.callbacks(notesOfClient);
        client.connect(nobody);
        assertRan("");
        base.dispatch();
        assertRan("c.ERROR,ECONNREFUSED");
    }

    // S-162, G-339; C calls back the write first, here what is deferred comes after what the mechanism reports.
    @Test
    void anotherSocketTakesOverAndTheOneBeforeStaysOpen() {
        FdPair other = world.pair();
        event.enable(EventMask.READ);
        Bytes.send(peer, "old");
        Bytes.send(other.second(), "new!");
        world.settle(other.first(), EventMask.READ);
        event.fd(other.first());
        look();
        look();
        assertRan("b.read(4) b.write(0)");
        assertSame(other.first(), event.fd());
        assertTrue(pair.first().isOpen());
        assertEquals(EventMask.READ.or(EventMask.WRITE), event.enabled());
    }

    // S-162
    @Test
    void aCallbackMayReplaceTheSocketWhichIsClosedThen() {
        FdPair other = world.pair();
        event.enable(EventMask.READ);
        notes.onRead = _ -> event.replaceFd(other.first());
        send("x");
        look();
        assertFalse(pair.first().isOpen());
        notes.onRead = _ -> {};
        look();
        Bytes.send(other.second(), "yz");
        world.settle(other.first(), EventMask.READ);
        look();
        assertRan("b.read(1) b.write(0) b.read(3)");
    }

    // S-162
    @Test
    void withoutASocketWhatIsWrittenWaitsForOne() {
        event.fd(null);
        event.write("abc");
        look();
        assertRan("");
        assertNull(event.fd());
        event.fd(pair.first());
        look();
        assertRan("b.write(0)");
    }

    // S-161, G-342
    @Test
    void thePriorityIsOneOfTheBasesAndHoldsForTheNextSocketToo() {
        event.priority(0);
        assertEquals(0, event.priority());
        assertThrows(IllegalArgumentException.class, () -> event.priority(5));
        assertThrows(IllegalArgumentException.class, () -> event.priority(-1));
        event.fd(world.pair().first());
        assertEquals(0, event.priority());
    }
}
