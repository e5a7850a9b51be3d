package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.event.BaseFlag;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.testing.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The time that callbacks see. */
class TimeCacheTest extends LoopSuite {
    TimeCacheTest() {
        super(World.simulated());
    }

    private static final Instant START = VirtualClock.START;

    /** Runs three events in one pass, of which each notes the time and then takes 30 ms, and says how far apart they saw it. */
    private List<Long> timesOf(EventBase where, Runnable afterwards) {
        var times = new ArrayList<Long>();
        for (int i = 0; i < 3; i++) {
            where.user((_, _) -> {
                        times.add(Duration.between(START, where.time()).toMillis());
                        pass(30);
                        afterwards.run();
                    })
                    .activate(EventMask.READ);
        }
        where.dispatch();
        return times;
    }

    // S-063, R-058
    @Test
    void theTimeIsTheSameThroughoutAPass() {
        assertEquals(List.of(0L, 0L, 0L), timesOf(base, () -> {}));
    }

    // S-064, R-059
    @Test
    void theTimeIsReadAnewWhenAsked() {
        assertEquals(List.of(0L, 30L, 60L), timesOf(base, base::updateTime));
    }

    // S-039, R-061
    @Test
    void withoutACacheTheTimeIsAlwaysFresh() {
        EventBase uncached = world.base(config -> config.flag(BaseFlag.NO_CACHE_TIME));
        assertEquals(List.of(0L, 30L, 60L), timesOf(uncached, () -> {}));
    }

    /** What a callback sees that takes 20 ms, updates the time, and takes 5 ms more. */
    private List<Long> seenInOneCallback(EventBase where) {
        var seen = new ArrayList<Long>();
        where.user((_, _) -> {
                    seen.add(Duration.between(START, where.time()).toMillis());
                    pass(20);
                    seen.add(Duration.between(START, where.time()).toMillis());
                    where.updateTime();
                    seen.add(Duration.between(START, where.time()).toMillis());
                    pass(5);
                    seen.add(Duration.between(START, where.time()).toMillis());
                })
                .activate(EventMask.READ);
        where.dispatch();
        return seen;
    }

    // S-063, S-064, G-094
    @Test
    void aCallbackSeesTheCachedTimeUntilItUpdatesIt() {
        assertEquals(List.of(0L, 0L, 20L, 20L), seenInOneCallback(base));
    }

    // S-039, G-096
    @Test
    void aCallbackOfABaseWithoutACacheSeesTheTimeItIs() {
        assertEquals(
                List.of(0L, 20L, 20L, 25L),
                seenInOneCallback(world.base(config -> config.flag(BaseFlag.NO_CACHE_TIME))));
    }

    // S-063
    @Test
    void outsideOfACallbackTheTimeIsAlwaysFresh() {
        assertEquals(START, base.time());
        pass(7);
        assertEquals(START.plusMillis(7), base.time());
        base.user((_, _) -> pass(5)).activate(EventMask.READ);
        base.dispatch();
        assertEquals(START.plusMillis(12), base.time());
    }

    // S-063
    @Test
    void theNextPassSeesItsOwnTime() {
        var seen = new ArrayList<Long>();
        int[] left = {3};
        base.timer((event, _) -> {
                    seen.add(Duration.between(START, base.time()).toMillis());
                    if (--left[0] > 0) {
                        event.add(ms(10));
                    }
                })
                .add(ms(10));
        base.dispatch();
        assertEquals(List.of(10L, 20L, 30L), seen);
    }

    /** As in C libevent: a timeout that is set after 20 ms of work in a callback is shorter by so much. */
    // S-063, S-064
    @Test
    void timeoutsCountFromTheCachedTime() {
        Event fromCache = base.timer(timing("cached"));
        Event fromUpdate = base.timer(timing("updated"));
        base.user((_, _) -> {
                    base.time();
                    pass(20);
                    fromCache.add(ms(50));
                    base.updateTime();
                    fromUpdate.add(ms(50));
                })
                .activate(EventMask.READ);
        base.dispatch();
        assertRan("cached@50 updated@70");
    }

    // S-041
    @Test
    void thePreciseTimerIsAcceptedAndEveryTimerIsPrecise() {
        EventBase precise = world.base(config -> config.flag(BaseFlag.PRECISE_TIMER));
        precise.timer(timing("t")).add(ms(3));
        precise.dispatch();
        assertRan("t@3");
    }

    @Test
    void theMonotonicTimeIsNeverCached() {
        base.user((_, _) -> {
                    long before = base.nanoTime();
                    pass(3);
                    note(String.valueOf(base.nanoTime() - before));
                })
                .activate(EventMask.READ);
        base.dispatch();
        assertRan("3000000");
    }
}
