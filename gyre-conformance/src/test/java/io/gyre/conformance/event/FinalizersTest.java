package io.gyre.conformance.event;

import static io.gyre.event.EventCount.ACTIVE;
import static io.gyre.event.EventCount.ADDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.FinalizeCallback;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import org.junit.jupiter.api.Test;

/** What is run last of all for an event. */
@EachMechanism
class FinalizersTest extends LoopSuite {
    FinalizersTest(String mechanism) {
        super(World.named(mechanism));
    }

    private FinalizeCallback fin(String name) {
        return _ -> note("fin:" + name);
    }

    // G-111
    @Test
    void aCallbackMayFinalizeItsOwnEventWhichIsThenDeaf() {
        Event event = base.user((itself, _) -> {
            note("cb");
            itself.finalizeWith(fin("itself"));
            assertThrows(IllegalStateException.class, itself::add);
            assertThrows(IllegalStateException.class, () -> itself.add(ms(1)));
            itself.activate(EventMask.READ);
            itself.activateLater(EventMask.READ);
            itself.remove();
        });
        event.activate(EventMask.READ);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("cb fin:itself");
        assertEquals(0, base.count(ADDED, ACTIVE));
    }

    //
    @Test
    void theFinalizerRunsFromTheLoopInPlaceOfTheCallback() {
        Event event = reader("never", world.readablePair().first()).add();
        event.finalizeWith(fin("rd"));
        assertRan("");
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("fin:rd");
    }

    //
    @Test
    void aCallbackMayFinalizeActiveEvents() {
        for (EventMask mask : new EventMask[] {EventMask.NONE, EventMask.PERSIST}) {
            Event[] both = new Event[2];
            both[0] = base.event(null, mask, noting("first", () -> {
                both[0].finalizeWith(fin("first"));
                both[1].finalizeWith(fin("second"));
            }));
            both[1] = base.event(null, mask, noting("second"));
            both[0].activate(EventMask.READ);
            both[1].activate(EventMask.READ);
            base.dispatch();
            assertRan("first(READ) fin:first fin:second");
        }
    }

    //
    @Test
    void aFinalizerRunsOnceThoughAskedForTwice() {
        Event event = user("never");
        event.finalizeWith(fin("one"));
        event.finalizeWith(fin("other"));
        base.dispatch();
        assertRan("fin:one");
    }

    // G-111
    @Test
    void aFinalizedTimerDoesNotRun() {
        Event timer = base.timer(noting("never")).add(ms(0));
        timer.finalizeWith(fin("t"));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("fin:t");
    }

    // G-111
    @Test
    void aFinalizerWaitsItsTurnByPriority() {
        EventBase two = world.base(config -> config.priorities(2));
        two.user(noting("never")).priority(1).finalizeWith(fin("late"));
        two.user(noting("early")).priority(0).activate(EventMask.READ);
        two.dispatch();
        assertRan("early(READ) fin:late");
    }

    // G-112
    @Test
    void closingTheBaseRunsTheFinalizersThatWait() {
        EventBase other = world.base();
        Event event = other.event(world.readablePair().first(), EventMask.READ, noting("never"))
                .add();
        event.finalizeWith(fin("f"));
        other.close();
        assertRan("fin:f");
    }

    // G-112
    @Test
    void closingTheBaseRunsFinalizersThatFinalizersAskFor() {
        EventBase other = world.base();
        Event second = other.user(noting("never"));
        other.user(noting("never")).finalizeWith(_ -> {
            note("fin:first");
            second.finalizeWith(fin("second"));
        });
        other.close();
        assertRan("fin:first fin:second");
    }

    // G-113
    @Test
    void closingTheBaseWithoutFinalizersRunsNone() {
        EventBase other = world.base();
        other.user(noting("never")).finalizeWith(fin("never"));
        other.closeWithoutFinalizing();
        other.close();
        assertRan("");
    }

    // G-111
    @Test
    void aFinalizerKeepsTheLoopAliveUntilItHasRun() {
        user("never").finalizeWith(fin("f"));
        assertEquals(LoopResult.EMPTY, base.loop(LoopFlag.NONBLOCK));
        assertRan("fin:f");
    }

    @Test
    void whatAFinalizerThrowsGoesToTheBasesHandler() {
        EventBase handled =
                world.base(config -> config.uncaught((_, _, thrown) -> note(String.valueOf(thrown.getMessage()))));
        handled.user(noting("never")).finalizeWith(_ -> {
            throw new Exception("thrown");
        });
        handled.user(noting("next")).activate(EventMask.READ);
        handled.dispatch();
        assertRan("thrown next(READ)");
    }

    @Test
    void aBaseThatIsClosedInACallbackIsClosedWhenTheLoopReturns() {
        EventBase other = world.base();
        other.user(noting("closer", () -> {
                    other.user(noting("never")).finalizeWith(fin("f"));
                    other.close();
                    note("closed");
                }))
                .activate(EventMask.READ);
        other.user(noting("never")).activate(EventMask.READ);
        assertEquals(LoopResult.STOPPED, other.dispatch());
        assertRan("closer(READ) closed fin:f");
        assertThrows(IllegalStateException.class, other::dispatch);
    }
}
