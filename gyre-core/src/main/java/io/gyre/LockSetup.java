package io.gyre;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Who makes locks, and when that may still be changed. There is one for the process, and one for each test. */
final class LockSetup {
    private static final LockProvider DEFAULT = name -> new ReentrantLock();

    private LockProvider provider = DEFAULT;
    private boolean debugging;
    private boolean used;

    synchronized void provider(@Nullable LockProvider chosen) {
        LockProvider next = chosen == null ? DEFAULT : chosen;
        if (used && !next.equals(provider)) {
            if (chosen != null) {
                throw new IllegalStateException(
                        "locks were made already, and cannot change their kind: set the provider before the first"
                                + " base");
            }
            Log.warn("the lock provider is taken away after locks were made; these stay as they are");
        }
        provider = next;
    }

    synchronized void enableDebugging() {
        if (used && !debugging) {
            throw new IllegalStateException(
                    "locks were made already, and cannot be watched: enable lock debugging before the first base");
        }
        debugging = true;
    }

    synchronized Lock newLock(String name) {
        used = true;
        Lock lock = provider.newLock(name);
        return debugging ? new DebugLock(name, lock) : lock;
    }
}
