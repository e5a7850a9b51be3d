package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.event.Event;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import io.gyre.testing.Call;
import io.gyre.testing.Errno;
import io.gyre.testing.StuckLoopException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Loops that end at a time, or because of what happens while they wait. */
class LoopExitTest extends LoopSuite {
    LoopExitTest() {
        super(World.simulated());
    }

    private void assertNow(long millis) {
        assertEquals(ms(millis), world.clock().elapsed());
    }

    // S-057, S-058, G-004
    @Test
    void anExitAfterATimeEndsALoopWithoutEvents() {
        base.loopExit(ms(20));
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.NO_EXIT_ON_EMPTY));
        assertTrue(base.gotExit());
        assertNow(20);
    }

    // S-058, R-041
    @Test
    void anExitAfterATimeEndsALoopWithEventsThatAreFarOff() {
        Event day = base.timer(noting("never")).add(Duration.ofDays(1));
        base.loopExit(ms(300));
        assertEquals(LoopResult.STOPPED, base.dispatch());
        assertTrue(base.gotExit());
        assertFalse(base.gotBreak());
        assertNow(300);
        assertTrue(day.isPending());
    }

    // G-006
    @Test
    void anExitThatIsNotDueStaysForTheNextRun() {
        base.loopExit(ms(20));
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.NONBLOCK));
        assertFalse(base.gotExit());
        assertEquals(LoopResult.STOPPED, base.dispatch());
        assertTrue(base.gotExit());
        assertNow(20);
    }

    // S-058, G-013
    @Test
    void theEarliestExitCountsAndTheOtherStays() {
        base.loopExit(ms(200));
        base.loopExit(ms(20));
        assertEquals(LoopResult.STOPPED, base.dispatch());
        assertNow(20);
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.NONBLOCK));
        assertNow(20);
        assertEquals(LoopResult.STOPPED, base.dispatch());
        assertNow(200);
    }

    // S-058
    @Test
    void anExitRunsWhatIsActiveWithIt() {
        base.timer(noting("before")).add(ms(10));
        base.loopExit(ms(10));
        base.timer(noting("after")).add(ms(10));
        base.dispatch();
        assertRan("before(TIMEOUT) after(TIMEOUT)");
    }

    // S-060, G-118
    @Test
    void aBreakFromOutsideEndsAWait() {
        world.clock().at(ms(20), base::loopBreak);
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.NO_EXIT_ON_EMPTY));
        assertTrue(base.gotBreak());
        assertNow(20);
    }

    // S-058
    @Test
    void anExitFromOutsideEndsAWait() {
        world.clock().at(ms(20), base::loopExit);
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.NO_EXIT_ON_EMPTY));
        assertTrue(base.gotExit());
        assertNow(20);
    }

    // S-055, S-057, G-119
    @Test
    void anActivationFromOutsideEndsAWait() {
        Event event = user("u");
        world.clock().at(ms(20), () -> event.activate(EventMask.READ));
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.NO_EXIT_ON_EMPTY, LoopFlag.ONCE));
        assertRan("u(READ)");
        assertNow(20);
    }

    // S-057
    @Test
    void anEventAddedFromOutsideIsWaitedForToo() {
        world.clock().at(ms(20), () -> base.timer(timing("t")).add(ms(5)));
        base.loopExit(ms(100));
        base.dispatch();
        assertRan("t@25");
    }

    //
    @Test
    void theLoopEndsWhenItsOnlyEventIsRemovedFromOutside() {
        Event event = base.event(null, EventMask.READ, noting("never")).add(Duration.ofDays(1));
        world.clock().at(ms(1), event::remove);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertNow(1);
    }

    // S-057
    @Test
    void aLoopThatIsNotToExitWaitsForEverWithoutEvents() {
        assertThrows(StuckLoopException.class, () -> base.loop(LoopFlag.NO_EXIT_ON_EMPTY));
    }

    // S-055
    @Test
    void aLoopOfOnePassReturnsAfterTheFirstTimer() {
        base.timer(timing("a")).add(ms(10));
        base.timer(timing("b")).add(ms(20));
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.ONCE));
        assertRan("a@10");
    }

    // S-055
    @Test
    void aLoopOfOnePassGoesOnAfterAPassThatRanNothing() {
        base.timer(timing("a")).add(ms(10));
        world.simulation().platform().faults().fail(Call.AWAIT, Errno.EINTR, 2);
        base.loop(LoopFlag.ONCE);
        assertRan("a@10");
    }

    // S-053
    @Test
    void aMechanismThatFailsEndsTheLoopWithItsError() {
        base.timer(timing("t")).add(ms(10));
        world.simulation().platform().faults().fail(Call.AWAIT, Errno.EBADF, 1);
        var failed = assertThrows(UncheckedIOException.class, base::dispatch);
        assertTrue(String.valueOf(failed.getMessage()).contains("simulated failed to wait"), failed::toString);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("t@10");
    }

    // S-053
    @Test
    void anInterruptedWaitIsNoFailure() {
        base.timer(timing("t")).add(ms(10));
        world.simulation().platform().faults().fail(Call.AWAIT, Errno.EINTR, 3);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("t@10");
    }

    // S-058
    @Test
    void anExitOfACallbackThatTookLongIsNotLate() {
        base.timer((_, _) -> pass(50)).add(ms(10));
        base.loopExit(ms(40));
        base.dispatch();
        assertNow(60);
    }
}
