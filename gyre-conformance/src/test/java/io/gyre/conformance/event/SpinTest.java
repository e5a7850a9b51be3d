package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.conformance.NoLeaks;
import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.Signal;
import io.gyre.net.FdPair;
import io.gyre.testing.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

// DESIGN: an optional spin before the loop blocks.
/** A loop that spins for 50 µs, where each look takes one. Times are in microseconds. */
@ExtendWith(NoLeaks.class)
class SpinTest {
    private static final int SPIN = 50;

    private final Simulation simulation = Simulation.ordered();
    private final TickingProvider mechanism = new TickingProvider(simulation);
    private final List<String> log = new ArrayList<>();
    private final EventBase base = simulation.newBase(spinning(us(SPIN)));

    private static Duration us(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }

    private EventConfig.Builder spinning(Duration most) {
        return simulation.config().provider(mechanism).spin(most);
    }

    @AfterEach
    void end() {
        simulation.close();
    }

    private void note(String what) {
        log.add(what + "@" + simulation.clock().elapsed().toNanos() / 1_000);
    }

    private void assertRan(int looks, int sleeps, String... what) {
        assertEquals(List.of(what), log);
        assertEquals(List.of(looks, sleeps), List.of(mechanism.looks, mechanism.sleeps), "looks and sleeps");
    }

    @Test
    void aLoopBlocksAtOnceUnlessItIsAskedToSpin() {
        assertEquals(Duration.ZERO, EventConfig.defaults().spin());
        EventBase plain = simulation.newBase(simulation.config().provider(mechanism));
        plain.after(us(20), () -> note("timer"));
        plain.dispatch();
        assertRan(0, 1, "timer@20");
    }

    @Test
    void aTimerThatIsDueWhileTheLoopSpinsIsOnTime() {
        base.after(us(20), () -> note("timer"));
        base.dispatch();
        assertRan(20, 0, "timer@20");
    }

    @Test
    void aTimerThatIsDueLaterIsOnTime() {
        base.after(us(1_000), () -> note("timer"));
        base.dispatch();
        assertRan(SPIN, 1, "timer@1000");
    }

    @Test
    void aTimerThatIsDueAsTheSpinEndsNeedsNoSleep() {
        base.after(us(SPIN), () -> note("timer"));
        base.dispatch();
        assertRan(SPIN, 0, "timer@50");
    }

    @Test
    void whatCanBeReadWhileTheLoopSpinsIsReadAtOnce() throws Exception {
        try (FdPair pair = simulation.descriptors().socketpair()) {
            base.event(pair.first(), EventMask.READ, (_, _) -> note("read")).add();
            simulation.at(us(20), () -> Bytes.send(pair.second(), "x"));
            base.dispatch();
        }
        assertRan(21, 0, "read@20");
    }

    @Test
    void whatCanBeReadLaterEndsTheSleep() throws Exception {
        try (FdPair pair = simulation.descriptors().socketpair()) {
            base.event(pair.first(), EventMask.READ, (_, _) -> note("read")).add();
            simulation.at(us(700), () -> Bytes.send(pair.second(), "x"));
            base.dispatch();
        }
        assertRan(SPIN, 1, "read@700");
    }

    /** Each turn that waits spins anew. */
    @Test
    void aMessageWithinEachSpinKeepsTheLoopFromSleeping() throws Exception {
        try (FdPair pair = simulation.descriptors().socketpair()) {
            var reader = base.event(pair.first(), EventMask.READ.or(EventMask.PERSIST), (_, _) -> {
                Bytes.receive(pair.first());
                note("read");
            });
            reader.add();
            for (int at = 40; at <= 200; at += 40) {
                simulation.at(us(at), () -> Bytes.send(pair.second(), "x"));
            }
            base.after(us(205), reader::remove);
            base.dispatch();
        }
        assertEquals(List.of("read@40", "read@80", "read@120", "read@160", "read@200"), log);
        assertEquals(0, mechanism.sleeps);
    }

    @Test
    void aTaskEndsTheSpin() {
        base.after(us(5_000), () -> {});
        simulation.at(
                us(20),
                () -> base.execute(() -> {
                    note("task");
                    base.loopBreak();
                }));
        base.dispatch();
        assertRan(20, 0, "task@20");
    }

    @Test
    void aTaskEndsTheSleepAfterTheSpin() {
        base.after(us(5_000), () -> {});
        simulation.at(
                us(700),
                () -> base.execute(() -> {
                    note("task");
                    base.loopBreak();
                }));
        base.dispatch();
        assertRan(SPIN, 1, "task@700");
    }

    @Test
    void aTaskThatWaitsAlreadyKeepsTheLoopFromSpinning() {
        base.onPrepare((_, _) -> {
            if (log.isEmpty()) {
                base.execute(() -> note("task"));
            }
        });
        base.after(us(20), base::loopBreak);
        base.dispatch();
        assertEquals("task@1", log.getFirst(), "one look");
    }

    @Test
    void anEarlierTimerFromOutsideIsOnTime() {
        base.after(us(5_000), () -> {});
        simulation.at(
                us(10),
                () -> base.after(us(13), () -> {
                    note("timer");
                    base.loopBreak();
                }));
        base.dispatch();
        assertRan(23, 0, "timer@23");
    }

    @Test
    void aSignalEndsTheSpinAndTheSleep() {
        var signal = base.signal(Signal.USR1, (_, _) -> note("signal"));
        signal.add();
        simulation.at(us(20), () -> base.activateBySignal(Signal.USR1.number()));
        simulation.at(us(700), () -> base.activateBySignal(Signal.USR1.number()));
        simulation.at(us(800), signal::remove);
        base.dispatch();
        assertEquals(List.of("signal@20", "signal@700"), log);
    }

    @Test
    void aLoopThatIsStoppedWhileItSpinsEndsAtOnce() {
        base.after(us(5_000), () -> {});
        simulation.at(us(20), base::loopBreak);
        base.dispatch();
        note("end");
        assertRan(20, 0, "end@20");
    }

    @Test
    void theLastEventRemovedWhileTheLoopSpinsEndsIt() {
        var timer = base.timer((_, _) -> {}).add(us(5_000));
        simulation.at(us(20), timer::remove);
        base.dispatch();
        note("end");
        assertRan(20, 0, "end@20");
    }

    @Test
    void aTurnThatOnlyLooksLooksOnce() throws Exception {
        try (FdPair pair = simulation.descriptors().socketpair();
                var reader = base.event(pair.first(), EventMask.READ, (_, _) -> note("read"))) {
            reader.add();
            base.loop(LoopFlag.NONBLOCK);
        }
        assertRan(1, 0);
    }

    /** As on every virtual clock: time passes only where the loop blocks. */
    @Test
    void whereTheClockStandsStillOneLookIsEnough() {
        EventBase still = simulation.newBase(simulation.config().spin(us(SPIN)));
        still.after(us(20), () -> note("timer"));
        still.dispatch();
        assertEquals(List.of("timer@20"), log);
    }

    @Test
    void aSpinIsNeitherNegativeNorLongerThanASecond() {
        for (Duration bad : List.of(Duration.ofNanos(-1), EventConfig.MAX_SPIN.plusNanos(1))) {
            var refusal = assertThrows(
                    IllegalArgumentException.class, () -> spinning(bad).build());
            assertTrue(String.valueOf(refusal.getMessage()).contains(bad.toString()), refusal::toString);
        }
        assertEquals(
                EventConfig.MAX_SPIN, spinning(EventConfig.MAX_SPIN).build().spin());
    }
}
