package io.gyre;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** Watches the use of another lock, which does the work. */
final class DebugLock implements Lock {
    private final String name;
    private final Lock lock;

    /** Written by the thread that holds the lock, and read by any. */
    private volatile @Nullable Thread holder;

    /** How often the holder holds it. */
    private int holds;

    DebugLock(String name, Lock lock) {
        this.name = name;
        this.lock = lock;
    }

    @Override
    public void lock() {
        lock.lock();
        entered(1);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        lock.lockInterruptibly();
        entered(1);
    }

    @Override
    public boolean tryLock() {
        return lock.tryLock() && entered(1);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return lock.tryLock(time, unit) && entered(1);
    }

    @Override
    public void unlock() {
        checkHeld("unlock");
        if (--holds == 0) {
            holder = null;
        }
        lock.unlock();
    }

    @Override
    public Condition newCondition() {
        return new WatchedCondition(lock.newCondition());
    }

    @Override
    public String toString() {
        Thread by = holder;
        return "lock \"" + name + "\", " + (by == null ? "which nobody holds" : "held by thread " + by.getName());
    }

    /** Makes sure that the calling thread holds the lock, without which it may not {@code act}. */
    void checkHeld(String act) {
        if (holder != Thread.currentThread()) {
            throw new LockMisuseException(
                    "thread " + Thread.currentThread().getName() + " cannot " + act + " the " + this);
        }
    }

    /** {@return true, as the calling thread now holds the lock {@code times} more} Fails if another one holds it, too. */
    private boolean entered(int times) {
        Thread me = Thread.currentThread();
        Thread other = holder;
        if (other != null && other != me) {
            lock.unlock();
            throw new LockMisuseException("thread " + me.getName() + " was let into the " + this
                    + ": the lock provider makes locks that do not exclude others");
        }
        holder = me;
        holds += times;
        return true;
    }

    /** A wait gives the lock up, however often it is held, and takes it back as often. */
    private int leave() {
        checkHeld("wait on a condition of");
        int times = holds;
        holds = 0;
        holder = null;
        return times;
    }

    @SuppressWarnings("WaitNotInLoop") // The loop is the caller's.
    private final class WatchedCondition implements Condition {
        private final Condition condition;

        WatchedCondition(Condition condition) {
            this.condition = condition;
        }

        @Override
        public void await() throws InterruptedException {
            int times = leave();
            try {
                condition.await();
            } finally {
                entered(times);
            }
        }

        @Override
        public void awaitUninterruptibly() {
            int times = leave();
            try {
                condition.awaitUninterruptibly();
            } finally {
                entered(times);
            }
        }

        @Override
        public long awaitNanos(long nanos) throws InterruptedException {
            int times = leave();
            try {
                return condition.awaitNanos(nanos);
            } finally {
                entered(times);
            }
        }

        @Override
        public boolean await(long time, TimeUnit unit) throws InterruptedException {
            return awaitNanos(unit.toNanos(time)) > 0;
        }

        @Override
        @SuppressWarnings("JavaUtilDate") // The interface asks for it.
        public boolean awaitUntil(Date deadline) throws InterruptedException {
            int times = leave();
            try {
                return condition.awaitUntil(deadline);
            } finally {
                entered(times);
            }
        }

        @Override
        public void signal() {
            checkHeld("signal a condition of");
            condition.signal();
        }

        @Override
        public void signalAll() {
            checkHeld("signal a condition of");
            condition.signalAll();
        }
    }
}
