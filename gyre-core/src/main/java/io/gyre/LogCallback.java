package io.gyre;

import org.jspecify.annotations.Nullable;

/** Receives the messages of the library: {@code event_log_cb}. See {@link Log#onMessage}. */
@FunctionalInterface
public interface LogCallback {
    /**
     * Receives a message. It may come from any thread, and from within any lock of the library: do not call the library back, and be
     * quick. What it throws is caught.
     *
     * @param severity how bad it is
     * @param message one line without an end of line; at most {@value Log#MAX_LENGTH} characters
     */
    void onMessage(Severity severity, String message);

    /**
     * Receives a message together with what was thrown. Unless overridden, drops the latter, whose description ends the message anyway.
     *
     * @param severity how bad it is
     * @param message as for {@link #onMessage(Severity, String)}
     * @param cause what was thrown, or null
     */
    default void onMessage(Severity severity, String message, @Nullable Throwable cause) {
        onMessage(severity, message);
    }
}
