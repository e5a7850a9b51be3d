package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A descriptor in memory, which takes and gives as much as it is told to. */
final class MemoryIo implements VectoredIo {
    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    int most = Integer.MAX_VALUE;
    boolean sendsFiles;

    @Nullable
    IOException failure;

    private byte[] toRead = {};
    private boolean ended;

    MemoryIo holding(String text) {
        toRead = text.getBytes(StandardCharsets.ISO_8859_1);
        return this;
    }

    MemoryIo ended() {
        ended = true;
        return this;
    }

    String text() {
        return written.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public long readv(Iovecs into) throws IOException {
        check();
        int done = 0;
        for (int i = 0; i < into.count() && done < toRead.length; i++) {
            int part = (int) Math.min(into.length(i), toRead.length - done);
            MemorySegment.copy(toRead, done, into.segment(i), JAVA_BYTE, 0, part);
            done += part;
        }
        toRead = java.util.Arrays.copyOfRange(toRead, done, toRead.length);
        return done > 0 ? done : ended ? EOF : WOULD_BLOCK;
    }

    @Override
    public long writev(Iovecs from) throws IOException {
        check();
        int left = (int) Math.min(most, from.bytes());
        int all = left;
        for (int i = 0; i < from.count() && left > 0; i++) {
            int part = (int) Math.min(left, from.length(i));
            written.writeBytes(from.segment(i).asSlice(0, part).toArray(JAVA_BYTE));
            left -= part;
        }
        return all == 0 ? WOULD_BLOCK : all;
    }

    @Override
    public long sendfile(FileSource file, long offset, long count) throws IOException {
        check();
        if (!sendsFiles) {
            return UNSUPPORTED;
        }
        try (var arena = java.lang.foreign.Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.min(count, most));
            int got = file.read(offset, bytes, 0, (int) bytes.byteSize());
            if (got > 0) {
                written.writeBytes(bytes.asSlice(0, got).toArray(JAVA_BYTE));
            }
            return Math.max(0, got);
        }
    }

    private void check() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }
}
