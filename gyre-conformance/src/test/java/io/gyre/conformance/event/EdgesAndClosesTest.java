package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.backend.BackendFeature;
import io.gyre.event.Event;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Edge-triggered events, peers that close, and duplicated descriptors. */
@EachMechanism
class EdgesAndClosesTest extends LoopSuite {
    private static final EventMask READ_WRITE = EventMask.READ.or(EventMask.WRITE);
    private static final EventMask PERSIST_ET = EventMask.PERSIST.or(EventMask.ET);

    EdgesAndClosesTest(String mechanism) {
        super(World.named(mechanism));
    }

    private static void shutDown(Fd fd) {
        try {
            fd.shutdown(Shutdown.WRITING);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private Event whenPeerEnds(EventMask mask, Consumer<Fd> end) {
        FdPair pair = world.pair();
        Event event = base.event(pair.first(), mask, noting("ev")).add();
        end.accept(pair.second());
        world.settle(pair.first(), EventMask.READ);
        return event;
    }

    private void assertClosedOnce(EventMask extra, Consumer<Fd> end, String told) {
        whenPeerEnds(EventMask.CLOSED.or(extra), end);
        assertEquals(LoopResult.EMPTY, base.loop(LoopFlag.NONBLOCK));
        assertRan(told);
    }

    // G-048, R-028, R-029
    @Test
    void thePeersEndIsToldByItself() {
        assumeFeature(BackendFeature.EARLY_CLOSE);
        assertClosedOnce(EventMask.NONE, Fd::close, "ev(CLOSED)");
        assertClosedOnce(EventMask.NONE, EdgesAndClosesTest::shutDown, "ev(CLOSED)");
    }

    //
    @Test
    void thePeersEndIsAnEdgeToo() {
        assumeFeature(BackendFeature.EARLY_CLOSE);
        assumeFeature(BackendFeature.ET);
        assertClosedOnce(EventMask.ET, Fd::close, "ev(ET|CLOSED)");
        assertClosedOnce(EventMask.ET, EdgesAndClosesTest::shutDown, "ev(ET|CLOSED)");
    }

    //
    @Test
    void thePeersEndIsToldAgainWhileTheEventIsPending() {
        assumeFeature(BackendFeature.EARLY_CLOSE);
        Event event = whenPeerEnds(EventMask.CLOSED.or(EventMask.PERSIST), EdgesAndClosesTest::shutDown);
        base.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK);
        base.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK);
        assertRan("ev(CLOSED) ev(CLOSED)");
        event.remove();
        assertEquals(LoopResult.EMPTY, base.dispatch());
    }

    //
    @Test
    void thePeersEndAsAnEdgeIsToldOnceThoughTheEventIsPending() {
        assumeFeature(BackendFeature.EARLY_CLOSE);
        assumeFeature(BackendFeature.ET);
        whenPeerEnds(EventMask.CLOSED.or(PERSIST_ET), Fd::close);
        whenPeerEnds(EventMask.CLOSED.or(PERSIST_ET), EdgesAndClosesTest::shutDown);
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.NONBLOCK));
        assertFalse(base.gotExit());
        assertRan("ev(ET|CLOSED) ev(ET|CLOSED)");
    }

    // G-047
    @Test
    void aClosedPeerMakesBothDirectionsReady() {
        whenPeerEnds(READ_WRITE, Fd::close);
        base.loop(LoopFlag.ONCE);
        assertRan("ev(READ|WRITE)");
    }

    // G-049
    @Test
    void thePeersEndIsToldWithTheBytesStillUnread() {
        assumeFeature(BackendFeature.EARLY_CLOSE);
        FdPair pair = world.readablePair();
        base.event(pair.first(), EventMask.READ.or(EventMask.CLOSED), noting("ev"))
                .add();
        shutDown(pair.second());
        world.settle(pair.first(), EventMask.CLOSED);
        base.loop(LoopFlag.ONCE);
        assertRan("ev(READ|CLOSED)");
        assertEquals("x", Bytes.receive(pair.first()));
    }

    // S-069, R-086
    @Test
    void edgesAreReportedOnceEach() {
        assumeFeature(BackendFeature.ET);
        FdPair pair = world.readablePair();
        Event reader = base.event(pair.first(), EventMask.READ.or(PERSIST_ET), noting("r"))
                .add();
        base.event(pair.first(), EventMask.WRITE.or(PERSIST_ET), noting("w")).add();
        base.loop(LoopFlag.NONBLOCK);
        base.loop(LoopFlag.NONBLOCK);
        assertRan("w(WRITE|ET) r(READ|ET)");
        reader.remove();
        pair.second().close();
        base.loop(LoopFlag.NONBLOCK);
        base.loop(LoopFlag.NONBLOCK);
        assertRan("w(WRITE|ET)");
    }

    // S-069
    @Test
    void newBytesAreAnEdgeThoughTheOldOnesAreUnread() {
        assumeFeature(BackendFeature.ET);
        FdPair pair = world.readablePair();
        base.event(pair.first(), EventMask.READ.or(PERSIST_ET), noting("r")).add();
        base.loop(LoopFlag.NONBLOCK);
        Bytes.send(pair.second(), "y");
        base.loop(LoopFlag.NONBLOCK);
        assertRan("r(READ|ET) r(READ|ET)");
    }

    // S-069
    @Test
    void anEdgeTriggeredEventThatIsAddedAgainLooksAnew() {
        assumeFeature(BackendFeature.ET);
        Event reader = base.event(world.readablePair().first(), EventMask.READ.or(PERSIST_ET), noting("r"))
                .add();
        base.loop(LoopFlag.NONBLOCK);
        reader.remove();
        reader.add();
        base.loop(LoopFlag.NONBLOCK);
        assertRan("r(READ|ET) r(READ|ET)");
    }

    //
    @Test
    void edgesAndLevelsCannotBeMixedOnOneDescriptor() {
        assumeFeature(BackendFeature.ET);
        Fd one = world.pair().first();
        Fd other = world.pair().first();
        Event level = reader("level", one).add();
        Event edge = base.event(one, EventMask.WRITE.or(EventMask.ET), noting("edge"));
        assertThrows(IllegalStateException.class, edge::add);
        assertEquals(EventMask.READ, level.pending(READ_WRITE));
        assertFalse(edge.isPending());
        Event firstEdge = base.event(other, EventMask.READ.or(EventMask.ET), noting("edge"))
                .add();
        Event laterLevel = base.event(other, EventMask.WRITE, noting("level"));
        assertThrows(IllegalStateException.class, laterLevel::add);
        assertEquals(EventMask.READ, firstEdge.pending(READ_WRITE));
        assertFalse(laterLevel.isPending());
    }

    //
    @Test
    void aDescriptorAndItsDuplicateAreWatchedSeparately() {
        FdPair pair = world.readablePair();
        persistentReader("original", pair.first()).add();
        Fd copy = duplicate(pair.first());
        Event copied = persistentReader("copy", copy).add();
        base.loop(LoopFlag.ONCE);
        assertRan(pair.first().number() < copy.number() ? "original(READ) copy(READ)" : "copy(READ) original(READ)");
        copied.remove();
        copy.close();
        base.loop(LoopFlag.ONCE);
        assertRan("original(READ)");
        Fd again = duplicate(pair.first());
        base.event(again, EventMask.WRITE, noting("again")).add();
        base.loop(LoopFlag.ONCE);
        assertRan("original(READ) again(WRITE)");
    }

    private Fd duplicate(Fd fd) {
        int number = world.platform().dup(fd.number());
        assumeTrue(number >= 0, () -> "the " + world.platform().name() + " platform cannot duplicate descriptors");
        Fd copy = world.descriptors().adopt(number, true);
        world.atTheEnd(copy::close);
        return copy;
    }

    @Test
    void theEventsOfAClosedDescriptorGiveWayToThoseOfItsNumbersNextFile() {
        FdPair old = world.pair();
        int number = old.first().number();
        Event stale = reader("stale", old.first()).name("stale").add();
        old.first().close();
        FdPair fresh = world.readablePair();
        Fd reused = fresh.first().number() == number ? fresh.first() : fresh.second();
        assertEquals(number, reused.number());
        base.event(reused, EventMask.WRITE, noting("fresh")).add();
        assertLogged("was closed with events pending");
        assertFalse(stale.isPending());
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("fresh(WRITE)");
    }
}
