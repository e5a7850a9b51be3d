package io.gyre.conformance.event;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.Outcome;
import io.gyre.net.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** Counts what is called back. */
class Counting implements BufferEventCallbacks {
    final List<Outcome> outcomes = new ArrayList<>();
    int reads;
    int writes;

    @Override
    public void onReadable(BufferEvent bufferEvent) {
        reads++;
    }

    @Override
    public void onWritable(BufferEvent bufferEvent) {
        writes++;
    }

    @Override
    public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
        outcomes.add(outcome);
    }

    int all() {
        return reads + writes + outcomes.size();
    }

    /** {@return what failed: the direction, and the name of the error} */
    List<String> failures() {
        return outcomes.stream()
                .map(outcome -> outcome instanceof Outcome.Failed(var direction, ErrnoException cause)
                        ? direction + " " + cause.errnoName()
                        : outcome.toString())
                .toList();
    }
}
