package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.conformance.NoLeaks;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import io.gyre.event.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals that the process sends itself. The JVM hands them over in a thread of its own, so a test waits until they are there. */
@ExtendWith(NoLeaks.class)
class SignalsTest {
    private static final Duration WATCHDOG = Duration.ofSeconds(20);

    private final EventBase base = new EventBase();
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void close() {
        base.close();
    }

    private Event noting(String name, Signal signal) {
        return base.signal(signal, (_, fired) -> log.add(name + "(" + fired + ")"))
                .name(name);
    }

    private static void raise(Signal signal) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Object named = type.getConstructor(String.class).newInstance(signal.name());
            type.getMethod("raise", type).invoke(null, named);
        } catch (ReflectiveOperationException missing) {
            throw new LinkageError("no signals here", missing);
        }
    }

    /** Runs the loop, one look at a time, until the condition holds. */
    private static void runUntil(EventBase loop, BooleanSupplier condition) {
        long deadline = System.nanoTime() + WATCHDOG.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadline < 0, loop::explain);
            loop.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK);
        }
    }

    // S-071, S-082, S-085, R-067
    @Test
    void aPersistentSignalEventRunsForEachSignalAndStaysPending() {
        Event event = noting("s", Signal.USR1).add();
        raise(Signal.USR1);
        runUntil(base, () -> log.size() == 1);
        raise(Signal.USR1);
        runUntil(base, () -> log.size() == 2);
        assertEquals(List.of("s(SIGNAL)", "s(SIGNAL)"), log);
        assertEquals(EventMask.SIGNAL, event.pending(EventMask.SIGNAL));
    }

    // removing it in the callback, and once more, is fine, and lets the loop end.
    @Test
    void aSignalEventThatRemovesItselfLetsTheLoopEnd() {
        base.signal(Signal.USR1, (event, _) -> {
                    log.add("s");
                    event.remove();
                    event.remove();
                })
                .add();
        base.after(Duration.ofMillis(1), () -> raise(Signal.USR1));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertEquals(List.of("s"), log);
    }

    //
    @Test
    void anEventRemovedAndAddedAgainGetsTheSignal() {
        Event event = noting("s", Signal.USR1).add();
        event.remove();
        event.add();
        raise(Signal.USR1);
        runUntil(base, () -> log.size() == 1);
    }

    //
    @Test
    void aBaseWithASignalEventClosesWithoutHavingRun() {
        Event event = noting("s", Signal.USR1).add();
        event.remove();
        event.add();
        base.close();
        assertFalse(event.isPending());
    }

    // S-086 and G-109 say that only one base gets signals; here each of them does, as with kqueue.
    @Test
    void everyBaseThatWaitsForASignalGetsIt() {
        try (var other = new EventBase()) {
            noting("first", Signal.USR1).add();
            other.signal(Signal.USR1, (_, _) -> log.add("second")).add();
            raise(Signal.USR1);
            runUntil(base, () -> log.contains("first(SIGNAL)"));
            runUntil(other, () -> log.contains("second"));
            assertEquals(2, log.size());
        }
    }

    //
    @Test
    void twoBasesMayWaitForDifferentSignals() {
        try (var other = new EventBase()) {
            noting("usr1", Signal.USR1).add();
            other.signal(Signal.WINCH, (_, _) -> log.add("winch")).add();
            raise(Signal.WINCH);
            runUntil(other, () -> log.size() == 1);
            raise(Signal.USR1);
            runUntil(base, () -> log.size() == 2);
            assertEquals(List.of("winch", "usr1(SIGNAL)"), log);
        }
    }

    /** Raises a signal some times, and returns once each has reached the bases that have waited for it: another base tells. */
    private static void raiseAndWait(Signal signal, int times) {
        var arrived = new int[1];
        try (var last = new EventBase()) {
            last.signal(signal, (_, _) -> arrived[0]++).add();
            for (int i = 1; i <= times; i++) {
                int all = i;
                raise(signal); // One by one, for the JVM tells them one by one.
                runUntil(last, () -> arrived[0] == all);
            }
        }
    }

    // R-070, G-102
    @Test
    void eachArrivalBeforeTheLoopIsACallOfEachEventTheLastAddedFirst() {
        noting("s1", Signal.USR1).add();
        noting("s2", Signal.USR1).add();
        raiseAndWait(Signal.USR1, 3);
        base.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK);
        String s1 = "s1(SIGNAL)";
        String s2 = "s2(SIGNAL)";
        assertEquals(List.of(s2, s2, s2, s1, s1, s1), log);
    }

    // G-103
    @Test
    void whatArrivesDuringACallbackComesInTheNextPass() {
        noting("s1", Signal.USR1).add();
        noting("s2", Signal.USR1).add();
        base.user((_, _) -> {
                    log.add("u");
                    raiseAndWait(Signal.USR1, 2);
                })
                .activate(EventMask.TIMEOUT);
        base.loop(LoopFlag.ONCE);
        assertEquals(List.of("u"), log);
        base.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK);
        assertEquals(List.of("u", "s2(SIGNAL)", "s2(SIGNAL)", "s1(SIGNAL)", "s1(SIGNAL)"), log);
    }

    // G-105
    @Test
    void anEventThatDoesNotPersistIsCalledForEachArrivalOfItsPass() {
        Event once = base.signal(Signal.USR1, EventMask.NONE, (_, _) -> log.add("once"))
                .add();
        raiseAndWait(Signal.USR1, 2);
        assertEquals(LoopResult.EMPTY, base.loop());
        assertEquals(List.of("once", "once"), log);
        assertFalse(once.isPending());
    }

    //
    @Test
    void aSignalRaisedInItsOwnCallbackIsDeliveredAgain() {
        base.signal(Signal.USR1, (event, _) -> {
                    log.add("s");
                    if (log.size() < 5) {
                        raise(Signal.USR1);
                    } else {
                        event.remove();
                    }
                })
                .add();
        raise(Signal.USR1);
        runUntil(base, () -> log.size() == 5);
    }

    // after the last removal the signal has its former handler again, which is the JVM's and ignores SIGCONT.
    @Test
    void aSignalAfterTheLastRemovalDoesNoHarm() throws IOException, InterruptedException {
        Event event = noting("s", Signal.CONT).add();
        event.remove();
        String pid = Long.toString(ProcessHandle.current().pid());
        assertEquals(
                0, new ProcessBuilder("kill", "-CONT", pid).inheritIO().start().waitFor());
        base.loop(LoopFlag.NONBLOCK);
        assertEquals(List.of(), log);
    }

    // G-106: libevent accepts a timeout on a signal's event, although the notes advise against it (S-084).
    @Test
    void aSignalEventMayHaveATimeout() {
        Event event = base.signal(Signal.USR1, EventMask.NONE, (_, fired) -> log.add(fired.toString()))
                .add(Duration.ofMillis(5));
        base.loop(LoopFlag.ONCE);
        assertEquals(List.of("TIMEOUT"), log);
        assertFalse(event.isPending());
    }

    // G-107, and what the JVM needs for itself.
    @ParameterizedTest
    @ValueSource(strings = {"KILL", "STOP", "SEGV", "QUIT", "USR2", "FPE", "ILL", "BUS"})
    void aSignalThatCannotBeHadIsRefusedWithTheReason(String name) {
        Event event = noting("s", Signal.of(name));
        var refusal = assertThrows(IllegalArgumentException.class, event::add);
        assertTrue(String.valueOf(refusal.getMessage()).contains("SIG" + name), refusal::toString);
        assertTrue(
                String.valueOf(refusal.getMessage())
                        .contains(Signal.of(name).reserved().orElseThrow()),
                refusal::toString);
        assertFalse(event.isPending());
    }

    // G-107
    @Test
    void aNumberThatIsNoSignalIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Signal.of(-1));
        assertThrows(IllegalArgumentException.class, () -> Signal.of(Signal.NSIG));
        assertThrows(IllegalArgumentException.class, () -> Signal.of("NOSUCH"));
    }

    // S-095: the accessors give the signal back.
    @Test
    void theEventKnowsItsSignal() {
        Event event = noting("s", Signal.TERM);
        assertEquals(15, event.number());
        assertSame(base, event.base());
        assertEquals(EventMask.SIGNAL.or(EventMask.PERSIST), event.mask());
        assertEquals(Signal.TERM, Signal.of(event.number()));
    }

    // G-108: what was there before the first event is there again after the last.
    @Test
    void theFormerHandlerIsPutBackAtTheLastRemoval() throws ReflectiveOperationException {
        Object mine = install("WINCH", ignore());
        try {
            Event first = noting("a", Signal.WINCH).add();
            Event second = noting("b", Signal.WINCH).add();
            first.remove();
            second.remove();
            assertSame(ignore(), install("WINCH", mine));
        } finally {
            install("WINCH", mine);
        }
    }

    private static Object ignore() throws ReflectiveOperationException {
        return Class.forName("sun.misc.SignalHandler").getField("SIG_IGN").get(null);
    }

    private static Object install(String name, Object handler) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Signal");
        Object signal = type.getConstructor(String.class).newInstance(name);
        return type.getMethod("handle", type, Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal, handler);
    }
}
