package io.gyre.net;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The resolver's end of a request, for those who implement {@link HostResolver}. Keeps the promise of one callback
 * whoever comes first: the answer, the deadline or a cancellation. Every method may be called from any thread.
 *
 * <pre>
 *   PENDING --complete or cancel--> POSTED --the executor runs it--> DELIVERED
 *                                   POSTED --cancel--> POSTED, with another result
 * </pre>
 */
public final class PendingResolution implements Resolution {
    private static final System.Logger LOG = System.getLogger("io.gyre.net");

    private enum Phase {
        PENDING,
        POSTED,
        DELIVERED
    }

    private final String subject;
    private final Executor executor;
    private final HostCallback callback;
    private final Object lock = new Object();
    // All four are guarded by the lock.
    private Phase phase = Phase.PENDING;
    private boolean cancelled;
    private @Nullable HostResult result;
    private @Nullable Runnable afterwards;

    /**
     * Opens a request.
     *
     * @param query what is looked for; names the request in messages
     * @param executor runs the callback
     * @param callback learns the outcome
     */
    public PendingResolution(HostQuery query, Executor executor, HostCallback callback) {
        this.subject = query.subject();
        this.executor = executor;
        this.callback = callback;
    }

    /**
     * Ends the request, and has the executor call the callback.
     *
     * @param outcome what to tell it
     * @return false if it had ended before; the outcome is dropped then
     */
    public boolean complete(HostResult outcome) {
        synchronized (lock) {
            if (phase != Phase.PENDING) {
                return false;
            }
            result = outcome;
            phase = Phase.POSTED;
        }
        post();
        return true;
    }

    @Override
    public boolean cancel() {
        synchronized (lock) {
            if (phase == Phase.DELIVERED || cancelled) {
                return false;
            }
            cancelled = true;
            result = new HostResult.Failed(EaiError.CANCEL, subject + ": " + EaiError.CANCEL.text());
            if (phase == Phase.POSTED) {
                return true; // The task on its way to the executor will find the new result.
            }
            phase = Phase.POSTED;
        }
        post();
        return true;
    }

    @Override
    public boolean isDone() {
        synchronized (lock) {
            return phase == Phase.DELIVERED;
        }
    }

    /** {@return whether an outcome is known, so that further work on it would be wasted} */
    public boolean isDecided() {
        synchronized (lock) {
            return phase != Phase.PENDING;
        }
    }

    /**
     * Has something done once the outcome is known, such as stopping a timer. It runs on the thread that ended the
     * request, or in this call if that has happened already. There can be one such action.
     *
     * @param action quick, and does not throw
     * @throws IllegalStateException if there is one already
     */
    public void whenDecided(Runnable action) {
        synchronized (lock) {
            if (afterwards != null) {
                throw new IllegalStateException("the resolution of " + subject + " already has an action for its end");
            }
            if (phase == Phase.PENDING) {
                afterwards = action;
                return;
            }
        }
        action.run();
    }

    private void post() {
        Runnable action;
        synchronized (lock) {
            action = afterwards;
        }
        if (action != null) {
            action.run();
        }
        try {
            executor.execute(this::deliver);
        } catch (RejectedExecutionException e) {
            lose(e);
        }
    }

    private void deliver() {
        HostResult told = take();
        if (told != null) {
            callback.onResolved(told);
        }
    }

    private void lose(RejectedExecutionException cause) {
        HostResult lost = take();
        LOG.log(
                System.Logger.Level.WARNING,
                "The executor refused the outcome of resolving " + subject + ", so its callback will not run: " + lost
                        + ". Close whatever waits for it before its loop.",
                cause);
    }

    private @Nullable HostResult take() {
        synchronized (lock) {
            HostResult taken = phase == Phase.POSTED ? result : null;
            phase = Phase.DELIVERED;
            return taken;
        }
    }
}
