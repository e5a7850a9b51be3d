package io.gyre.conformance.examples;

import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.Signal;
import java.time.Duration;

/** The counterpart of {@code ported.c}. */
final class Ported {
    private Ported() {}

    // begin quote
    static void main() {
        Duration second = Duration.ofSeconds(1);
        try (var base = new EventBase()) {
            base.event(null, EventMask.PERSIST, (event, what) -> IO.println("tick"))
                    .add(second);
            base.signal(Signal.INT, (event, what) -> base.loopBreak()).add();
            base.dispatch();
        }
    }
    // end quote
}
