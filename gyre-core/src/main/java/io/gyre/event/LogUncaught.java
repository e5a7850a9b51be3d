package io.gyre.event;

import io.gyre.Log;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** Logs what a callback threw, and lets the loop go on. */
enum LogUncaught implements UncaughtHandler {
    INSTANCE;

    @Override
    public void onUncaught(EventBase base, @Nullable Event event, Exception thrown) {
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        Log.warn((event == null ? "A task or watcher" : "The callback of " + event) + " threw " + trace);
    }
}
