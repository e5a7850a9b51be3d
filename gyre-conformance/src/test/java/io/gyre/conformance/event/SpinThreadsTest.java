package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopResult;
import io.gyre.net.FdPair;
import io.gyre.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Loops that spin, by the machine's clock, and other threads that wake them at any moment. */
@EachMechanism
class SpinThreadsTest extends LoopSuite {
    private static final int ROUNDS = 300;
    private final EventBase spinning;

    SpinThreadsTest(String mechanism) {
        super(World.named(mechanism));
        world.allowRealWaits();
        boolean simulated = World.isSimulated(mechanism);
        spinning = world.base(
                config -> (simulated ? config : config.clock(Clock.system())).spin(Duration.ofNanos(30_000)));
    }

    /** The tasks come before the spin, during it, as it ends, and long after it. */
    @Test
    void everyTaskFromAnotherThreadIsRun() throws InterruptedException {
        var ran = new Semaphore(0);
        spinning.addVirtual();
        race(() -> spinning.execute(ran::release), ran, spinning::removeVirtual);
    }

    /** Acts at another moment each time, and waits until the loop has answered; then ends the loop. */
    private void race(Runnable act, Semaphore answered, Runnable end) throws InterruptedException {
        var answers = new AtomicInteger();
        Thread other = Thread.ofPlatform().start(() -> {
            boolean heard = true;
            for (int i = 0; i < ROUNDS && heard; i++) {
                spinAbout(i * 500L);
                act.run();
                heard = acquired(answered);
                answers.addAndGet(heard ? 1 : 0);
            }
            end.run();
        });
        assertEquals(LoopResult.EMPTY, spinning.dispatch());
        other.join();
        assertEquals(ROUNDS, answers.get(), "answers until the loop slept over something");
    }

    private static void spinAbout(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    private static boolean acquired(Semaphore ran) {
        try {
            return ran.tryAcquire(20, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            return false;
        }
    }

    @Test
    void whatIsAddedByAnotherThreadIsWatchedAtOnce() throws InterruptedException {
        FdPair pair = world.readablePair();
        var ran = new Semaphore(0);
        var event = spinning.event(pair.first(), EventMask.READ, (_, _) -> ran.release());
        spinning.addVirtual();
        race(event::add, ran, spinning::removeVirtual);
    }

    @Test
    void everyByteIsAnswered() throws InterruptedException {
        FdPair pair = world.pair();
        var answered = new Semaphore(0);
        var echo = spinning.event(pair.first(), EventMask.READ.or(EventMask.PERSIST), (_, _) -> {
            Bytes.receive(pair.first());
            answered.release();
        });
        echo.add();
        race(() -> Bytes.send(pair.second(), "x"), answered, echo::remove);
    }
}
