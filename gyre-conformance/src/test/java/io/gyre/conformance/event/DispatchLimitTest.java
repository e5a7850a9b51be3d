package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.event.DispatchLimit;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.FdPair;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How much runs before the loop looks for more urgent events. */
@EachMechanism
class DispatchLimitTest extends LoopSuite {
    DispatchLimitTest(String mechanism) {
        super(World.named(mechanism));
    }

    /** Activates lo1 to lo6, which take 4 ms each; lo2 makes HI readable. */
    private void run(DispatchLimit limit, int hiPriority, int loPriority) {
        EventBase limited = world.base(config -> config.priorities(2).dispatchLimit(limit));
        FdPair pair = world.pair();
        limited.event(pair.first(), EventMask.READ, (_, _) -> note("HI"))
                .priority(hiPriority)
                .add();
        for (int i = 1; i <= 6; i++) {
            int number = i;
            limited.user((_, _) -> {
                        note("lo" + number);
                        pass(4);
                        if (number == 2) {
                            Bytes.send(pair.second(), "x");
                            world.settle(pair.first(), EventMask.READ);
                        }
                    })
                    .priority(loPriority)
                    .activate(EventMask.READ);
        }
        limited.dispatch();
    }

    // S-043, G-123
    @Test
    void withoutALimitTheQueueIsFinishedFirst() {
        run(DispatchLimit.NONE, 0, 1);
        assertRan("lo1 lo2 lo3 lo4 lo5 lo6 HI");
    }

    // S-043, G-121
    @Test
    void aLimitOfCallbacksGivesNoPrecedenceAmongEquals() {
        run(new DispatchLimit(null, 2, 0), 0, 0);
        assertRan("lo1 lo2 lo3 lo4 lo5 lo6 HI");
    }

    // S-043
    @Test
    void aLimitOfCallbacksLetsMoreUrgentEventsIn() {
        run(new DispatchLimit(null, 3, 1), 0, 1);
        assertRan("lo1 lo2 lo3 HI lo4 lo5 lo6");
    }

    // S-043, G-122
    @Test
    void aLimitOfTimeLetsMoreUrgentEventsIn() {
        run(new DispatchLimit(Duration.ofMillis(10), -1, 1), 0, 1);
        assertRan("lo1 lo2 lo3 HI lo4 lo5 lo6");
    }

    // S-043
    @Test
    void theLimitHoldsForLessUrgentEventsOnly() {
        run(new DispatchLimit(Duration.ofMillis(1), 1, 1), 0, 0);
        assertRan("lo1 lo2 lo3 lo4 lo5 lo6 HI");
    }

    // S-043
    @Test
    void aNegativePriorityMeansAll() {
        assertEquals(0, new DispatchLimit(null, 1, -5).minPriority());
        run(new DispatchLimit(null, 3, -1), 0, 1);
        assertRan("lo1 lo2 lo3 HI lo4 lo5 lo6");
    }

    // S-043
    @Test
    void aLimitOfNothingStillRunsOneAtATime() {
        run(new DispatchLimit(Duration.ZERO, 0, 0), 0, 1);
        assertRan("lo1 lo2 HI lo3 lo4 lo5 lo6");
    }
}
