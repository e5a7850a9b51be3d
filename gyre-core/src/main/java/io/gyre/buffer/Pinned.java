package io.gyre.buffer;

import org.jspecify.annotations.Nullable;

/**
 * The front of a buffer while somebody else reads it, as a kernel that sends by itself: its memory lives, and stays as it is, until
 * {@link #release}, whatever becomes of the buffer. The object is used again and again, and makes no garbage. For mechanisms.
 */
public final class Pinned {
    /** How many extents it holds at most. */
    public static final int CAPACITY = 16;

    private final @Nullable Storage[] storage = new @Nullable Storage[CAPACITY + 1];
    private final long[] addresses = new long[CAPACITY];
    private final long[] lengths = new long[CAPACITY];
    private int held;
    private int count;
    private long bytes;

    /** Makes one that holds nothing. */
    public Pinned() {}

    /**
     * Pins the bytes at the front, which stay in the buffer.
     *
     * @param source a buffer from whose front nothing is taken meanwhile
     * @param most how many bytes at most, more than 0
     * @return how many; 0 if the buffer is empty, or begins with a part of a file, which is in no memory
     */
    public long pin(EvBuffer source, long most) {
        source.enter();
        try {
            Link link = source.chain.first;
            Chunk scratch = Transfer.startsSmall(link) ? source.chain.pool().take(BufferPool.LARGEST) : null;
            if (scratch != null) {
                storage[held++] = scratch;
            }
            boolean copying = false;
            while (link != null && !(link instanceof FileLink) && bytes < most && count < CAPACITY) {
                long part = Math.min(link.length(), most - bytes);
                if (scratch != null && part <= Transfer.WORTH_AN_EXTENT && part <= scratch.room()) {
                    Transfer.copyTo(scratch, link, part);
                    add(scratch, scratch.end - part, part, copying);
                    copying = true;
                } else {
                    Transfer.checkAlive(link);
                    retain(link);
                    add(link, link.start, part, false);
                    copying = false;
                }
                link = link.next;
            }
            return bytes;
        } finally {
            source.unlock();
        }
    }

    private void retain(Link link) {
        Storage kept = link instanceof View view ? view.storage() : (Chunk) link;
        kept.retain();
        storage[held++] = kept;
    }

    private void add(Link link, long from, long length, boolean behind) {
        if (behind) {
            lengths[count - 1] += length;
        } else {
            addresses[count] = link.memory.address() + from;
            lengths[count++] = length;
        }
        bytes += length;
    }

    /** {@return how many extents there are} */
    public int count() {
        return count;
    }

    /** {@return how many bytes there are} */
    public long bytes() {
        return bytes;
    }

    /** {@return where an extent begins} */
    public long address(int index) {
        return addresses[index];
    }

    /** {@return how long an extent is} */
    public long length(int index) {
        return lengths[index];
    }

    /** Lets go of the memory. On any thread. */
    public void release() {
        for (int i = 0; i < held; i++) {
            Storage kept = storage[i];
            storage[i] = null;
            if (kept != null) {
                kept.release();
            }
        }
        held = 0;
        count = 0;
        bytes = 0;
    }
}
