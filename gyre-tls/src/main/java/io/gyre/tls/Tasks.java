package io.gyre.tls;

import io.gyre.event.EventBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Runs what an engine must compute off the loop, and comes back to it. The loop does not end meanwhile. */
final class Tasks {
    /** Who goes on then; on the loop's thread. */
    interface Done {
        /** The tasks are done; {@code failure} is what one threw, or null. */
        void onDone(@Nullable Throwable failure);
    }

    private final EventBase base;
    private final Executor executor;
    private final Done done;
    private boolean running;

    Tasks(EventBase base, Executor executor, Done done) {
        this.base = base;
        this.executor = executor;
        this.done = done;
    }

    boolean running() {
        return running;
    }

    void start(SSLEngine engine) {
        List<Runnable> all = new ArrayList<>(2);
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            all.add(task);
        }
        running = true;
        base.addVirtual();
        try {
            executor.execute(() -> run(all));
        } catch (RejectedExecutionException full) {
            run(all); // Late is better than never, and the loop is what pays for it.
        } catch (RuntimeException | Error broken) {
            running = false; // Nobody comes back.
            base.removeVirtual();
            throw broken;
        }
    }

    private void run(List<Runnable> all) {
        Throwable failure = null;
        try {
            all.forEach(Runnable::run);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        comeBack(failure);
    }

    private void comeBack(@Nullable Throwable failure) {
        try {
            base.execute(() -> {
                running = false;
                base.removeVirtual();
                done.onDone(failure);
            });
        } catch (RejectedExecutionException closed) {
            // The base is gone, and with it whoever waited; or it is so far behind that the handshake's timeout must
            // end this.
        }
    }
}
