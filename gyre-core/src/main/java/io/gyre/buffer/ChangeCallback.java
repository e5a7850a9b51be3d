package io.gyre.buffer;

/** Learns of every change of a buffer's length: {@code evbuffer_cb_func}. */
@FunctionalInterface
public interface ChangeCallback {
    /**
     * Called after each change, on the thread that made it and with the buffer's lock held if it has one; or, for a buffer whose
     * callbacks are deferred, by its executor, once for all changes since. May change the buffer, which calls the callbacks again.
     *
     * @param buffer what changed
     * @param change how; valid during the call only
     */
    void onChange(EvBuffer buffer, BufferChange change);
}
