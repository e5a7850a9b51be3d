package io.gyre.buffer;

/** An end of a buffer is frozen, and the call would have changed it: {@code evbuffer_freeze}. Nothing was changed. */
public final class FrozenBufferException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** Says which end refused. */
    FrozenBufferException(BufferEnd end) {
        super(
                switch (end) {
                    case FRONT ->
                        "the front of the buffer is frozen: nothing can be taken from there or put there until"
                                + " unfreeze(FRONT)";
                    case BACK -> "the back of the buffer is frozen: nothing can be added there until unfreeze(BACK)";
                });
    }
}
