package io.gyre.net;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking lookups, a limited number at a time, and keeps a limited number waiting. May be used from any thread.
 */
final class LookupQueue {
    private record Job(PendingResolution request, Runnable lookup) {}

    private final Executor workers;
    private final int atOnce;
    private final int backlog;
    private final Object lock = new Object();
    // Both are guarded by the lock. While jobs wait, every place is taken.
    private final ArrayDeque<Job> waiting = new ArrayDeque<>();
    private int running;

    LookupQueue(Executor workers, int atOnce, int backlog) {
        this.workers = workers;
        this.atOnce = atOnce;
        this.backlog = backlog;
    }

    /** Runs the lookup now or later, unless its request is decided by then; false if there is no room for it. */
    boolean offer(PendingResolution request, Runnable lookup) {
        var job = new Job(request, lookup);
        synchronized (lock) {
            if (running == atOnce) {
                return enqueue(job);
            }
            running++;
        }
        start(job);
        return true;
    }

    private boolean enqueue(Job job) {
        if (waiting.size() >= backlog) {
            waiting.removeIf(other -> other.request.isDecided()); // Those given up hold a place until now.
        }
        return waiting.size() < backlog && waiting.add(job);
    }

    private void start(Job job) {
        boolean started = false;
        try {
            workers.execute(() -> work(job));
            started = true;
        } finally {
            if (!started) {
                leave();
            }
        }
    }

    private void work(Job first) {
        boolean finished = false;
        try {
            for (Job job = first; job != null; job = next()) {
                if (!job.request.isDecided()) {
                    job.lookup.run();
                }
            }
            finished = true;
        } finally {
            if (!finished) {
                leave();
            }
        }
    }

    /** The next job for a worker that is done with one; null ends the worker. */
    private @Nullable Job next() {
        synchronized (lock) {
            Job job = waiting.poll();
            if (job == null) {
                running--;
            }
            return job;
        }
    }

    private void leave() {
        Job next = next();
        if (next != null) {
            start(next);
        }
    }
}
