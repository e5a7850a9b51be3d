package io.gyre.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** For Java Flight Recorder: a turn of a loop. Off unless asked for, for there may be hundreds of thousands a second. */
@Name("io.gyre.LoopTurn")
@Label("Loop Turn")
@Category("Gyre")
@Description("One turn of a loop, from the end of its wait to the end of its callbacks")
@Enabled(false)
@StackTrace(false)
final class LoopTurn extends jdk.jfr.Event {
    @Label("Allowed Wait")
    @Description("How long the loop was willing to wait; negative for as long as it takes")
    @Timespan(Timespan.NANOSECONDS)
    @SuppressWarnings("UnusedVariable") // Read by the recorder.
    private long timeout;

    @Label("Callbacks")
    @SuppressWarnings("UnusedVariable") // Read by the recorder.
    private int callbacks;

    void end(long timeoutNanos, int ran) {
        end();
        if (shouldCommit()) {
            timeout = timeoutNanos;
            callbacks = ran;
            commit();
        }
    }
}
