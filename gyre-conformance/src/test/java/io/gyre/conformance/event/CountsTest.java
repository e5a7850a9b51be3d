package io.gyre.conformance.event;

import static io.gyre.event.EventCount.ACTIVE;
import static io.gyre.event.EventCount.ADDED;
import static io.gyre.event.EventCount.VIRTUAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.event.Event;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How many events there are, and which. */
@EachMechanism
class CountsTest extends LoopSuite {
    CountsTest(String mechanism) {
        super(World.named(mechanism));
    }

    private void assertCounts(int added, int active, int virtual) {
        assertEquals(added, base.count(ADDED), "added");
        assertEquals(active, base.count(ACTIVE), "active");
        assertEquals(virtual, base.count(VIRTUAL), "virtual");
        assertEquals(added + active + virtual, base.count(ADDED, ACTIVE, VIRTUAL), "sum");
        assertEquals(active + added, base.count(ACTIVE, ADDED), "active and added");
    }

    // G-071, R-010
    @Test
    void anEventCountsOnceForEachThingItIsRegisteredFor() {
        Event event = persistentReader("rd", world.pair().first()).add();
        assertCounts(1, 0, 0);
        event.add(ms(1000));
        assertCounts(2, 0, 0);
        event.activate(EventMask.READ);
        assertCounts(3, 1, 0);
        event.remove();
        assertCounts(0, 0, 0);
    }

    // G-072, R-011
    @Test
    void theMostThatThereWereAreKeptUntilTheyAreCleared() {
        Event event = persistentReader("rd", world.pair().first()).add(ms(1000));
        event.activate(EventMask.READ);
        event.remove();
        assertEquals(3, base.maxCount(true, ADDED));
        assertEquals(0, base.maxCount(false, ADDED));
        assertEquals(1, base.maxCount(false, ACTIVE));
        assertEquals(1, base.maxCount(true, ACTIVE, ADDED));
        assertEquals(0, base.maxCount(false, ACTIVE, ADDED));
    }

    //
    @Test
    void theMostOfSeveralKindsIsTheSumOfTheMostOfEach() {
        Event first = reader("r1", world.pair().first()).add(ms(100));
        Event second = reader("r2", world.pair().first()).add(ms(100));
        second.remove();
        assertEquals(4, base.maxCount(false, ADDED));
        first.activate(EventMask.READ);
        assertEquals(1, base.maxCount(false, ACTIVE));
        assertEquals(4, base.maxCount(false, ADDED));
        assertEquals(5, base.maxCount(false, ACTIVE, ADDED));
        base.dispatch();
        assertEquals(4, base.maxCount(true, ADDED));
        assertEquals(1, base.maxCount(true, ACTIVE));
        base.addVirtual();
        base.removeVirtual();
        assertEquals(1, base.maxCount(false, VIRTUAL));
        assertEquals(0, base.maxCount(false, ACTIVE, ADDED));
    }

    // G-073, R-010
    @Test
    void aTimerCountsOnce() {
        Event timer = base.timer(noting("t")).add(ms(1000));
        assertCounts(1, 0, 0);
        timer.removeTimer();
        assertCounts(0, 0, 0);
    }

    //
    @Test
    void nothingIsCountedAfterTheLoop() {
        Event event = reader("rd", world.readablePair().first()).add(ms(1000));
        event.activate(EventMask.READ);
        base.dispatch();
        assertCounts(0, 0, 0);
    }

    //
    @Test
    void aVirtualEventCountsAsItselfOnlyAndKeepsTheLoopAlive() {
        base.addVirtual();
        assertCounts(0, 0, 1);
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.NONBLOCK));
        base.removeVirtual();
        assertEquals(LoopResult.EMPTY, base.dispatch());
    }

    // S-066, R-056
    @Test
    void everyEventThatIsPendingOrActiveIsShownOnce() {
        Event pending = base.timer(noting("p")).add(Duration.ofSeconds(10));
        Event active = user("a");
        active.activate(EventMask.READ);
        Event both = base.timer(noting("b")).add(Duration.ofSeconds(10));
        both.activate(EventMask.TIMEOUT);
        Event twice = reader("rd", world.pair().first()).add(Duration.ofSeconds(10));
        Event later = user("later");
        later.activateLater(EventMask.READ);
        Event common = base.timer(noting("c")).add(base.commonTimeout(ms(5)));
        user("untouched");
        var shown = new ArrayList<Event>();
        assertTrue(base.forEachEvent(shown::add));
        assertEquals(Set.of(pending, active, both, twice, later, common), Set.copyOf(shown));
        assertEquals(6, shown.size());
    }

    // S-066, R-056
    @Test
    void theVisitorMayStop() {
        for (int i = 0; i < 5; i++) {
            base.timer(noting("t")).add(Duration.ofSeconds(10));
        }
        var shown = new ArrayList<Event>();
        assertFalse(base.forEachEvent(event -> {
            shown.add(event);
            return shown.size() < 3;
        }));
        assertEquals(3, shown.size());
    }

    // S-066
    @Test
    void aBaseWithoutEventsShowsNone() {
        assertTrue(base.forEachEvent(_ -> false));
    }
}
