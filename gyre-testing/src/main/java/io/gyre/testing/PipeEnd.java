package io.gyre.testing;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** One end of a pipe, see {@code pipe(7)}. */
final class PipeEnd extends OpenFile {
    /** So many bytes are written all at once or not at all: {@code PIPE_BUF}. */
    private static final int ATOMIC = 4096;

    private final ByteQueue bytes;
    private final boolean reads;

    /** Null once closed. */
    private @Nullable PipeEnd other;

    private PipeEnd(ByteQueue bytes, boolean reads) {
        this.bytes = bytes;
        this.reads = reads;
    }

    /** {@return the reading end, then the writing one} */
    static PipeEnd[] pair(int capacity) {
        var bytes = new ByteQueue(capacity);
        var reader = new PipeEnd(bytes, true);
        var writer = new PipeEnd(bytes, false);
        reader.other = writer;
        writer.other = reader;
        return new PipeEnd[] {reader, writer};
    }

    @Override
    int poll() {
        if (reads) {
            return (bytes.isEmpty() ? 0 : IN) | (other == null ? HUP : 0);
        }
        return (hasRoom() ? OUT : 0) | (other == null ? ERR : 0);
    }

    private boolean hasRoom() {
        return bytes.space() >= Math.min(ATOMIC, bytes.capacity());
    }

    @Override
    int receive(MemorySegment buffer, long offset, int count) {
        if (!reads) {
            return Errno.EBADF.result();
        }
        if (bytes.isEmpty() && count > 0) {
            return other == null ? 0 : Errno.EAGAIN.result();
        }
        boolean wasFull = !hasRoom();
        int n = bytes.take(buffer, offset, count);
        if (wasFull && hasRoom() && other != null) {
            other.changed(OUT);
        }
        return n;
    }

    @Override
    int send(MemorySegment buffer, long offset, int count) {
        if (reads) {
            return Errno.EBADF.result();
        }
        if (other == null) {
            return Errno.EPIPE.result();
        }
        boolean whole = count <= Math.min(ATOMIC, bytes.capacity());
        if (count > 0 && bytes.space() < (whole ? count : 1)) {
            return Errno.EAGAIN.result();
        }
        int n = bytes.put(buffer, offset, count);
        if (n > 0) {
            other.changed(IN);
        }
        return n;
    }

    @Override
    void dispose() {
        PipeEnd left = other;
        other = null;
        if (left != null) {
            left.other = null;
            left.changed(ALL);
        }
    }

    @Override
    String describe() {
        return (reads ? "reading" : "writing") + " end of a pipe with " + bytes.size() + " bytes in it"
                + (other == null ? ", whose other end is closed" : "");
    }
}
