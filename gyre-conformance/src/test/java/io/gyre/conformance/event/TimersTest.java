package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.event.Event;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import io.gyre.net.FdPair;
import io.gyre.testing.SimulatedBackendProvider;
import io.gyre.testing.SimulatedPlatform;
import io.gyre.testing.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Timeouts, to the nanosecond. */
class TimersTest extends LoopSuite {
    TimersTest() {
        super(World.simulated());
    }

    // S-070, S-081
    @Test
    void aTimerRunsWhenItsTimeHasComeAndOnce() {
        Event timer = base.timer(timing("t")).add(ms(20));
        assertEquals(EventMask.TIMEOUT, timer.pending(EventMask.TIMEOUT.or(EventMask.READ)));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("t@20");
        assertFalse(timer.isPending());
    }

    // S-070, S-103
    @Test
    void timersRunInTheOrderOfTheirTimesHoweverTheyWereAdded() {
        List<Integer> times = new ArrayList<>(IntStream.range(0, 500).boxed().toList());
        Collections.shuffle(times, new Random(1));
        var ran = new ArrayList<Integer>();
        for (int time : times) {
            base.timer((_, _) -> {
                        assertEquals(time, world.clock().elapsed().toMillis());
                        ran.add(time);
                    })
                    .add(ms(time));
        }
        base.dispatch();
        assertEquals(IntStream.range(0, 500).boxed().toList(), ran);
    }

    // G-050
    @Test
    void overdueTimersRunInTheOrderOfTheirTimes() {
        for (int time : new int[] {3, 1, 2, 0}) {
            base.timer(noting("t" + time)).add(ms(time));
        }
        pass(10);
        base.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK);
        assertRan("t0(TIMEOUT) t1(TIMEOUT) t2(TIMEOUT) t3(TIMEOUT)");
    }

    // S-090
    @Test
    void aNanosecondIsNotTooShort() {
        base.timer((_, _) -> note("at " + world.clock().elapsed().toNanos())).add(Duration.ofNanos(1));
        base.timer((_, _) -> note("at " + world.clock().elapsed().toNanos())).add(Duration.ofNanos(3));
        base.dispatch();
        assertRan("at 1 at 3");
    }

    // S-090, G-052
    @Test
    void aTimeoutOfZeroIsDueAtOnce() {
        base.timer(noting("z")).add(Duration.ZERO);
        assertEquals(LoopResult.EMPTY, base.loop(LoopFlag.NONBLOCK));
        assertRan("z(TIMEOUT)");
    }

    // G-054
    @Test
    void aNegativeTimeoutIsDueAtOnce() {
        base.timer(noting("neg")).add(Duration.ofSeconds(-1));
        assertEquals(LoopResult.EMPTY, base.loop(LoopFlag.NONBLOCK));
        assertRan("neg(TIMEOUT)");
    }

    @Test
    void centuriesAreAsGoodAsForEver() {
        base.timer(noting("never")).add(Duration.ofSeconds(Long.MAX_VALUE));
        base.timer(timing("soon")).add(ms(1));
        base.loopExit(Duration.ofDays(365));
        assertEquals(LoopResult.STOPPED, base.dispatch());
        assertRan("soon@1");
    }

    // G-097
    @Test
    void aTimerAddedByATimerNeedsAnotherPass() {
        Event second = base.timer(noting("second"));
        base.timer(noting("first", () -> second.add(Duration.ZERO))).add(Duration.ZERO);
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.ONCE));
        assertRan("first(TIMEOUT)");
        assertEquals(EventMask.TIMEOUT, second.pending(EventMask.TIMEOUT));
    }

    // G-098
    @Test
    void aTimerOfZeroThatAddsItselfRunsAgainInALoopThatDoesNotBlock() {
        int[] left = {3};
        Event timer = base.timer((event, _) -> {
                    note("z");
                    if (left[0]-- > 0) {
                        event.add(Duration.ZERO);
                    }
                })
                .add(Duration.ZERO);
        assertEquals(LoopResult.EMPTY, base.loop(LoopFlag.NONBLOCK));
        assertRan("z z z z");
        assertFalse(timer.isPending());
    }

    // S-094, G-081
    @Test
    void theExpiryIsToldByTheWallClock() {
        world.clock().setWall(Instant.parse("2026-07-01T12:00:00Z"));
        Event timer = base.timer(noting("t")).add(Duration.ofSeconds(3));
        assertEquals(Instant.parse("2026-07-01T12:00:03Z"), timer.expiry());
        assertEquals(Duration.ofSeconds(3), timer.remaining());
        pass(1000);
        assertEquals(Duration.ofSeconds(2), timer.remaining());
        assertEquals(Instant.parse("2026-07-01T12:00:03Z"), timer.expiry());
    }

    // S-094, G-082, G-083
    @Test
    void whatHasNoTimeoutHasNoExpiry() {
        Event timer = base.timer(noting("t"));
        assertNull(timer.expiry());
        assertNull(timer.remaining());
        assertEquals(EventMask.NONE, timer.pending(EventMask.TIMEOUT));
        timer.add(ms(5));
        assertEquals(EventMask.NONE, timer.pending(EventMask.READ));
        timer.remove();
        assertNull(timer.expiry());
    }

    // R-449
    @Test
    void theTimeLeftIsNeverMoreThanTheTimeout() {
        Event timer = base.timer(noting("t"));
        for (int i = 0; i < 1000; i++) {
            timer.add(Duration.ofNanos(100_000));
            Duration left = timer.remaining();
            assertTrue(left != null && left.compareTo(Duration.ofNanos(100_000)) <= 0);
            world.clock().advance(Duration.ofNanos(i));
        }
    }

    // S-094
    @Test
    void anOverdueTimerHasNoTimeLeft() {
        Event timer = base.timer(noting("t")).add(ms(5));
        pass(9);
        assertEquals(Duration.ZERO, timer.remaining());
    }

    // S-092, G-084
    @Test
    void removingTheTimerOfATimerMakesItNoLongerPending() {
        Event timer = base.timer(noting("t")).add(ms(5));
        timer.removeTimer();
        assertFalse(timer.isPending());
        timer.removeTimer();
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("");
    }

    // S-092, R-016
    @Test
    void removingTheTimerKeepsTheDescriptorAndReadingDoesNotBringItBack() {
        FdPair pair = world.pair();
        Event reader = base.event(pair.first(), EventMask.READ.or(EventMask.PERSIST), (_, fired) -> {
                    noteTime("rd(" + fired + ")");
                    Bytes.receive(pair.first());
                })
                .add(ms(75));
        Event timer = base.timer(noting("never")).add(ms(75));
        world.clock().at(ms(25), () -> {
            reader.removeTimer();
            timer.removeTimer();
        });
        world.clock().at(ms(40), () -> Bytes.send(pair.second(), "a"));
        world.clock().at(ms(125), () -> Bytes.send(pair.second(), "b"));
        base.loopExit(ms(250));
        base.dispatch();
        assertRan("rd(READ)@40 rd(READ)@125");
        assertEquals(EventMask.READ, reader.pending(EventMask.READ.or(EventMask.TIMEOUT)));
    }

    // S-074, G-086
    @Test
    void aTimeoutGivenAgainReplacesTheOld() {
        Event timer = base.timer(timing("t")).add(ms(20)).add(ms(200));
        base.dispatch();
        assertRan("t@200");
        timer.add(ms(200)).add(ms(20));
        base.dispatch();
        assertRan("t@220");
    }

    // S-074, G-087
    @Test
    void addingAgainWithoutATimeoutKeepsTheOld() {
        base.timer(timing("t")).add(ms(20)).add();
        base.dispatch();
        assertRan("t@20");
    }

    // G-088
    @Test
    void aTimeoutGivenAgainTakesTheExpiryBackThatHasNotBeenToldYet() {
        Event timer = base.timer(timing("t"));
        timer.activate(EventMask.TIMEOUT);
        timer.add(ms(30));
        base.dispatch();
        assertRan("t@30");
    }

    // G-089
    @Test
    void aTimeoutGivenAgainLeavesAnotherActivationAlone() {
        Event timer = base.timer((_, fired) -> noteTime("t(" + fired + ")"));
        timer.activate(EventMask.READ);
        timer.add(ms(30));
        base.dispatch();
        assertRan("t(READ)@0");
    }

    // S-091
    @Test
    void aTimerThatIsRemovedNeverRuns() {
        Event timer = base.timer(timing("never")).add(ms(20));
        base.timer((_, _) -> timer.remove()).add(ms(10));
        base.dispatch();
        assertRan("");
        assertEquals(ms(10), world.clock().elapsed());
    }

    // S-092
    @Test
    void aDescriptorsTimeoutRunsTheEventIfNothingElseHappens() {
        Event reader = reader("rd", world.pair().first()).add(ms(30));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("rd(TIMEOUT)");
        assertFalse(reader.isPending());
        assertEquals(ms(30), world.clock().elapsed());
    }

    // S-090
    @Test
    void aDescriptorThatIsReadyInTimeDropsTheTimeout() {
        FdPair pair = world.pair();
        Event reader = reader("rd", pair.first()).add(ms(30));
        world.clock().at(ms(10), () -> Bytes.send(pair.second(), "x"));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("rd(READ)");
        assertFalse(reader.isPending());
        assertEquals(ms(10), world.clock().elapsed());
    }

    // The wall clock may be set at any time.
    @Test
    void settingTheWallClockMovesNoTimer() {
        base.timer(timing("t")).add(ms(100));
        world.clock().at(ms(50), () -> world.clock().setWall(Instant.EPOCH));
        world.clock().at(ms(60), () -> world.clock().setWall(Instant.parse("2050-01-01T00:00:00Z")));
        base.dispatch();
        assertRan("t@100");
    }

    @Test
    void timersWorkAcrossTheWrapOfTheMonotonicScale() {
        for (long origin : new long[] {Long.MAX_VALUE - 5_000_000, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            var wrapping = new VirtualClock(origin);
            var platform = new SimulatedPlatform();
            var provider = new SimulatedBackendProvider(wrapping, platform, 0);
            var wrapped = world.base(
                    config -> config.clock(wrapping).platform(platform).provider(provider));
            for (int time : new int[] {30, 10, 20}) {
                wrapped.timer((_, _) -> note(time + "@" + wrapping.elapsed().toMillis()))
                        .add(ms(time));
            }
            wrapped.dispatch();
            assertRan("10@10 20@20 30@30");
        }
    }
}
