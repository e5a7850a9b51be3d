package io.gyre.bufferevent;

/**
 * Whoever uses a bufferevent: {@code bufferevent_data_cb} and {@code bufferevent_event_cb}. Everything is called on the loop's thread,
 * and with the bufferevent's lock held if it has one, unless {@link BufferEventOption#UNLOCK_CALLBACKS} says otherwise. Any of them may close the bufferevent.
 * What they throw goes to the base's uncaught handler, after which the bufferevent is closed.
 */
public interface BufferEventCallbacks {
    /** Bytes were read, and the input holds as many as its low mark at least. */
    default void onReadable(BufferEvent bufferEvent) {}

    /** Bytes were written, and the output holds as many as its low mark at most. */
    default void onWritable(BufferEvent bufferEvent) {}

    /** The output was full, and has drained to half of its high mark: {@link BufferEvent#isOutputFull} is false again. */
    default void onDrained(BufferEvent bufferEvent) {}

    /** Something else happened. */
    default void onOutcome(BufferEvent bufferEvent, Outcome outcome) {}
}
