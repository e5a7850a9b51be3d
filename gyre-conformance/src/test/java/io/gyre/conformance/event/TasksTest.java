package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.event.BaseFlag;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks that are handed to the loop: it is an Executor, which libevent's is not. */
@EachMechanism
class TasksTest extends LoopSuite {
    TasksTest(String mechanism) {
        super(World.named(mechanism));
        world.allowRealWaits();
    }

    @Test
    void tasksRunInTheirOrderAndKeepTheLoopFromEnding() {
        base.execute(() -> note("a"));
        base.execute(() -> note("b"));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("a b");
    }

    @Test
    void aTaskRunsAfterTheEventsThatAreActive() {
        base.execute(() -> note("task"));
        user("u").activate(EventMask.READ);
        reader("rd", world.readablePair().first()).add();
        base.timer(noting("t")).add(ms(0));
        base.dispatch();
        assertRan("u(READ) rd(READ) t(TIMEOUT) task");
    }

    @Test
    void aTaskHandedOverByATaskRunsInTheNextPass() {
        base.execute(() -> {
            note("first");
            base.execute(() -> note("second"));
            user("u").activate(EventMask.READ);
        });
        base.dispatch();
        assertRan("first u(READ) second");
    }

    @Test
    void aLoopOfOnePassRunsTheTasksThatWait() {
        base.execute(() -> note("a"));
        persistentReader("never", world.pair().first()).add();
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.ONCE));
        assertRan("a");
    }

    @Test
    void aLoopThatDoesNotBlockRunsTasksUntilThereAreNone() {
        base.execute(() -> base.execute(() -> note("inner")));
        assertEquals(LoopResult.EMPTY, base.loop(LoopFlag.NONBLOCK));
        assertRan("inner");
    }

    @Test
    void tasksFromManyThreadsAllRunAndThoseOfEachInOrder() throws InterruptedException {
        int threads = 4;
        int each = 1000;
        var got = new ArrayList<List<Integer>>();
        IntStream.range(0, threads).forEach(_ -> got.add(new ArrayList<>()));
        int[] left = {threads * each};
        base.addVirtual();
        List<Thread> others = IntStream.range(0, threads)
                .mapToObj(thread -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < each; i++) {
                        int number = i;
                        base.execute(() -> {
                            got.get(thread).add(number);
                            if (--left[0] == 0) {
                                base.removeVirtual();
                            }
                        });
                    }
                }))
                .toList();
        assertEquals(LoopResult.EMPTY, base.dispatch());
        for (Thread other : others) {
            other.join();
        }
        List<Integer> inOrder = IntStream.range(0, each).boxed().toList();
        got.forEach(mine -> assertEquals(inOrder, mine));
    }

    @Test
    void aTaskWakesALoopThatWaits() {
        base.addVirtual();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> base.execute(() -> {
            assertTrue(base.inLoop());
            base.removeVirtual();
        }));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        other.join();
        assertFalse(base.inLoop());
    }

    // S-036
    @Test
    void aBaseWithoutALockTakesTasksFromAnyThreadAndNothingElse() {
        EventBase unlocked = world.base(config -> config.flag(BaseFlag.NOLOCK));
        var timer = unlocked.timer(noting("never"));
        unlocked.addVirtual();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> unlocked.execute(() -> {
            CompletableFuture.runAsync(() -> assertThrows(WrongThreadException.class, () -> timer.add(ms(1))))
                    .join();
            unlocked.removeVirtual();
        }));
        assertEquals(LoopResult.EMPTY, unlocked.dispatch());
        other.join();
    }

    @Test
    void beyondTheBoundTasksAreRefused() {
        EventBase bounded = world.base(config -> config.maxTasks(2));
        bounded.execute(() -> note("a"));
        bounded.execute(() -> note("b"));
        assertThrows(RejectedExecutionException.class, () -> bounded.execute(() -> note("never")));
        bounded.dispatch();
        bounded.execute(() -> note("c"));
        bounded.dispatch();
        assertRan("a b c");
        assertThrows(IllegalArgumentException.class, () -> world.base(config -> config.maxTasks(0)));
    }

    // S-060
    @Test
    void aBreakLeavesTheOtherTasksForTheNextRun() {
        base.execute(() -> {
            note("a");
            base.loopBreak();
        });
        base.execute(() -> note("b"));
        assertEquals(LoopResult.STOPPED, base.dispatch());
        assertRan("a");
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("b");
    }

    // S-060
    @Test
    void aBreakOfAnEventLeavesTheTasksForTheNextRun() {
        base.user(noting("u", base::loopBreak)).activate(EventMask.READ);
        base.execute(() -> note("a"));
        base.dispatch();
        assertRan("u(READ)");
        base.dispatch();
        assertRan("a");
    }

    // S-058
    @Test
    void anExitRunsTheTasksOfItsPass() {
        base.loopExit();
        base.execute(() -> note("a"));
        assertEquals(LoopResult.STOPPED, base.dispatch());
        assertRan("a");
    }

    @Test
    void manyTasksFitUntilTheBound() {
        int[] ran = {0};
        for (int i = 0; i < 10_000; i++) {
            base.execute(() -> ran[0]++);
        }
        base.dispatch();
        assertEquals(10_000, ran[0]);
    }

    @Test
    void aClosedBaseDoesNotRunTasks() {
        EventBase other = world.base();
        other.execute(() -> note("never"));
        other.close();
        assertRan("");
    }
}
