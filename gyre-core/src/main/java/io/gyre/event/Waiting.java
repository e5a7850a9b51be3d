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

    /** The loop looks again and again, and sees by itself that it is interrupted: that costs no system call. */
    private static final int SPINNING = 3;

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
    boolean announce(boolean spinning) {
        state = spinning ? SPINNING : WAITING;
        return tasks || signals;
    }

    /** {@return whether the loop was woken since it announced its wait} */
    boolean interrupted() {
        return state == INTERRUPTED;
    }

    /** The loop has spun for long enough, and is about to sleep. {@return false if it was woken meanwhile} */
    boolean stopSpinning() {
        return STATE.compareAndSet(this, SPINNING, WAITING);
    }

    /** The loop is awake. */
    void end() {
        state = AWAKE;
    }

    /** Wakes the loop if it waits. From any thread. */
    void interrupt() {
        int now = state;
        if (now == WAITING || now == SPINNING) {
            wake();
        }
    }

    /** In this order, for a loop goes from spinning to waiting; if neither is the case any more, it has been awake since. */
    private synchronized void wake() {
        if (STATE.compareAndSet(this, SPINNING, INTERRUPTED)) {
            return;
        }
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
