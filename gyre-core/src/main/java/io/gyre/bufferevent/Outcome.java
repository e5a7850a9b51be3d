package io.gyre.bufferevent;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What happened to a transport, beside bytes: the flags of {@code bufferevent_event_cb}, {@code BEV_EVENT_*}. */
public sealed interface Outcome {
    /** A connection that was asked for stands, or a handshake is done: {@code BEV_EVENT_CONNECTED}. */
    record Connected() implements Outcome {}

    /**
     * The peer sends no more: {@code BEV_EVENT_EOF}. What it has sent before is still in the input.
     *
     * @param direction reading, as a rule
     */
    record Eof(Direction direction) implements Outcome {}

    /**
     * Nothing moved for as long as a timeout allows: {@code BEV_EVENT_TIMEOUT}. The direction was disabled.
     *
     * @param direction which timeout it was
     */
    record Timeout(Direction direction) implements Outcome {}

    /**
     * The transport failed for good: {@code BEV_EVENT_ERROR}.
     *
     * @param direction what was attempted and has been disabled; null for a connection that never stood
     * @param cause why
     */
    record Failed(@Nullable Direction direction, IOException cause) implements Outcome {}
}
