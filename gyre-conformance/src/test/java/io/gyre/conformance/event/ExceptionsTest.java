package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopResult;
import io.gyre.event.Signal;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What becomes of what a callback throws. */
@EachMechanism
class ExceptionsTest extends LoopSuite {
    ExceptionsTest(String mechanism) {
        super(World.named(mechanism));
    }

    private Event throwing(EventBase where, Exception thrown) {
        return where.user((_, _) -> {
            note("throws");
            throw thrown;
        });
    }

    private Event failing(EventBase where, Error thrown) {
        return where.user((_, _) -> {
            note("fails");
            throw thrown;
        });
    }

    @Test
    void anExceptionIsLoggedWithTheEventsNameAndTheLoopGoesOn() {
        throwing(base, new IOException("disk full")).name("writer").activate(EventMask.READ);
        user("next").activate(EventMask.READ);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("throws next(READ)");
        assertLogged("ERR: The callback of event 'writer' [0] threw; the loop goes on: java.io.IOException: disk full");
    }

    @Test
    void theHandlerIsToldOfTheBaseTheEventAndTheException() {
        var told = new ArrayList<Object>();
        EventBase handled = world.base(config -> config.uncaught((where, event, thrown) -> {
            told.add(where);
            told.add(String.valueOf(event));
            told.add(thrown);
        }));
        var thrown = new IllegalStateException("x");
        Event event = throwing(handled, thrown);
        event.activate(EventMask.READ);
        handled.dispatch();
        assertSame(handled, told.get(0));
        assertEquals(String.valueOf(event), told.get(1));
        assertSame(thrown, told.get(2));
    }

    @Test
    void aHandlerThatThrowsIsLoggedWithBoth() {
        EventBase handled = world.base(config -> config.uncaught((_, _, _) -> {
            throw new IllegalStateException("handler");
        }));
        var thrown = new IOException("callback");
        throwing(handled, thrown).activate(EventMask.READ);
        handled.dispatch();
        assertLogged("java.io.IOException: callback");
        assertEquals("handler", thrown.getSuppressed()[0].getMessage());
    }

    @Test
    void aTasksExceptionIsLoggedToo() {
        base.execute(() -> {
            throw new IllegalStateException("task");
        });
        base.execute(() -> note("next"));
        base.dispatch();
        assertRan("next");
        assertLogged("A task or watcher threw");
    }

    @Test
    void aPersistentEventStaysPendingAfterAnException() {
        EventBase handled = world.base(config -> config.uncaught((_, _, _) -> note("handled")));
        int[] left = {2};
        handled.event(world.readablePair().first(), EventMask.READ.or(EventMask.PERSIST), (event, _) -> {
                    if (left[0]-- > 0) {
                        throw new IOException("x");
                    }
                    event.remove();
                })
                .add();
        assertEquals(LoopResult.EMPTY, handled.dispatch());
        assertRan("handled handled");
    }

    @Test
    void anErrorEndsTheLoopAndIsThrownFromItAndTheRestStaysActive() {
        var thrown = new StackOverflowError("x");
        failing(base, thrown).activate(EventMask.READ);
        Event next = user("next");
        next.activate(EventMask.READ);
        base.execute(() -> note("task"));
        assertSame(thrown, assertThrows(StackOverflowError.class, base::dispatch));
        assertRan("fails");
        assertTrue(next.isPending());
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("next(READ) task");
    }

    @Test
    void aTasksErrorEndsTheLoop() {
        base.execute(() -> {
            throw new AssertionError("x");
        });
        base.execute(() -> note("next"));
        assertThrows(AssertionError.class, base::dispatch);
        assertRan("");
        base.dispatch();
        assertRan("next");
    }

    @Test
    void aFinalizersErrorEndsTheLoop() {
        user("never").finalizeWith(_ -> {
            throw new AssertionError("x");
        });
        user("next").activate(EventMask.READ);
        assertThrows(AssertionError.class, base::dispatch);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("next(READ)");
    }

    @Test
    void aWatchersErrorEndsTheLoop() {
        var watcher = base.onCheck(_ -> {
            throw new AssertionError("x");
        });
        user("next").activate(EventMask.READ);
        assertThrows(AssertionError.class, base::dispatch);
        watcher.close();
        base.dispatch();
        assertRan("next(READ)");
    }

    @Test
    void aSignalsOtherDeliveriesComeAfterAnException() {
        EventBase handled = world.base(config -> config.uncaught((_, _, _) -> note("handled")));
        handled.signal(Signal.USR1, (_, _) -> {
                    throw new IOException("x");
                })
                .activate(EventMask.SIGNAL, 3);
        handled.dispatch();
        assertRan("handled handled handled");
    }

    @Test
    void noEventIsRunningAfterAnException() {
        EventBase handled = world.base(config -> config.uncaught((_, _, _) -> note("handled")));
        throwing(handled, new IOException("x")).activate(EventMask.READ);
        handled.execute(() -> note("running:" + handled.runningEvent()));
        handled.dispatch();
        assertRan("throws handled running:null");
    }

    @Test
    void aBaseMayBeClosedAfterAnError() {
        EventBase other = world.base();
        failing(other, new AssertionError("x")).activate(EventMask.READ);
        assertThrows(AssertionError.class, other::dispatch);
        other.close();
        assertThrows(IllegalStateException.class, other::dispatch);
    }

    @Test
    void aHandlersErrorEndsTheLoopWithNoEventLeftRunning() {
        var fatal = new AssertionError("fatal");
        EventBase handled = world.base(config -> config.uncaught((_, _, _) -> {
            throw fatal;
        }));
        throwing(handled, new IOException("x")).activate(EventMask.READ);
        assertSame(fatal, assertThrows(AssertionError.class, handled::dispatch));
        handled.execute(() -> note("running:" + handled.runningEvent()));
        handled.dispatch();
        assertRan("throws running:null");
    }
}
