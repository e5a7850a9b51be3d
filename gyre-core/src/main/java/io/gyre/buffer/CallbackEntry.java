package io.gyre.buffer;

import org.jspecify.annotations.Nullable;

/** A callback in a buffer's list: {@code evbuffer_cb_entry}. */
public final class CallbackEntry {
    final ChangeCallback callback;
    private final Callbacks callbacks;
    private volatile boolean enabled = true;
    private volatile boolean removed;

    @Nullable
    CallbackEntry next;

    CallbackEntry(Callbacks callbacks, ChangeCallback callback) {
        this.callbacks = callbacks;
        this.callback = callback;
    }

    /**
     * Silences the callback, or lets it be heard again: {@code evbuffer_cb_set_flags} and {@code evbuffer_cb_clear_flags} with
     * {@code EVBUFFER_CB_ENABLED}. What was missed is not made up for.
     */
    public void enabled(boolean enable) {
        enabled = enable;
    }

    /** {@return whether the callback is called} */
    public boolean enabled() {
        return enabled && !removed;
    }

    /** Takes the callback out of the list, also from inside itself: {@code evbuffer_remove_cb_entry}. Idempotent. */
    public void remove() {
        removed = true;
        callbacks.remove(this);
    }
}
