package io.gyre.buffer;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;

/**
 * Adds bytes to the back of a buffer, and takes them from its front. An empty buffer is the end of the channel for the moment: nothing
 * here blocks. To close the channel leaves the buffer alone.
 */
public final class EvBufferChannel implements ByteChannel {
    private final EvBuffer buffer;
    private boolean closed;

    /** Makes a channel over {@code buffer}. */
    public EvBufferChannel(EvBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public int read(ByteBuffer target) throws ClosedChannelException {
        checkOpen();
        buffer.enter();
        try {
            return buffer.isEmpty() && target.hasRemaining() ? -1 : buffer.remove(target);
        } finally {
            buffer.unlock();
        }
    }

    @Override
    public int write(ByteBuffer source) throws ClosedChannelException {
        checkOpen();
        int count = source.remaining();
        buffer.add(source);
        return count;
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
