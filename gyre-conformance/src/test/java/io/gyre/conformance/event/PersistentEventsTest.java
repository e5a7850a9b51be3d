package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gyre.event.Event;
import io.gyre.event.EventCallback;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import io.gyre.net.FdPair;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Events that stay pending, and the times at which their timeouts come again. */
class PersistentEventsTest extends LoopSuite {
    PersistentEventsTest() {
        super(World.simulated());
    }

    private Event persistentTimer(EventCallback callback) {
        return base.event(null, EventMask.PERSIST, callback);
    }

    /** A timer whose first callback takes so long, until it has run four times. */
    private void runFourTimes(long firstTakes) {
        int[] calls = {0};
        persistentTimer((event, _) -> {
                    noteTime("t");
                    if (++calls[0] == 1) {
                        pass(firstTakes);
                    }
                    if (calls[0] == 4) {
                        event.remove();
                    }
                })
                .add(ms(100));
        assertEquals(LoopResult.EMPTY, base.dispatch());
    }

    // S-076
    @Test
    void aPersistentTimerRunsAgainAndAgain() {
        runFourTimes(0);
        assertRan("t@100 t@200 t@300 t@400");
    }

    /** In C libevent the second one is late by as much as the first took: 100 250 300 400. */
    // G-092
    @Test
    void aPersistentTimerKeepsItsGridWhenACallbackTakesTime() {
        runFourTimes(50);
        assertRan("t@100 t@200 t@300 t@400");
    }

    /** In C libevent the second one waits for a whole interval more: 100 450 550 650. */
    // G-091
    @Test
    void aPersistentTimerMakesUpForNoneThatItMissed() {
        runFourTimes(250);
        assertRan("t@100 t@350 t@450 t@550");
    }

    //
    @Test
    void aPersistentTimerThatIsLateRunsOnce() {
        persistentTimer(timing("t")).add(ms(100));
        pass(300);
        base.loopExit(ms(50));
        base.dispatch();
        assertRan("t@300");
    }

    //
    @Test
    void anActivationStartsTheIntervalAnew() {
        Event timer =
                persistentTimer((_, fired) -> noteTime("t(" + fired + ")")).add(ms(200));
        world.clock().at(ms(100), () -> timer.activate(EventMask.READ));
        base.loopExit(ms(600));
        base.dispatch();
        assertRan("t(READ)@100 t(TIMEOUT)@300 t(TIMEOUT)@500");
    }

    // G-053
    @Test
    void aPersistentTimerOfZeroDoesNotRepeat() {
        Event timer = persistentTimer(noting("z")).add(Duration.ZERO);
        assertEquals(LoopResult.EMPTY, base.loop(LoopFlag.NONBLOCK));
        assertRan("z(TIMEOUT)");
        assertFalse(timer.isPending());
    }

    // G-042
    @Test
    void aPersistentTimerMayCloseItselfInItsCallback() {
        persistentTimer((event, _) -> {
                    note("self");
                    event.close();
                })
                .add(ms(1));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("self");
    }

    // S-092
    @Test
    void removingTheTimerOfAPersistentTimerEndsItsInterval() {
        Event timer = persistentTimer(timing("t"));
        timer.add(ms(10));
        world.clock().at(ms(15), timer::removeTimer);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("t@10");
        assertNull(timer.remaining());
    }

    // S-074
    @Test
    void aPersistentTimerTakesANewInterval() {
        Event timer = persistentTimer(timing("t")).add(ms(10));
        world.clock().at(ms(25), () -> timer.add(ms(100)));
        base.loopExit(ms(250));
        base.dispatch();
        assertRan("t@10 t@20 t@125 t@225");
    }

    @Test
    void aPersistentTimerAddedAgainInItsCallbackTakesTheNewInterval() {
        int[] calls = {0};
        persistentTimer((event, _) -> {
                    noteTime("t");
                    if (++calls[0] == 1) {
                        event.add(ms(30));
                    }
                })
                .add(ms(10));
        base.loopExit(ms(75));
        base.dispatch();
        assertRan("t@10 t@40 t@70");
    }

    // G-093
    @Test
    void aPersistentReadersTimeoutBeginsAnewWheneverItRuns() {
        FdPair pair = world.pair();
        base.event(pair.first(), EventMask.READ.or(EventMask.PERSIST), (event, fired) -> {
                    noteTime("rd(" + fired + ")");
                    Bytes.receive(pair.first());
                    note("left:" + event.remaining());
                })
                .add(ms(60));
        world.clock().at(ms(40), () -> Bytes.send(pair.second(), "x"));
        base.loopExit(ms(165));
        base.dispatch();
        assertRan("rd(READ)@40 left:PT0.06S rd(TIMEOUT)@100 left:PT0.06S rd(TIMEOUT)@160 left:PT0.06S");
    }

    /** C libevent 2.1.12 loses the READ; since 2.2 it is told. */
    // G-043, R-017
    @Test
    void aDescriptorThatIsReadyWhenItsTimeoutIsDueIsToldOfBoth() {
        FdPair pair = world.readablePair();
        base.event(pair.first(), EventMask.READ, noting("ev")).add(ms(5));
        pass(15);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("ev(TIMEOUT|READ)");
    }

    // G-044
    @Test
    void aPersistentEventIsToldOfBothToo() {
        FdPair pair = world.readablePair();
        persistentReader("ev", pair.first()).add(ms(5));
        pass(15);
        base.loop(LoopFlag.ONCE);
        assertRan("ev(TIMEOUT|READ)");
    }

    //
    @Test
    void anActivationAndATimeoutThatIsDueGiveOneCallback() {
        Event event = base.event(null, EventMask.READ, noting("ev")).add(Duration.ofNanos(100_000));
        event.activate(EventMask.READ);
        pass(1000);
        assertEquals(LoopResult.EMPTY, base.loop(LoopFlag.NONBLOCK));
        assertRan("ev(TIMEOUT|READ)");
    }

    @Test
    void everyRunsATaskInSteadyIntervalsUntilItIsClosed() {
        Event event = base.every(ms(10), () -> noteTime("e"));
        world.clock().at(ms(35), event::close);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("e@10 e@20 e@30");
    }

    @Test
    void afterRunsATaskOnce() {
        base.after(ms(10), () -> noteTime("a"));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("a@10");
    }
}
