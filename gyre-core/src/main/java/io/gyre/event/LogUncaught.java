package io.gyre.event;

import io.gyre.Log;
import org.jspecify.annotations.Nullable;

/** Logs what a callback threw, and lets the loop go on. */
enum LogUncaught implements UncaughtHandler {
    INSTANCE;

    @Override
    public void onUncaught(EventBase base, @Nullable Event event, Exception thrown) {
        Log.uncaught(
                (event == null ? "A task or watcher" : "The callback of " + event) + " threw; the loop goes on",
                thrown);
    }
}
