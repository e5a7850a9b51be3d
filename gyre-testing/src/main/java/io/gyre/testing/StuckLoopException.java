package io.gyre.testing;

import java.io.Serial;

/**
 * A simulated loop cannot go on: it would wait for ever, or it runs round and round without time passing. Thrown from
 * {@link io.gyre.event.EventBase#loop}; the message says what the loop watches, and the seed.
 */
public final class StuckLoopException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1;

    StuckLoopException(String message) {
        super(message);
    }
}
