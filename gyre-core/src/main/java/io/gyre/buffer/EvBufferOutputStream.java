package io.gyre.buffer;

import java.io.OutputStream;

/** Adds bytes to the back of a buffer. To close the stream leaves the buffer alone. */
public final class EvBufferOutputStream extends OutputStream {
    private final EvBuffer buffer;

    /** Makes a stream that adds to {@code buffer}. */
    public EvBufferOutputStream(EvBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public void write(int value) {
        buffer.addByte(value);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        buffer.add(source, offset, length);
    }
}
