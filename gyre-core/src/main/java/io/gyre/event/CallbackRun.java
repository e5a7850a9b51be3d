package io.gyre.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** For Java Flight Recorder: a callback that held up its loop. */
@Name("io.gyre.Callback")
@Label("Slow Callback")
@Category("Gyre")
@Description("A callback that ran for longer than the threshold; nothing else of its loop ran meanwhile")
@Threshold("20 ms")
final class CallbackRun extends jdk.jfr.Event {
    @Label("Event")
    @SuppressWarnings("UnusedVariable") // Read by the recorder.
    private String event = "";

    void end(Event of) {
        end();
        if (shouldCommit()) {
            event = of.toString();
            commit();
        }
    }
}
