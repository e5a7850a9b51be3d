package io.gyre.buffer;

/**
 * What happened to a buffer: {@code evbuffer_cb_info}. The object is used again for the next change: it is valid during the callback
 * only.
 */
public final class BufferChange {
    private long originalLength;
    private long added;
    private long deleted;

    BufferChange() {}

    BufferChange set(long originalLength, long added, long deleted) {
        this.originalLength = originalLength;
        this.added = added;
        this.deleted = deleted;
        return this;
    }

    /** {@return the length before the change, in bytes} */
    public long originalLength() {
        return originalLength;
    }

    /** {@return how many bytes were added} */
    public long added() {
        return added;
    }

    /** {@return how many bytes were removed} */
    public long deleted() {
        return deleted;
    }

    @Override
    public String toString() {
        return originalLength + " bytes, +" + added + " -" + deleted;
    }
}
