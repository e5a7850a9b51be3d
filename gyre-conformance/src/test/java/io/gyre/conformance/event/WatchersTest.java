package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import io.gyre.event.Watcher;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Watchers before and after each wait. */
class WatchersTest extends LoopSuite {
    WatchersTest() {
        super(World.simulated());
    }

    private Watcher prepare(String name) {
        return base.onPrepare((_, timeoutNanos) -> note(name + ":" + timeoutNanos / 1_000_000));
    }

    private Watcher check(String name) {
        return base.onCheck(_ -> note(name));
    }

    //
    @Test
    void watchersRunInTheOrderOfTheirRegistrationAroundEachWait() {
        check("c1");
        prepare("p1");
        prepare("p2");
        check("c2");
        base.timer(noting("t")).add(ms(1000));
        base.dispatch();
        assertRan("p1:1000 p2:1000 c1 c2 t(TIMEOUT)");
    }

    //
    @Test
    void timeHasPassedBetweenTheTwoKinds() {
        var times = new ArrayList<Instant>();
        base.onPrepare((_, _) -> times.add(base.time()));
        base.onCheck(_ -> times.add(base.time()));
        base.timer(noting("t")).add(ms(1000));
        base.dispatch();
        assertEquals(ms(1000), Duration.between(times.get(0), times.get(1)));
    }

    //
    @Test
    void aClosedWatcherIsSilentAndTheOthersGoOn() {
        Watcher p1 = prepare("p1");
        prepare("p2");
        Watcher c1 = check("c1");
        check("c2");
        base.timer(noting("t")).add(ms(1));
        base.dispatch();
        assertRan("p1:1 p2:1 c1 c2 t(TIMEOUT)");
        p1.close();
        p1.close();
        c1.close();
        base.timer(noting("t")).add(ms(1));
        base.dispatch();
        assertRan("p2:1 c2 t(TIMEOUT)");
    }

    //
    @Test
    void watchersAreToldHowLongTheWaitIs() {
        prepare("p");
        base.user(noting("u")).activate(EventMask.READ);
        base.dispatch();
        assertRan("p:0 u(READ)");
        base.timer(noting("t")).add(ms(7));
        base.loop(LoopFlag.NONBLOCK);
        assertRan("p:0");
    }

    //
    @Test
    void awaitWithoutAnEndIsANegativeOne() {
        base.onPrepare((_, timeoutNanos) -> note(timeoutNanos < 0 ? "for ever" : "not for ever"));
        base.addVirtual();
        world.clock().at(ms(5), base::removeVirtual);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("for ever");
    }

    //
    @Test
    void watchersDoNotKeepTheLoopAlive() {
        prepare("p");
        check("c");
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("");
    }

    //
    @Test
    void watchersGoWithTheirBase() {
        EventBase other = world.base();
        Watcher watcher = other.onPrepare((_, _) -> note("never"));
        assertSame(other, watcher.base());
        other.close();
        watcher.close();
        assertRan("");
    }

    @Test
    void aWatcherMayCloseItselfInItsCallback() {
        base.onPrepare((watcher, _) -> {
            note("p");
            watcher.close();
        });
        base.timer((event, _) -> note("t1")).add(ms(1));
        base.timer((event, _) -> note("t2")).add(ms(2));
        base.dispatch();
        assertRan("p t1 t2");
    }

    @Test
    void aTimerAddedBeforeTheWaitIsWaitedFor() {
        boolean[] added = {false};
        base.onPrepare((_, _) -> {
            if (!added[0]) {
                added[0] = true;
                base.timer(timing("early")).add(ms(5));
            }
        });
        base.timer(timing("late")).add(ms(50));
        base.dispatch();
        assertRan("early@5 late@50");
    }

    @Test
    void anEventActivatedBeforeTheWaitIsNotWaitedFor() {
        boolean[] done = {false};
        base.onPrepare((_, _) -> {
            if (!done[0]) {
                done[0] = true;
                base.user(timing("now")).activate(EventMask.READ);
            }
        });
        base.timer(timing("late")).add(ms(50));
        base.dispatch();
        assertRan("now@0 late@50");
    }

    @Test
    void aBreakBeforeTheWaitIsNotHeldUpByIt() {
        base.onPrepare((_, _) -> base.loopBreak());
        base.timer(timing("late")).add(ms(50));
        assertEquals(LoopResult.STOPPED, base.dispatch());
        assertEquals(ms(0), world.clock().elapsed());
    }

    @Test
    void removingTheLastEventBeforeTheWaitEndsTheLoop() {
        Event last = base.event(null, EventMask.READ, noting("never")).add();
        base.onPrepare((_, _) -> last.remove());
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertEquals(ms(0), world.clock().elapsed());
    }

    @Test
    void whatAWatcherThrowsGoesToTheBasesHandler() {
        EventBase handled =
                world.base(config -> config.uncaught((_, event, thrown) -> note(event + " " + thrown.getMessage())));
        handled.onPrepare((_, _) -> {
            throw new IOException("prepare");
        });
        handled.onCheck(_ -> {
            throw new IOException("check");
        });
        handled.timer(noting("t")).add(ms(1));
        handled.dispatch();
        assertRan("null prepare null check t(TIMEOUT)");
    }
}
