package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.FileSegment;
import io.gyre.buffer.FileSegmentOption;
import io.gyre.buffer.FileSource;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Content that is in a file, whose length is what it was when it was opened. A piece is read when it is written, which for an ordinary socket
 * is {@code sendfile(2)}; for TLS it is read then, and not mapped, because the file may become shorter at any time.
 */
final class FileUpload implements Upload {
    private static final long PIECE = 256 << 10;

    private final Path path;
    private final FileSource file;
    private final long length;
    private long at;

    /** How many pieces wait to be sent, which need the file also after {@link #close}. */
    private int pieces;

    private boolean closed;

    FileUpload(Path path) throws IOException {
        this.path = path;
        Fd opened = Descriptors.system().open(path, true, false);
        try {
            if (!opened.isFile()) {
                throw new IOException(path + " is no regular file: write an Upload that reads it");
            }
            file = opened.file();
            length = file.size();
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Step next(EvBuffer to) throws IOException {
        if (at < length) {
            long count = Math.min(PIECE, length - at);
            long size = file.size();
            if (size < at + count) {
                throw new IOException(path + " has become shorter while it was sent: it ends at " + size);
            }
            try (var piece = FileSegment.of(file, at, count, FileSegmentOption.DISABLE_MMAP)) {
                pieces++;
                piece.onFree(this::pieceSent);
                to.addFileSegment(piece);
            }
            at += count;
        }
        return at == length ? Step.END : Step.MORE;
    }

    private void pieceSent() {
        pieces--;
        closeUnlessNeeded();
    }

    @Override
    public boolean rewind() {
        at = 0;
        return true;
    }

    @Override
    public void close() {
        closed = true;
        closeUnlessNeeded();
    }

    private void closeUnlessNeeded() {
        if (closed && pieces == 0) {
            file.close();
        }
    }
}
