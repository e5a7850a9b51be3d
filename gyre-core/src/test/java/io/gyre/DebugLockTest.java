package io.gyre;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

// S-017
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "JavaUtilDate"}) // Wrong use is the subject.
class DebugLockTest {
    private final DebugLock lock = new DebugLock("base", new ReentrantLock());

    private static <T> T onAnotherThread(Callable<T> body) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return body.call();
                            } catch (Exception e) {
                                throw new CompletionException(e);
                            }
                        },
                        task -> new Thread(task, "other").start())
                .join();
    }

    private static String messageOf(LockMisuseException misuse) {
        return String.valueOf(misuse.getMessage());
    }

    private static Boolean locked(Lock lock) {
        boolean locked = lock.tryLock();
        if (locked) {
            lock.unlock();
        }
        return locked;
    }

    @Test
    void unlockingALockThatNobodyHoldsIsFound() {
        String found = messageOf(assertThrows(LockMisuseException.class, lock::unlock));
        assertTrue(found.endsWith("cannot unlock the lock \"base\", which nobody holds"), found);
    }

    @Test
    void unlockingALockOfAnotherThreadIsFoundAndNamesBoth() {
        lock.lock();
        String message = onAnotherThread(() -> messageOf(assertThrows(LockMisuseException.class, lock::unlock)));
        String me = Thread.currentThread().getName();
        assertEquals("thread other cannot unlock the lock \"base\", held by thread " + me, message);
        lock.unlock();
    }

    // S-013
    @Test
    void theHolderMayLockAgainAndMustUnlockAsOften() {
        lock.lock();
        assertTrue(lock.tryLock());
        lock.unlock();
        assertEquals(false, onAnotherThread(() -> locked(lock)));
        lock.unlock();
        assertEquals(true, onAnotherThread(() -> locked(lock)));
        assertThrows(LockMisuseException.class, lock::unlock);
    }

    // S-014
    @Test
    void anAttemptDoesNotWait() throws InterruptedException {
        assertTrue(lock.tryLock());
        assertEquals(false, onAnotherThread(lock::tryLock));
        assertEquals(false, onAnotherThread(() -> lock.tryLock(1, TimeUnit.NANOSECONDS)));
        lock.lockInterruptibly();
        lock.unlock();
        lock.unlock();
    }

    @Test
    void checkHeldFailsForEverybodyButTheHolder() {
        assertThrows(LockMisuseException.class, () -> Locks.checkHeld(lock));
        lock.lock();
        Locks.checkHeld(lock);
        onAnotherThread(() -> assertThrows(LockMisuseException.class, () -> Locks.checkHeld(lock)));
        lock.unlock();
    }

    @Test
    void aConditionNeedsItsLock() {
        Condition condition = lock.newCondition();
        assertThrows(LockMisuseException.class, condition::signal);
        assertThrows(LockMisuseException.class, condition::signalAll);
        assertThrows(LockMisuseException.class, () -> condition.await(1, TimeUnit.SECONDS));
        assertThrows(LockMisuseException.class, condition::awaitUninterruptibly);
    }

    // S-016
    @Test
    void aWaitGivesTheLockUpHoweverOftenItIsHeld() throws InterruptedException {
        Condition condition = lock.newCondition();
        lock.lock();
        lock.lock();
        var signaller = new Thread(() -> {
            lock.lock();
            condition.signal();
            lock.unlock();
        });
        signaller.start();
        condition.await();
        Locks.checkHeld(lock);
        lock.unlock();
        Locks.checkHeld(lock);
        lock.unlock();
        signaller.join();
        assertEquals("lock \"base\", which nobody holds", lock.toString());
    }

    // S-016
    @Test
    void aWaitWithALimitEndsAndHoldsTheLock() throws InterruptedException {
        Condition condition = lock.newCondition();
        lock.lock();
        assertTrue(condition.awaitNanos(1) <= 0);
        assertFalse(condition.await(1, TimeUnit.NANOSECONDS));
        assertFalse(condition.awaitUntil(new java.util.Date(0)));
        Locks.checkHeld(lock);
        lock.unlock();
    }

    @Test
    void locksOfAProviderThatDoNotExcludeAreFound() {
        var open = new DebugLock("open", new OpenLock());
        open.lock();
        String message = onAnotherThread(() -> messageOf(assertThrows(LockMisuseException.class, open::lock)));
        assertTrue(message.contains("was let into the lock \"open\""), message);
    }

    /** Lets everybody in. */
    private static final class OpenLock extends ReentrantLock {
        private static final long serialVersionUID = 1L;

        @Override
        public void lock() {}

        @Override
        public void unlock() {}
    }
}
