package io.gyre;

import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Where the library's locks come from: by default each is a {@link java.util.concurrent.locks.ReentrantLock}, so that
 * {@code evthread_use_pthreads} and {@code evthread_use_windows_threads} have no equivalent and need none.
 */
public final class Locks {
    private static final LockSetup SETUP = new LockSetup();

    private Locks() {}

    /**
     * Chooses who makes the locks. Must come before the first base, because locks made already stay as they are.
     *
     * @param provider makes the locks; null for the default again, which is possible at any time and logs a warning if it comes too late
     *     for some locks
     * @throws IllegalStateException if locks were made already by another provider
     */
    public static void provider(@Nullable LockProvider provider) {
        SETUP.provider(provider);
    }

    /**
     * Makes every lock watch its use from now on: {@code evthread_enable_lock_debugging}. A thread that unlocks what it does not hold, waits on
     * or signals a condition of such a lock, or is let into a lock that another one holds gets a {@link LockMisuseException} where C
     * aborts. Calling it again does nothing.
     *
     * @throws IllegalStateException if locks were made already, which cannot be watched
     */
    public static void enableDebugging() {
        SETUP.enableDebugging();
    }

    /**
     * {@return a new recursive lock that nobody holds}
     *
     * @param name what it guards, for messages
     */
    public static Lock newLock(String name) {
        return SETUP.newLock(name);
    }

    /**
     * Checks that the calling thread holds {@code lock}, if lock debugging is on; otherwise does nothing ({@code EVLOCK_ASSERT_LOCKED}).
     *
     * @param lock a lock made by {@link #newLock}
     * @throws LockMisuseException if it does not
     */
    public static void checkHeld(Lock lock) {
        if (lock instanceof DebugLock watched) {
            watched.checkHeld("rely on");
        }
    }
}
