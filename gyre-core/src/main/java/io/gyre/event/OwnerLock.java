package io.gyre.event;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** No lock at all, for {@link BaseFlag#NOLOCK}: it only checks that nobody but the loop's thread calls while the loop runs. */
final class OwnerLock implements Lock {
    private @Nullable Loop loop;

    /** Says whose thread is to be checked. */
    void guard(Loop guarded) {
        loop = guarded;
    }

    @Override
    public void lock() {
        Loop guarded = loop;
        Thread mine = guarded == null ? null : guarded.thread;
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
