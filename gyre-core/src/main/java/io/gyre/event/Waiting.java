package io.gyre.event;

import io.gyre.backend.Backend;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What other threads tell the loop: that tasks or signals have come, and that it is to wake up. No system call is made for a
 * loop that is awake: a waker first changes what it has to change, while the loop first announces its wait and then looks for
 * changes; so one of the two sees the other.
 */
final class Waiting {
    private static final int AWAKE = 0;
    private static final int WAITING = 1;
    private static final int INTERRUPTED = 2;
    private static final VarHandle STATE = stateHandle();

    @SuppressWarnings("UnusedVariable") // Reached by its handle.
    private volatile int state = AWAKE;

    /** Whether tasks wait that the loop has not begun. */
    volatile boolean tasks;

    /** Whether signals wait that the loop has not delivered. */
    volatile boolean signals;

    /** Guarded by this, so that nobody wakes a mechanism that is closed. */
    private Backend backend;

    Waiting(Backend backend) {
        this.backend = backend;
    }

    private static VarHandle stateHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Waiting.class, "state", int.class);
        } catch (ReflectiveOperationException missing) {
            throw new ExceptionInInitializerError(missing);
        }
    }

    /** The loop is about to wait. {@return whether something has come that it must not sleep over} */
    boolean announce() {
        state = WAITING;
        return tasks || signals;
    }

    /** The loop is awake. */
    void end() {
        state = AWAKE;
    }

    /** Wakes the loop if it waits. From any thread. */
    void interrupt() {
        if (state == WAITING) {
            wake();
        }
    }

    private synchronized void wake() {
        if (STATE.compareAndSet(this, WAITING, INTERRUPTED)) {
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
