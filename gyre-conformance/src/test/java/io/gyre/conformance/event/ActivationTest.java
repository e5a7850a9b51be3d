package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.gyre.event.Event;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import io.gyre.event.Signal;
import io.gyre.net.FdPair;
import org.junit.jupiter.api.Test;

/** Events that are made active by hand, and the order in which what is active runs. */
@EachMechanism
class ActivationTest extends LoopSuite {
    private static final EventMask READ_WRITE = EventMask.READ.or(EventMask.WRITE);

    ActivationTest(String mechanism) {
        super(World.named(mechanism));
    }

    private Event unaddedSignal(String name) {
        return base.signal(Signal.USR1, noting(name));
    }

    // S-072, S-078, G-018
    @Test
    void eventsRunInTheOrderOfTheirFirstActivationWithAllTheirConditions() {
        Event a = user("a");
        Event b = user("b");
        Event c = user("c");
        b.activate(EventMask.READ);
        a.activate(EventMask.READ);
        c.activate(EventMask.READ);
        b.activate(EventMask.WRITE);
        base.dispatch();
        assertRan("b(READ|WRITE) a(READ) c(READ)");
    }

    // S-101, G-019
    @Test
    void theNumberOfCallsIsOfNoAccountForWhatIsNoSignal() {
        user("a").activate(EventMask.READ, 5);
        base.dispatch();
        assertRan("a(READ)");
    }

    // S-101, G-021
    @Test
    void aSignalsEventActivatedForNoCallsDoesNotRun() {
        unaddedSignal("sig").activate(EventMask.SIGNAL, 0);
        base.dispatch();
        assertRan("");
    }

    // G-022
    @Test
    void theFirstNumberOfCallsCounts() {
        Event event = unaddedSignal("sig");
        event.activate(EventMask.SIGNAL, 2);
        event.activate(EventMask.SIGNAL, 3);
        base.dispatch();
        assertRan("sig(SIGNAL) sig(SIGNAL)");
    }

    // G-023
    @Test
    void aSignalsEventIsToldWhateverItWasActivatedFor() {
        unaddedSignal("sig").activate(EventMask.READ, 3);
        base.dispatch();
        assertRan("sig(READ) sig(READ) sig(READ)");
    }

    // G-104
    @Test
    void aSignalsEventThatRemovesItselfIsNotCalledForTheOtherDeliveries() {
        base.signal(Signal.USR1, (event, _) -> {
                    note("sig");
                    event.remove();
                })
                .activate(EventMask.SIGNAL, 3);
        base.dispatch();
        assertRan("sig");
    }

    // S-077, S-101, G-024
    @Test
    void anActivationUsesUpAnEventThatIsNotPersistent() {
        Event reader = reader("rd", world.pair().first()).add();
        reader.activate(EventMask.WRITE);
        assertEquals(READ_WRITE, reader.pending(READ_WRITE));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("rd(WRITE)");
        assertEquals(EventMask.NONE, reader.pending(READ_WRITE));
    }

    // S-076, S-101, G-026
    @Test
    void anActivationAddsNothing() {
        Event reader = persistentReader("rd", world.pair().first());
        reader.activate(EventMask.READ);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("rd(READ)");
        assertFalse(reader.isPending());
    }

    // S-076
    @Test
    void aPersistentEventStaysPendingAfterAnActivation() {
        Event reader = persistentReader("rd", world.pair().first()).add();
        reader.activate(EventMask.READ);
        base.loop(LoopFlag.NONBLOCK);
        assertRan("rd(READ)");
        assertEquals(EventMask.READ, reader.pending(READ_WRITE));
    }

    // S-091, G-027, R-007
    @Test
    void anActiveEventThatIsRemovedNeverRuns() {
        Event event = user("a");
        event.activate(EventMask.READ);
        assertEquals(EventMask.READ, event.pending(READ_WRITE));
        event.activate(EventMask.WRITE);
        assertEquals(READ_WRITE, event.pending(READ_WRITE));
        event.remove();
        assertEquals(EventMask.NONE, event.pending(READ_WRITE));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("");
    }

    // S-079
    @Test
    void anActiveEventThatIsClosedNeverRuns() {
        Event event = user("a");
        event.activate(EventMask.READ);
        event.close();
        event.close();
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("");
    }

    // G-028
    @Test
    void anEventMayBeActivatedForNoConditionAtAll() {
        user("rd").activate(EventMask.NONE);
        base.dispatch();
        assertRan("rd(0)");
    }

    // S-091, G-039
    @Test
    void aCallbackMayRemoveTheNextOne() {
        Event second = user("mid2");
        base.user(noting("mid", second::remove)).activate(EventMask.READ);
        second.activate(EventMask.READ);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("mid(READ)");
    }

    // G-031
    @Test
    void anEventActivatedByACallbackOfItsPriorityRunsInTheSamePass() {
        Event second = user("mid2");
        base.user(noting("mid", () -> second.activate(EventMask.READ))).activate(EventMask.READ);
        user("mid3").activate(EventMask.TIMEOUT);
        base.loop(LoopFlag.ONCE);
        assertRan("mid(READ) mid3(TIMEOUT) mid2(READ)");
    }

    // S-102, G-032
    @Test
    void anEventThatActivatesItselfComesAfterTheOthersInTheSamePass() {
        int[] left = {3};
        base.user((event, fired) -> {
                    note("mid");
                    if (left[0]-- > 0) {
                        event.activate(fired);
                    }
                })
                .activate(EventMask.READ);
        user("mid3").activate(EventMask.TIMEOUT);
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.ONCE));
        assertRan("mid mid3(TIMEOUT) mid mid mid");
    }

    // S-102
    @Test
    void anEventActivatedForLaterLetsTheLoopLookFirst() {
        FdPair pair = world.readablePair();
        reader("rd", pair.first()).add();
        Event later = user("later");
        base.user(noting("now", () -> later.activateLater(EventMask.READ))).activate(EventMask.READ);
        base.dispatch();
        assertRan("now(READ) rd(READ) later(READ)");
    }

    @Test
    void anEventActivatedForLaterIsActiveAlready() {
        Event later = user("later");
        later.activateLater(EventMask.READ);
        assertEquals(EventMask.READ, later.pending(READ_WRITE));
        later.activate(EventMask.WRITE);
        later.remove();
        assertFalse(later.isPending());
        later.activateLater(EventMask.READ);
        later.remove();
        base.dispatch();
        assertRan("");
    }

    // S-062, G-036
    @Test
    void continuingLooksForEventsBeforeTheRestOfTheQueue() {
        FdPair pair = world.readablePair();
        Event reader = reader("rd", pair.first());
        base.user(noting("mid", () -> {
                    reader.add();
                    base.loopContinue();
                }))
                .activate(EventMask.READ);
        user("mid2").activate(EventMask.READ);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("mid(READ) mid2(READ) rd(READ)");
    }

    // S-075, G-051
    @Test
    void whatIsActiveAlreadyRunsBeforeDescriptorsAndThoseBeforeTimers() {
        FdPair pair = world.readablePair();
        base.timer(noting("tm")).add(ms(5));
        reader("rd", pair.first()).add();
        user("usr").activate(EventMask.READ);
        pass(10);
        base.dispatch();
        assertRan("usr(READ) rd(READ) tm(TIMEOUT)");
    }

    // G-046
    @Test
    void ofTheEventsOfOneDescriptorTheLastAddedRunsFirst() {
        FdPair pair = world.readablePair();
        reader("r1", pair.first()).add();
        base.event(pair.first(), EventMask.WRITE, noting("w")).add();
        reader("r2", pair.first()).add();
        base.event(pair.first(), READ_WRITE, noting("rw")).add();
        base.loop(LoopFlag.ONCE);
        assertRan("rw(READ|WRITE) r2(READ) w(WRITE) r1(READ)");
    }

    // S-097, R-008
    @Test
    void theEventIsToldToItsCallbackAndToTheBase() {
        Event event = base.user((itself, _) -> {
            assertSame(itself, base.runningEvent());
            note(itself.name() + " runs");
        });
        event.name("me").activate(EventMask.READ);
        assertEquals(null, base.runningEvent());
        base.dispatch();
        assertRan("me runs");
        assertEquals(null, base.runningEvent());
    }

    //
    @Test
    void eventsThatAddEachOtherRunOnceInAPass() {
        FdPair one = world.readablePair();
        FdPair other = world.readablePair();
        Event[] both = new Event[2];
        both[0] = base.event(one.first(), EventMask.READ, noting("e0", () -> {
                    Bytes.receive(one.first());
                    both[1].add();
                }))
                .add();
        both[1] = base.event(other.first(), EventMask.READ, noting("e1", () -> {
                    Bytes.receive(other.first());
                    both[0].add();
                }))
                .add();
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.ONCE));
        int first = both[0].isPending() ? 0 : 1;
        assertRan("e" + first + "(READ) e" + (1 - first) + "(READ)");
        assertEquals(EventMask.READ, both[first].pending(READ_WRITE), "added last");
        assertFalse(both[1 - first].isPending());
    }

    @Test
    void anActivationFromAnActiveEventKeepsALoopOfOnePassInThatPass() {
        Event second = user("u");
        base.user(noting("mid", () -> second.activate(EventMask.READ))).activate(EventMask.READ);
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.NO_EXIT_ON_EMPTY, LoopFlag.ONCE));
        assertRan("mid(READ) u(READ)");
    }
}
