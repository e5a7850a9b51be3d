package io.gyre.bench.okio;

import io.gyre.bench.peer.BufferRounds;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * {@code buffer} over Okio's buffers. Okio has no writing of many extents in one call: it copies them into its segments of 8 KiB, and
 * writes these to a stream one by one.
 */
public final class Buffers extends BufferRounds {
    private static final ByteString CRLF = ByteString.encodeUtf8("\r\n");

    private final Buffer here = new Buffer();
    private final Buffer there = new Buffer();
    private final Buffer[] from = new Buffer[SLOTS];
    private final Buffer[] to = new Buffer[SLOTS];
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(EXTENTS * EXTENT);
    private OutputStream target = OutputStream.nullOutputStream();
    private @Nullable SocketChannel otherEnd;

    private Buffers(String[] arguments) {
        super(arguments);
        for (int i = 0; i < SLOTS; i++) {
            from[i] = new Buffer();
            to[i] = new Buffer();
        }
    }

    public static void main(String[] arguments) throws IOException {
        new Buffers(arguments).run();
    }

    @Override
    protected void addAndDrain(byte[] source, int count) {
        here.write(source, 0, count);
        skip(here, count);
    }

    private static void skip(Buffer buffer, long count) {
        try {
            buffer.skip(count);
        } catch (EOFException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(Buffer buffer, byte[] bytes, int count, int piece) {
        buffer.clear();
        for (int at = 0; at < count; at += piece) {
            buffer.write(bytes, at, Math.min(piece, count - at));
        }
    }

    @Override
    protected void hold(byte[] text) {
        fill(here, text, text.length, PIECE);
    }

    @Override
    protected void moveThereAndBack() {
        there.write(here, here.size());
        here.write(there, there.size());
    }

    @Override
    protected void holdSlot(int slot, byte[] text) {
        to[slot].clear();
        fill(from[slot], text, text.length, PIECE);
    }

    @Override
    protected void movePart(int slot, int count) {
        to[slot].write(from[slot], count);
    }

    @Override
    protected long indexOfCrlf() {
        long lf = here.indexOf((byte) '\n');
        return here.getByte(lf - 1) == '\r' ? lf - 1 : lf;
    }

    @Override
    protected long indexOfCrlfStrict() {
        try {
            return here.indexOf(CRLF);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void holdLog(byte[] log, int count) {
        fill(here, log, count, LOG_PIECE);
    }

    @Override
    protected long takeLine() {
        try {
            String line = here.readUtf8Line();
            return line == null ? -1 : line.length();
        } catch (EOFException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected long moveLine() {
        long length = here.indexOf((byte) '\n');
        if (length >= 0) {
            there.write(here, length);
            skip(here, 1);
            skip(there, length);
        }
        return length;
    }

    @Override
    protected void chain() {
        for (int i = 0; i < EXTENTS; i++) {
            here.write(texts.extents, i * EXTENT, EXTENT);
        }
    }

    @Override
    protected long writeChain() throws IOException {
        long count = here.size();
        here.writeTo(target);
        return count - here.size();
    }

    @Override
    protected void openNull() throws IOException {
        target = new FileOutputStream("/dev/null");
    }

    @Override
    protected void openSocket() throws IOException {
        Path folder = Files.createTempDirectory("gyre-bench");
        Path path = folder.resolve("socket");
        var address = UnixDomainSocketAddress.of(path);
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(address);
            target = Channels.newOutputStream(SocketChannel.open(address));
            otherEnd = listener.accept();
            otherEnd.configureBlocking(false);
        } finally {
            Files.deleteIfExists(path);
            Files.delete(folder);
        }
    }

    @Override
    protected void drainSocket() throws IOException {
        while (otherEnd != null && otherEnd.read(scratch.clear()) > 0) {
            // Reads on until there is nothing.
        }
    }
}
