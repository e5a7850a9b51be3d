package io.gyre;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {
    private static final int WAITERS = 10;
    private static final int LIMITED = 2;

    /** How the wait of one waiter ended. */
    private record Woken(boolean limited, boolean signalled) {}

    private final BlockingQueue<Woken> woken = new LinkedBlockingQueue<>();
    private int entered; // Guarded by the lock.

    // R-430, S-016
    @ParameterizedTest(name = "debugging {0}")
    @ValueSource(booleans = {false, true})
    void aSignalWakesOneWaiterAndABroadcastAllOthers(boolean debugging) throws InterruptedException {
        var setup = new LockSetup();
        if (debugging) {
            setup.enableDebugging();
        }
        Lock lock = setup.newLock("test");
        Condition condition = lock.newCondition();
        for (int i = 0; i < WAITERS; i++) {
            // The limited ones come last, so that the signal is not for one whose time is just over.
            boolean limited = i >= WAITERS - LIMITED;
            Thread.ofPlatform().daemon().start(() -> waitOnce(lock, condition, limited));
            awaitEntered(lock, i + 1);
        }

        inside(lock, condition::signal);
        int signalled = 0;
        int limited = 0;
        int taken = 0;
        while (signalled == 0 || limited < LIMITED) {
            Woken one = woken.take();
            signalled += one.signalled() ? 1 : 0;
            limited += one.limited() ? 1 : 0;
            taken++;
        }
        assertEquals(1, signalled);

        inside(lock, condition::signalAll);
        for (; taken < WAITERS; taken++) {
            assertTrue(woken.take().signalled());
        }
    }

    @SuppressWarnings("WaitNotInLoop") // What ends one wait is the question.
    private void waitOnce(Lock lock, Condition condition, boolean limited) {
        lock.lock();
        try {
            entered++;
            long left = condition.awaitNanos(limited ? TimeUnit.MILLISECONDS.toNanos(20) : Long.MAX_VALUE);
            woken.add(new Woken(limited, left > 0));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    private void awaitEntered(Lock lock, int count) {
        var all = new AtomicBoolean();
        while (!all.get()) {
            inside(lock, () -> all.set(entered == count));
            Thread.onSpinWait();
        }
    }

    private static void inside(Lock lock, Runnable body) {
        lock.lock();
        try {
            body.run();
        } finally {
            lock.unlock();
        }
    }
}
