package io.gyre.bufferevent;

/** Callbacks of the library's own, in place of the user's, which hear what those do not. Called under the lock. */
interface Takeover extends BufferEventCallbacks {
    /** All was written, and the writing half is closed. */
    default void onWritingEnded() {}

    /** The bufferevent is being closed, and calls back no more. */
    void onClose();
}
