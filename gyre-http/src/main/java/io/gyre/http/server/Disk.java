package io.gyre.http.server;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The few threads that look for files, so that a slow disk holds up those who ask for files and nobody else. They end when there is nothing to
 * do, and do not keep the JVM alive.
 */
final class Disk {
    private static final int THREADS = 4;

    /** Who comes when this many wait is told that the server is busy. */
    private static final int MOST_WAITING = 1024;

    private static final ThreadPoolExecutor EXECUTOR = executor();

    private Disk() {}

    private static ThreadPoolExecutor executor() {
        var executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                task -> Thread.ofPlatform().name("gyre files").daemon().unstarted(task));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** {@return whether the task was taken} */
    static boolean run(Runnable task) {
        try {
            EXECUTOR.execute(task);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }
}
