package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.event.Event;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import org.junit.jupiter.api.Test;

/** How long the loop runs, and why it returns. */
@EachMechanism
class LoopModesTest extends LoopSuite {
    LoopModesTest(String mechanism) {
        super(World.named(mechanism));
    }

    private Event alwaysReady() {
        return persistentReader("rd", world.readablePair().first()).add();
    }

    private void assertEnds(LoopResult expected, boolean exit, boolean broken, LoopFlag... flags) {
        assertEquals(expected, base.loop(flags));
        assertEquals(exit, base.gotExit(), "gotExit");
        assertEquals(broken, base.gotBreak(), "gotBreak");
    }

    // S-053, G-001
    @Test
    void aLoopWithoutEventsReturnsAtOnce() {
        assertEnds(LoopResult.EMPTY, false, false);
    }

    // S-053, G-002
    @Test
    void aLoopWithoutEventsIsEmptyInEveryMode() {
        assertEnds(LoopResult.EMPTY, false, false, LoopFlag.NONBLOCK);
        assertEnds(LoopResult.EMPTY, false, false, LoopFlag.ONCE);
        assertEnds(LoopResult.EMPTY, false, false, LoopFlag.ONCE, LoopFlag.NONBLOCK);
    }

    // S-057, G-003
    @Test
    void aLoopThatIsNotToExitWhenEmptyLooksOnceWithoutBlocking() {
        assertEnds(LoopResult.STOPPED, false, false, LoopFlag.NO_EXIT_ON_EMPTY, LoopFlag.NONBLOCK);
    }

    // S-053, S-054
    @Test
    void dispatchRunsUntilNothingIsPending() {
        Event reader = reader("rd", world.readablePair().first()).add();
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("rd(READ)");
        assertFalse(reader.isPending());
    }

    // S-058, S-059, S-061, G-007
    @Test
    void anExitAskedForBeforehandLetsOnePassRun() {
        alwaysReady();
        base.loopExit();
        assertEnds(LoopResult.STOPPED, true, false);
        assertRan("rd(READ)");
    }

    // S-059, G-011
    @Test
    void anExitAskedForBeforehandEndsALoopOfOnePassToo() {
        alwaysReady();
        base.loopExit();
        assertEnds(LoopResult.STOPPED, true, false, LoopFlag.ONCE);
        assertRan("rd(READ)");
    }

    // S-060, G-008
    @Test
    void aBreakAskedForBeforehandHasNoEffect() {
        alwaysReady();
        base.loopBreak();
        assertTrue(base.gotBreak());
        assertEnds(LoopResult.STOPPED, false, false, LoopFlag.ONCE);
        assertRan("rd(READ)");
    }

    // S-055, S-056, G-009
    @Test
    void onePassWithoutBlockingRunsWhatIsReadyOnce() {
        alwaysReady();
        assertEnds(LoopResult.STOPPED, false, false, LoopFlag.ONCE, LoopFlag.NONBLOCK);
        assertRan("rd(READ)");
    }

    // S-061, G-012
    @Test
    void theNextRunForgetsWhyTheLastOneEnded() {
        alwaysReady();
        base.loopExit();
        assertEnds(LoopResult.STOPPED, true, false);
        assertEnds(LoopResult.STOPPED, false, false, LoopFlag.ONCE);
        assertRan("rd(READ) rd(READ)");
    }

    // S-056
    @Test
    void aLoopThatDoesNotBlockLeavesWhatIsNotReady() {
        reader("rd", world.pair().first()).add();
        assertEnds(LoopResult.STOPPED, false, false, LoopFlag.NONBLOCK);
        assertRan("");
    }

    // S-056, G-016
    @Test
    void aLoopThatDoesNotBlockGoesOnUntilNothingIsActive() {
        user("a").activate(EventMask.READ);
        user("b").activate(EventMask.READ);
        assertEnds(LoopResult.EMPTY, false, false, LoopFlag.NONBLOCK);
        assertRan("a(READ) b(READ)");
    }

    // S-055, G-017
    @Test
    void aLoopOfOnePassIsStoppedByItsFlagEvenIfNothingIsLeft() {
        user("a").activate(EventMask.READ);
        assertEnds(LoopResult.STOPPED, false, false, LoopFlag.ONCE, LoopFlag.NONBLOCK);
        assertRan("a(READ)");
    }

    // S-055
    @Test
    void aLoopOfOnePassWaitsForTheFirstEvent() {
        alwaysReady();
        persistentReader("never", world.pair().first()).add();
        assertEnds(LoopResult.STOPPED, false, false, LoopFlag.ONCE);
        assertRan("rd(READ)");
    }

    // S-060, S-061, R-040
    @Test
    void aBreakLeavesTheOtherActiveEventsForTheNextRun() {
        base.timer(noting("first", base::loopBreak)).add(ms(0));
        base.timer(noting("second")).add(ms(0));
        assertEnds(LoopResult.STOPPED, false, true);
        assertRan("first(TIMEOUT)");
        assertEnds(LoopResult.EMPTY, false, false);
        assertRan("second(TIMEOUT)");
    }

    // S-060, S-061, G-037
    @Test
    void aBreakIsStrongerThanAnExit() {
        base.user(noting("mid", () -> {
                    base.loopExit();
                    base.loopBreak();
                }))
                .activate(EventMask.TIMEOUT);
        user("mid2").activate(EventMask.TIMEOUT);
        assertEnds(LoopResult.STOPPED, false, true);
        assertRan("mid(TIMEOUT)");
        assertEnds(LoopResult.STOPPED, true, false);
        assertRan("mid2(TIMEOUT)");
    }

    // S-062
    @Test
    void continuingOutsideOfACallbackHasNoEffect() {
        base.loopContinue();
        user("a").activate(EventMask.READ);
        user("b").activate(EventMask.READ);
        assertEnds(LoopResult.EMPTY, false, false);
        assertRan("a(READ) b(READ)");
    }

    // G-038, R-014
    @Test
    void aLoopWithinTheLoopIsRefusedAndTheOuterOneGoesOn() {
        base.user(noting("outer", () -> {
                    assertThrows(IllegalStateException.class, base::dispatch);
                    note("refused");
                }))
                .activate(EventMask.READ);
        assertEnds(LoopResult.EMPTY, false, false);
        assertRan("outer(READ) refused");
        assertLogged("WARN: event_base_loop: reentrant invocation");
    }

    //
    @Test
    void aReaderThatAsksForTheExitAtTheEndOfFileEndsTheLoop() {
        var pair = world.readablePair();
        pair.second().close();
        base.event(pair.first(), EventMask.READ.or(EventMask.PERSIST), (event, _) -> {
                    String got = Bytes.receive(pair.first());
                    note("got:" + got);
                    if (got.isEmpty()) {
                        event.remove();
                        base.loopExit();
                    }
                })
                .add();
        assertEnds(LoopResult.STOPPED, true, false);
        assertRan("got:x got:");
    }

    // S-025
    @Test
    void aClosedBaseRefusesToRun() {
        base.close();
        assertThrows(IllegalStateException.class, base::dispatch);
    }
}
