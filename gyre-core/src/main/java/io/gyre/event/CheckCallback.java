package io.gyre.event;

/** Called after each wait: {@code evwatch_check_cb}. Runs on the loop's thread. */
@FunctionalInterface
public interface CheckCallback {
    /**
     * Looks at the state after the wait, before timers and active events are run.
     *
     * @throws Exception anything; it goes to the base's {@link UncaughtHandler}
     */
    void onCheck(Watcher watcher) throws Exception;
}
