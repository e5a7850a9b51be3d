package io.gyre.event;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** No lock at all, for {@link BaseFlag#NOLOCK}: it only checks that nobody but the loop's thread calls while the loop runs. */
final class OwnerLock implements Lock {
    /** Read without a fence: a thread sees its own name at once, and for others this is a check that catches most mistakes. */
    private @Nullable Thread owner;

    /** Says whose the base is from now on; null for whoever comes. */
    void owner(@Nullable Thread thread) {
        owner = thread;
    }

    @Override
    public void lock() {
        Thread mine = owner;
        if (mine != null && mine != Thread.currentThread()) {
            throw new WrongThreadException("this base has NOLOCK and belongs to " + mine + ", but "
                    + Thread.currentThread() + " called it: use EventBase.execute, or make the base without NOLOCK");
        }
    }

    @Override
    public void unlock() {}

    @Override
    public void lockInterruptibly() {
        lock();
    }

    @Override
    public boolean tryLock() {
        lock();
        return true;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) {
        return tryLock();
    }

    /** Never waited on, for there is nobody to wait for. */
    @Override
    public Condition newCondition() {
        return new ReentrantLock().newCondition();
    }
}
