package io.gyre.event;

import org.jspecify.annotations.Nullable;

/**
 * Told of what a callback threw. Runs on the loop's thread; the loop goes on afterwards. An {@link Error} does not come here:
 * it ends the loop and is thrown from {@link EventBase#loop}.
 */
@FunctionalInterface
public interface UncaughtHandler {
    /**
     * Takes note of a failure.
     *
     * @param base the base whose callback failed
     * @param event the event whose callback failed; null for a task or a watcher
     */
    void onUncaught(EventBase base, @Nullable Event event, Exception thrown);
}
