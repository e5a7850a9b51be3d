package io.gyre;

import java.util.concurrent.locks.Lock;

/**
 * Makes the locks of the library: {@code evthread_set_lock_callbacks} and {@code evthread_set_condition_callbacks}. See
 * {@link Locks#provider}.
 *
 * <p>A {@link Lock} is libevent's table of functions: {@code lock}, {@code unlock}, {@code tryLock} for {@code EVTHREAD_TRY}, and
 * {@code newCondition} with {@code await} and {@code signal}. Nothing frees one but the garbage collector. All locks that are asked for are
 * recursive ({@code EVTHREAD_LOCKTYPE_RECURSIVE}); libevent declares read-write locks but never asks for one, so they are left out. Neither is
 * there an {@code evthread_set_id_callback}: a thread is told from others by {@link Thread#currentThread}, which needs no help.
 */
@FunctionalInterface
public interface LockProvider {
    /**
     * {@return a new lock that nobody holds} The thread that holds it must be able to lock it again, and its
     * {@link Lock#newCondition} must work. Called from any thread.
     *
     * @param name what the lock guards, for messages
     */
    Lock newLock(String name);
}
