package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.event.CommonTimeout;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import org.junit.jupiter.api.Test;

/** Durations that many events have in common. */
class CommonTimeoutsTest extends LoopSuite {
    CommonTimeoutsTest() {
        super(World.simulated());
    }

    // S-104, G-076, R-023
    @Test
    void theSameDurationIsTheSameObject() {
        CommonTimeout one = base.commonTimeout(ms(50));
        assertSame(one, base.commonTimeout(ms(49).plusNanos(1_000_000)));
        assertSame(one, base.commonTimeout(one.duration()));
        assertNotSame(one, base.commonTimeout(ms(51)));
        assertEquals(ms(50), one.duration());
    }

    // S-104, G-077
    @Test
    void aBaseHas256OfThem() {
        for (int i = 1; i <= 256; i++) {
            base.commonTimeout(ms(i));
        }
        assertThrows(IllegalStateException.class, () -> base.commonTimeout(ms(257)));
        assertEquals(ms(256), base.commonTimeout(ms(256)).duration());
    }

    // S-104
    @Test
    void theyBelongToOneBase() {
        CommonTimeout foreign = world.base().commonTimeout(ms(5));
        Event timer = base.timer(noting("t"));
        assertThrows(IllegalArgumentException.class, () -> timer.add(foreign));
    }

    // S-104
    @Test
    void theirTimersRunOnTimeAndInOrder() {
        CommonTimeout ten = base.commonTimeout(ms(10));
        for (int i = 0; i < 5; i++) {
            int number = i;
            world.clock().at(ms(i), () -> base.timer(timing("t" + number)).add(ten));
        }
        base.loopExit(ms(20));
        base.dispatch();
        assertRan("t0@10 t1@11 t2@12 t3@13 t4@14");
    }

    // S-104
    @Test
    void aTimerOfThemCanBeRemovedFromTheMiddle() {
        CommonTimeout ten = base.commonTimeout(ms(10));
        base.timer(timing("a")).add(ten);
        Event removed = base.timer(timing("b")).add(ten);
        base.timer(timing("c")).add(ten);
        removed.remove();
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("a@10 c@10");
    }

    // S-104, G-078
    @Test
    void ofThoseDueInOnePassTheOrdinaryOnesRunFirst() {
        CommonTimeout ten = base.commonTimeout(ms(10));
        base.timer(noting("c1")).add(ten);
        pass(2);
        base.timer(noting("h1")).add(ms(10));
        pass(2);
        base.timer(noting("c2")).add(ten);
        pass(2);
        base.timer(noting("h2")).add(ms(10));
        pass(20);
        base.loop(LoopFlag.ONCE);
        assertRan("h1(TIMEOUT) h2(TIMEOUT) c1(TIMEOUT) c2(TIMEOUT)");
    }

    // S-104, G-079
    @Test
    void thoseOfOneDurationRunInTheOrderInWhichTheyWereAdded() {
        CommonTimeout ten = base.commonTimeout(ms(10));
        CommonTimeout twelve = base.commonTimeout(ms(12));
        base.timer(noting("c2")).add(ten);
        base.timer(noting("c1")).add(ten);
        base.timer(noting("h1")).add(twelve);
        base.timer(noting("h2")).add(ten);
        pass(20);
        base.loop(LoopFlag.ONCE);
        assertRan("c2(TIMEOUT) c1(TIMEOUT) h2(TIMEOUT) h1(TIMEOUT)");
    }

    //
    @Test
    void aHundredPersistentTimersStayOnTimeWhateverTheyWereAddedWithBefore() {
        CommonTimeout hundred = base.commonTimeout(ms(100));
        CommonTimeout twoHundred = base.commonTimeout(ms(200));
        var last = new long[100];
        var calls = new int[100];
        for (int i = 0; i < 100; i++) {
            Event timer = counting(i, calls, last);
            addDifferently(timer, i, i % 2 == 1 ? hundred : twoHundred, twoHundred);
        }
        assertEquals(LoopResult.EMPTY, base.dispatch());
        for (int i = 0; i < 100; i++) {
            assertEquals(4, calls[i], "calls of " + i);
            assertEquals(i % 2 == 1 ? 400 : 800, last[i], "last time of " + i);
        }
    }

    private Event counting(int i, int[] calls, long[] last) {
        return base.event(null, EventMask.PERSIST, (event, _) -> {
            last[i] = world.clock().elapsed().toMillis();
            if (++calls[i] == 4) {
                event.remove();
            }
        });
    }

    private static void addDifferently(Event timer, int i, CommonTimeout wanted, CommonTimeout other) {
        switch (i % 4) {
            case 0 -> timer.add(ms(5_000)).add(wanted);
            case 1 -> timer.add(other).add(wanted);
            case 2 -> timer.add(wanted).add(wanted.duration());
            default -> timer.add(wanted);
        }
    }

    //
    @Test
    void aBaseMayBeClosedWithSuchTimersPending() {
        EventBase other = world.base();
        CommonTimeout ten = other.commonTimeout(ms(10));
        for (int i = 0; i < 100; i++) {
            other.event(null, EventMask.PERSIST, noting("never")).add(ten);
        }
        other.close();
        assertRan("");
    }

    // S-104, S-094
    @Test
    void theTimeLeftIsToldOfThemToo() {
        CommonTimeout ten = base.commonTimeout(ms(10));
        Event timer = base.timer(noting("t")).add(ten);
        pass(4);
        assertEquals(ms(6), timer.remaining());
        assertEquals(EventMask.TIMEOUT, timer.pending(EventMask.TIMEOUT));
        timer.removeTimer();
        assertEquals(LoopResult.EMPTY, base.dispatch());
    }
}
