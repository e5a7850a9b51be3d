package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Content that is in a file, whose length is what it was when it was opened. */
final class FileUpload implements Upload {
    private static final int PIECE = 64 << 10;

    private final Path path;
    private final FileChannel file;
    private final long length;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE);
    private long at;

    FileUpload(Path path) throws IOException {
        this.path = path;
        file = FileChannel.open(path, StandardOpenOption.READ);
        length = file.size();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Step next(EvBuffer to) throws IOException {
        if (at < length) {
            piece.clear().limit((int) Math.min(PIECE, length - at));
            int got = file.read(piece, at);
            if (got <= 0) {
                throw new IOException(path + " has become shorter while it was sent: it ends at " + at);
            }
            to.add(piece.array(), 0, got);
            at += got;
        }
        return at == length ? Step.END : Step.MORE;
    }

    @Override
    public boolean rewind() {
        at = 0;
        return true;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
