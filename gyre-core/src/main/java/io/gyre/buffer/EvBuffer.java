package io.gyre.buffer;

/** A queue of bytes: {@code evbuffer}. */
public final class EvBuffer {
    EvBuffer() {}
}
