package io.gyre.buffer;

/**
 * A place in a buffer: {@code evbuffer_ptr}. Any change of the buffer's content makes its positions stale: they still know their
 * offset, but the buffer refuses them with an {@link IllegalStateException}.
 */
public final class Position {
    private final GuardedChain buffer;
    private final long offset;
    private final long version;

    Position(GuardedChain buffer, long offset, long version) {
        this.buffer = buffer;
        this.offset = offset;
        this.version = version;
    }

    /** {@return how many bytes of the buffer lie before this place} */
    public long offset() {
        return offset;
    }

    /**
     * {@return the place {@code count} bytes further on: {@code EVBUFFER_PTR_ADD}}
     *
     * @param count not negative
     * @throws IndexOutOfBoundsException if it lies beyond the end of the buffer
     * @throws IllegalStateException if the buffer has changed since
     */
    public Position plus(long count) {
        buffer.checkFresh(this);
        if (count < 0 || count > buffer.length() - offset) {
            throw new IndexOutOfBoundsException("no position " + count + " bytes after " + offset + " in a buffer of "
                    + buffer.length() + " bytes: a position moves forward, to the end at most");
        }
        return new Position(buffer, offset + count, version);
    }

    /** {@return whether the buffer has changed since, so that this place means nothing any more} */
    public boolean isStale() {
        return !buffer.isFresh(version);
    }

    boolean isIn(GuardedChain other) {
        return buffer.equals(other);
    }

    long version() {
        return version;
    }

    @Override
    public String toString() {
        return "position " + offset + (isStale() ? " (stale)" : "");
    }
}
