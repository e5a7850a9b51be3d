package io.gyre.buffer;

import java.io.InputStream;
import java.util.Objects;

/**
 * Takes bytes from the front of a buffer. An empty buffer is the end of the stream for the moment: nothing here blocks. To close the
 * stream leaves the buffer alone.
 */
public final class EvBufferInputStream extends InputStream {
    private final EvBuffer buffer;

    /** Makes a stream that takes from {@code buffer}. */
    public EvBufferInputStream(EvBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public int read() {
        buffer.enter();
        try {
            return buffer.isEmpty() ? -1 : buffer.removeByte();
        } finally {
            buffer.unlock();
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        int count = buffer.remove(target, offset, length);
        return count == 0 && length > 0 ? -1 : count;
    }

    @Override
    public long skip(long count) {
        return count <= 0 ? 0 : buffer.drain(count);
    }

    @Override
    public int available() {
        return (int) Math.min(buffer.length(), Integer.MAX_VALUE);
    }
}
