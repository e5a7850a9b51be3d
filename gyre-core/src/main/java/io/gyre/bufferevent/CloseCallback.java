package io.gyre.bufferevent;

/** Learns how {@link BufferEvent#closeGracefully} ended, on the loop's thread or inside the call that ended it. */
@FunctionalInterface
public interface CloseCallback {
    /** The bufferevent is closed. What this throws goes to whoever ended it, as a rule the base's uncaught handler. */
    void onClosed(BufferEvent bufferEvent, CloseResult result);
}
