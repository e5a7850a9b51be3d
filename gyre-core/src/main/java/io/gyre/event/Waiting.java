package io.gyre.event;

import io.gyre.backend.Backend;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether the loop waits, and its waking: no system call is made for a loop that is awake. A waker changes what it has to
 * change first; the loop announces its wait first and looks for changes then; so one of the two sees the other.
 */
final class Waiting {
    private static final int AWAKE = 0;
    private static final int WAITING = 1;
    private static final int INTERRUPTED = 2;

    private final AtomicInteger state = new AtomicInteger(AWAKE);

    /** Guarded by this, so that nobody wakes a mechanism that is closed. */
    private Backend backend;

    Waiting(Backend backend) {
        this.backend = backend;
    }

    /** The loop is about to wait. */
    void announce() {
        state.set(WAITING);
    }

    /** The loop is awake. */
    void end() {
        state.set(AWAKE);
    }

    /** Wakes the loop if it waits. From any thread. */
    void interrupt() {
        if (state.get() == WAITING) {
            wake();
        }
    }

    private synchronized void wake() {
        if (state.compareAndSet(WAITING, INTERRUPTED)) {
            backend.wakeup();
        }
    }

    /** Closes the mechanism, and wakes {@code replacement} from now on. */
    synchronized void replace(Backend replacement) {
        backend.close();
        backend = replacement;
    }

    synchronized void close() {
        backend.close();
    }
}
