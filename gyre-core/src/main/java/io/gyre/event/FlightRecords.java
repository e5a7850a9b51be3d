package io.gyre.event;

import org.jspecify.annotations.Nullable;

/** Begins records for Java Flight Recorder, in a JVM that has it and while somebody records; otherwise costs nothing. */
final class FlightRecords {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private FlightRecords() {}

    static @Nullable CallbackRun callback() {
        return PRESENT ? begunCallback() : null;
    }

    /** Apart, so that the class is not looked for where it is missing. */
    private static @Nullable CallbackRun begunCallback() {
        var run = new CallbackRun();
        if (!run.isEnabled()) {
            return null;
        }
        run.begin();
        return run;
    }

    static @Nullable LoopTurn turn() {
        return PRESENT ? begunTurn() : null;
    }

    private static @Nullable LoopTurn begunTurn() {
        var turn = new LoopTurn();
        if (!turn.isEnabled()) {
            return null;
        }
        turn.begin();
        return turn;
    }
}
