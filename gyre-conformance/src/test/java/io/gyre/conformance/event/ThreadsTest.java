package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.conformance.NoLeaks;
import io.gyre.event.BaseFlag;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventCallback;
import io.gyre.event.EventConfig;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What other threads may do to a loop that runs. They wait for each other by latches, not by time. */
@ExtendWith(NoLeaks.class)
class ThreadsTest {
    private final EventBase base = new EventBase();
    private final AtomicReference<LoopResult> result = new AtomicReference<>();
    private final CountDownLatch begun = new CountDownLatch(1);

    @AfterEach
    void close() {
        base.close();
    }

    private Thread start(LoopFlag... flags) {
        return Thread.ofPlatform().name("loop").start(() -> result.set(base.loop(flags)));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS), "waited for 20 s");
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static void join(Thread thread) throws InterruptedException {
        assertTrue(thread.join(Duration.ofSeconds(20)), "the thread still runs");
    }

    /** {@return a callback that says that it runs, and goes on until it is let} */
    private EventCallback until(CountDownLatch let) {
        return (_, _) -> {
            begun.countDown();
            await(let);
        };
    }

    // G-118
    @Test
    void aBreakFromAnotherThreadWakesALoopThatWaits() throws InterruptedException {
        Thread loop = start(LoopFlag.NO_EXIT_ON_EMPTY);
        base.execute(begun::countDown);
        await(begun);
        base.loopBreak();
        join(loop);
        assertEquals(LoopResult.STOPPED, result.get());
        assertTrue(base.gotBreak());
    }

    // G-119
    @Test
    void anActivationFromAnotherThreadWakesALoopThatWaits() throws InterruptedException {
        var ran = new AtomicInteger();
        Event user = base.user((_, _) -> ran.incrementAndGet());
        Thread loop = start(LoopFlag.NO_EXIT_ON_EMPTY, LoopFlag.ONCE);
        user.activate(EventMask.READ);
        join(loop);
        assertEquals(LoopResult.STOPPED, result.get());
        assertEquals(1, ran.get());
    }

    //
    @Test
    void removingTheOnlyEventEndsTheLoop() throws InterruptedException {
        Event event = base.timer((_, _) -> {}).add(Duration.ofDays(1));
        base.execute(begun::countDown);
        Thread loop = start();
        await(begun);
        event.remove();
        join(loop);
        assertEquals(LoopResult.EMPTY, result.get());
    }

    // A timer that is due earlier than the wait under way ends this wait.
    @Test
    void anEarlierTimerFromAnotherThreadShortensTheWait() throws InterruptedException {
        base.after(Duration.ofDays(1), () -> {});
        base.execute(begun::countDown);
        Thread loop = start();
        await(begun);
        base.after(Duration.ofMillis(1), base::loopBreak);
        join(loop);
    }

    // G-114, R-064
    @Test
    void removingAnEventWaitsUntilItsCallbackHasEnded() throws InterruptedException {
        var let = new CountDownLatch(1);
        var order = new ArrayList<String>();
        Event event = base.user((_, _) -> {
            begun.countDown();
            await(let);
            order.add("callback ended");
        });
        event.activate(EventMask.READ);
        Thread loop = start();
        await(begun);
        Thread remover = Thread.ofPlatform().start(() -> {
            event.remove();
            order.add("removed");
        });
        awaitParked(remover);
        let.countDown();
        join(remover);
        join(loop);
        assertEquals(List.of("callback ended", "removed"), order);
    }

    private static void awaitParked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    // G-116
    @Test
    void anEventWithFinalizeIsRemovedWithoutWaiting() throws InterruptedException {
        var let = new CountDownLatch(1);
        Event event = base.event(null, EventMask.FINALIZE, until(let));
        event.activate(EventMask.READ);
        Thread loop = start();
        await(begun);
        event.remove();
        let.countDown();
        join(loop);
    }

    // G-117
    @Test
    void removeAndWaitWaitsEvenWithFinalize() throws InterruptedException {
        var let = new CountDownLatch(1);
        Event event = base.event(null, EventMask.FINALIZE, until(let));
        event.activate(EventMask.READ);
        Thread loop = start();
        await(begun);
        Thread remover = Thread.ofPlatform().start(event::removeAndWait);
        awaitParked(remover);
        let.countDown();
        join(remover);
        join(loop);
    }

    // c-api event_del_noblock
    @Test
    void removeWithoutWaitingReturnsWhileTheCallbackRuns() throws InterruptedException {
        var let = new CountDownLatch(1);
        Event event = base.user(until(let));
        event.activate(EventMask.READ);
        Thread loop = start();
        await(begun);
        event.removeWithoutWaiting();
        let.countDown();
        join(loop);
    }

    // R-427, smaller: threads add timers and wait for them, all at once.
    @Test
    void manyThreadsAddTimersToOneLoop() throws InterruptedException {
        int threads = 20;
        int rounds = 50;
        var fired = new AtomicInteger();
        base.addVirtual();
        Thread loop = start();
        List<Thread> adders = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            adders.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < rounds; round++) {
                    var done = new CountDownLatch(1);
                    base.after(Duration.ofNanos(100_000), () -> {
                        fired.incrementAndGet();
                        done.countDown();
                    });
                    await(done);
                }
            }));
        }
        for (Thread adder : adders) {
            join(adder);
        }
        base.removeVirtual();
        join(loop);
        assertEquals(threads * rounds, fired.get());
        assertEquals(LoopResult.EMPTY, result.get());
    }

    //
    @Test
    void manyThreadsMakeUseAndCloseBasesOfTheirOwn() throws InterruptedException {
        var failures = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try (var own = new EventBase()) {
                    Event event = own.timer((_, _) -> {}).add(Duration.ofDays(1));
                    event.remove();
                } catch (RuntimeException failure) {
                    failures.incrementAndGet();
                }
            }));
        }
        for (Thread thread : threads) {
            join(thread);
        }
        assertEquals(0, failures.get());
    }

    // DESIGN 6: a base without a lock says whose it is.
    @Test
    void aBaseWithoutLockRefusesOtherThreadsWhileItRuns() throws InterruptedException {
        var let = new CountDownLatch(1);
        try (var unlocked =
                new EventBase(EventConfig.builder().flag(BaseFlag.NOLOCK).build())) {
            Event event = unlocked.user(until(let));
            event.activate(EventMask.READ);
            Thread loop = Thread.ofPlatform().name("owner").start(unlocked::dispatch);
            await(begun);
            var refusal = assertThrows(WrongThreadException.class, () -> event.add(Duration.ofMillis(1)));
            assertTrue(String.valueOf(refusal.getMessage()).contains("owner"), refusal::toString);
            assertTrue(
                    String.valueOf(refusal.getMessage())
                            .contains(Thread.currentThread().getName()),
                    refusal::toString);
            let.countDown();
            join(loop);
        }
    }

    // Tasks are welcome from anywhere, lock or not.
    @Test
    void aBaseWithoutLockTakesTasksFromOtherThreads() throws InterruptedException {
        try (var unlocked =
                new EventBase(EventConfig.builder().flag(BaseFlag.NOLOCK).build())) {
            Thread loop = Thread.ofPlatform().start(() -> unlocked.loop(LoopFlag.NO_EXIT_ON_EMPTY));
            unlocked.execute(unlocked::loopBreak);
            join(loop);
        }
    }

    // Closing a base that another thread runs stops its loop first.
    @Test
    void closingABaseThatRunsStopsItsLoop() throws InterruptedException {
        base.execute(begun::countDown);
        Thread loop = start(LoopFlag.NO_EXIT_ON_EMPTY);
        await(begun);
        base.close();
        join(loop);
        assertEquals(LoopResult.STOPPED, result.get());
        assertFalse(base.inLoop());
    }
}
