package io.gyre.conformance;

import static io.gyre.backend.Interest.READ;
import static io.gyre.backend.Interest.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.net.FdPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How long a wait lasts, and what ends it. */
interface WaitingContract extends BackendUnderTest {
    int ROUNDS = 300;

    @Test
    default void aTimeoutOfZeroOnlyLooks() {
        long start = driver().now();
        for (int i = 0; i < 100; i++) {
            assertEquals(Map.of(), driver().pass(0));
        }
        assertTrue(driver().now() - start < TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    default void aWaitLastsAsLongAsItsTimeoutAtLeast() {
        for (long nanos : new long[] {1, 50_000, 300_000, 999_999, 1_000_000, 1_000_001, 20_300_000}) {
            long start = driver().now();
            assertEquals(Map.of(), driver().pass(nanos));
            long waited = driver().now() - start;
            assertTrue(waited >= nanos, () -> "waited " + waited + " ns of " + nanos);
        }
    }

    @Test
    default void aTimeoutMayBeAsLongAsCanBeSaid() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), WRITE);
        assertEquals(WRITE, driver().pass(Long.MAX_VALUE).get(pair.first().number()));
        driver().forget(pair.first());
        driver().backend.wakeup();
        assertEquals(Map.of(), driver().pass(Long.MAX_VALUE));
    }

    /** A loop that spins looks often, and then blocks, for what it has prepared once. */
    @Test
    default void aWaitThatHasFoundNothingMayBeRepeated() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        driver().prepare();
        driver().await(0);
        driver().await(0);
        driver().backend.wakeup();
        driver().await(-1);
        assertEquals(Map.of(), driver().report());
        driver().prepare();
        driver().await(0);
        Bytes.write(pair.second(), "x");
        driver().await(-1);
        assertEquals(Map.of(pair.first().number(), READ), driver().report());
    }

    @Test
    default void readinessEndsAWait() throws Exception {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        Thread writer = Thread.ofPlatform().start(() -> write(pair));
        assertEquals(Map.of(pair.first().number(), READ), driver().pass(-1));
        writer.join();
    }

    private static void write(FdPair pair) {
        try {
            Bytes.write(pair.second(), "x");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    default void aWakeupBeforeTheWaitEndsIt() {
        driver().backend.wakeup();
        assertEquals(Map.of(), driver().pass(-1));
        driver().assertQuiet();
    }

    @Test
    default void aWakeupBetweenPreparingAndWaitingEndsTheWait() {
        driver().prepare();
        driver().backend.wakeup();
        driver().await(-1);
        assertEquals(Map.of(), driver().report());
        driver().assertQuiet();
    }

    @Test
    default void manyWakeupsEndOneWait() {
        for (int i = 0; i < 1000; i++) {
            driver().backend.wakeup();
        }
        assertEquals(Map.of(), driver().pass(-1));
        driver().assertQuiet();
    }

    @Test
    default void aWakeupDoesNotHideReadiness() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        Bytes.write(pair.second(), "x");
        driver().backend.wakeup();
        assertEquals(READ, driver().look(pair.first()));
    }

    /** The waker comes a little before the wait, or during it, as it happens. */
    @Test
    default void everyWakeupFromAnotherThreadEndsAWait() throws InterruptedException {
        var turn = new Semaphore(0);
        Thread waker = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                turn.acquireUninterruptibly();
                for (int spin = 0; spin < i * 10; spin++) {
                    Thread.onSpinWait();
                }
                driver().backend.wakeup();
            }
        });
        for (int i = 0; i < ROUNDS; i++) {
            turn.release();
            assertEquals(Map.of(), driver().pass(-1));
        }
        waker.join();
    }

    @Test
    default void aChangeFromAnotherThreadIsSeenByAWaitUnderWay() throws Exception {
        FdPair pair = driver().socketpair();
        Bytes.write(pair.second(), "x");
        var turn = new Semaphore(0);
        Thread changer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                turn.acquireUninterruptibly();
                driver().watch(pair.first(), READ);
            }
        });
        for (int i = 0; i < ROUNDS; i++) {
            turn.release();
            assertEquals(READ, driver().await(pair.first()));
            driver().forget(pair.first());
        }
        changer.join();
    }

    @Test
    default void manyChangesFromAnotherThreadLeaveTheLastInterest() throws Exception {
        FdPair pair = driver().socketpair();
        FdPair other = driver().socketpair();
        driver().watch(other.first(), READ);
        var done = new AtomicInteger();
        Thread changer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                driver().watch(pair.first(), i % 2 == 0 ? READ | WRITE : READ);
                driver().forget(pair.first());
            }
            driver().watch(pair.first(), READ);
            done.set(1);
        });
        while (done.get() == 0) {
            driver().pass(BackendDriver.SHORT);
        }
        changer.join();
        driver().pass(0); // For a wake-up that came after its wait.
        driver().assertQuiet();
        Bytes.write(pair.second(), "x");
        Bytes.write(other.second(), "x");
        assertEquals(Map.of(pair.first().number(), READ, other.first().number(), READ), driver().pass(0));
    }

    /** As a system call does: whoever wants to end the wait wakes it. */
    @Test
    default void anInterruptedThreadWaitsAllTheSame() {
        Thread.currentThread().interrupt();
        try {
            driver().assertQuiet();
            assertTrue(Thread.currentThread().isInterrupted(), "the interrupt is still pending");
        } finally {
            Thread.interrupted();
        }
    }
}
