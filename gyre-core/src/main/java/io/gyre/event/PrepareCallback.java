package io.gyre.event;

/** Called before each wait: {@code evwatch_prepare_cb}. Runs on the loop's thread. */
@FunctionalInterface
public interface PrepareCallback {
    /**
     * Prepares for the wait.
     *
     * @param timeoutNanos how long the loop is about to wait; negative for as long as it takes
     * @throws Exception anything; it goes to the base's {@link UncaughtHandler}
     */
    void onPrepare(Watcher watcher, long timeoutNanos) throws Exception;
}
