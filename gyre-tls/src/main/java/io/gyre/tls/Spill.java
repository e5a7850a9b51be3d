package io.gyre.tls;

import io.gyre.buffer.BufferPool;
import io.gyre.buffer.EvBuffer;
import org.jspecify.annotations.Nullable;

/** Text that had to be decrypted before there was room for it. As a rule there is none, and then it takes no memory. */
final class Spill {
    private @Nullable EvBuffer buffer;

    boolean isEmpty() {
        return buffer == null;
    }

    long length() {
        return buffer == null ? 0 : buffer.length();
    }

    /** {@return where to put what has no room} {@link #moveTo} is to be called afterwards. */
    EvBuffer open(BufferPool pool) {
        EvBuffer mine = buffer;
        if (mine == null) {
            mine = new EvBuffer(pool);
            buffer = mine;
        }
        return mine;
    }

    /** Moves as much as there is room for now. {@return how much went} */
    long moveTo(EvBuffer target, long room) {
        EvBuffer mine = buffer;
        return mine == null ? 0 : mine.removeBuffer(target, room);
    }

    /** Gives the memory back if nothing is left. */
    void shrink() {
        if (buffer != null && buffer.isEmpty()) {
            close();
        }
    }

    void close() {
        if (buffer != null) {
            buffer.close();
            buffer = null;
        }
    }
}
