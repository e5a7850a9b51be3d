package io.gyre.event;

/** The last that is heard of an event: {@code event_finalize_callback_fn}. Runs on the loop's thread. */
@FunctionalInterface
public interface FinalizeCallback {
    /**
     * Gives back what the event's callback used. The event cannot be added or activated any more.
     *
     * @throws Exception anything; it goes to the base's {@link UncaughtHandler}
     */
    void onFinalize(Event event) throws Exception;
}
