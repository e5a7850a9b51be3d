package io.gyre.conformance.examples;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.gyre.buffer.FileSource;
import io.gyre.buffer.Iovecs;
import io.gyre.buffer.VectoredIo;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Sends its pieces one at a time, then ends, and takes five bytes of what it is sent in each call. */
final class SlowPeer implements VectoredIo {
    private static final int TAKES = 5;

    private final Deque<String> pieces;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    SlowPeer(String... pieces) {
        this.pieces = new ArrayDeque<>(List.of(pieces));
    }

    String taken() {
        return taken.toString(StandardCharsets.UTF_8);
    }

    @Override
    public long readv(Iovecs into) {
        String piece = pieces.poll();
        if (piece == null) {
            return EOF;
        }
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(bytes, 0, into.segment(0), JAVA_BYTE, 0, bytes.length);
        return bytes.length;
    }

    @Override
    public long writev(Iovecs from) {
        int count = (int) Math.min(TAKES, from.length(0));
        taken.writeBytes(from.segment(0).asSlice(0, count).toArray(JAVA_BYTE));
        return count;
    }

    @Override
    public long sendfile(FileSource file, long offset, long count) {
        return UNSUPPORTED;
    }
}
