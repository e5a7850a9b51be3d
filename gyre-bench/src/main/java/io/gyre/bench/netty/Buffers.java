package io.gyre.bench.netty;

import io.gyre.bench.peer.BufferRounds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code buffer} over Netty's pooled direct buffers. Arguments: {@code pooled|reused}, then those of the rounds.
 *
 * <p>The thread is one of Netty's own, since only those have a cache of the pool; and no leaks are looked for. What is held is one
 * contiguous buffer, as Netty's decoders accumulate it. Netty has no buffer to move bytes out of: a whole buffer goes to a new composite,
 * a part of one as a retained slice. Extents are retained slices, which are given to {@link IovArray} one by one, as the transport does.
 */
public final class Buffers extends BufferRounds {
    private static final byte LF = '\n';
    private static final int LONGEST_ADDRESS = 128;

    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final boolean reused;
    private final ByteBuf kept = allocator.directBuffer(1024 * 1024);
    private final ByteBuf needle = allocator.directBuffer(2).writeByte('\r').writeByte(LF);
    private final ByteBuf extents = allocator.directBuffer(EXTENTS * EXTENT);
    private final ByteBuf scratch = allocator.directBuffer(EXTENTS * EXTENT);
    private final @Nullable ByteBuf[] from = new ByteBuf[SLOTS];
    private final @Nullable CompositeByteBuf[] to = new CompositeByteBuf[SLOTS];
    private final ByteBuf[] chain = new ByteBuf[EXTENTS];
    private final IovArray vectors = new IovArray(EXTENTS);
    private CompositeByteBuf moved = allocator.compositeDirectBuffer();
    private @Nullable FileDescriptor target;
    private @Nullable Socket otherEnd;

    private Buffers(boolean reused, String[] arguments) {
        super(arguments);
        this.reused = reused;
        extents.writeBytes(texts.extents);
    }

    public static void main(String[] arguments) throws InterruptedException {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        Epoll.ensureAvailability(); // Loads the native code that the descriptors need.
        boolean reused = arguments[0].equals("reused");
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        var thread = new FastThreadLocalThread(() -> runHere(new Buffers(reused, rest)));
        thread.setUncaughtExceptionHandler((_, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        thread.start();
        thread.join();
    }

    private static void runHere(Buffers buffers) {
        try {
            buffers.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected boolean has(String name) {
        return !reused || name.startsWith("add-");
    }

    @Override
    protected void addAndDrain(byte[] source, int count) {
        if (reused) {
            kept.clear().writeBytes(source, 0, count).skipBytes(count);
        } else {
            ByteBuf buffer = allocator.directBuffer(count);
            buffer.writeBytes(source, 0, count).skipBytes(count);
            buffer.release();
        }
    }

    private void fill(ByteBuf buffer, byte[] bytes, int count, int piece) {
        buffer.clear();
        for (int at = 0; at < count; at += piece) {
            buffer.writeBytes(bytes, at, Math.min(piece, count - at));
        }
    }

    @Override
    protected void hold(byte[] text) {
        fill(kept, text, text.length, PIECE);
        moved.addComponent(true, kept.retainedSlice());
    }

    @Override
    protected void moveThereAndBack() {
        moveToNew();
        moveToNew();
    }

    /** The composite that the bytes come from is released by this, so that each way needs a new one. */
    private void moveToNew() {
        moved = allocator.compositeDirectBuffer().addFlattenedComponents(true, moved);
    }

    @Override
    protected void holdSlot(int slot, byte[] text) {
        if (from[slot] != null && to[slot] != null) {
            from[slot].release();
            to[slot].release();
        }
        ByteBuf buffer = allocator.directBuffer(text.length);
        fill(buffer, text, text.length, PIECE);
        from[slot] = buffer;
        to[slot] = allocator.compositeDirectBuffer();
    }

    @Override
    protected void movePart(int slot, int count) {
        ByteBuf source = from[slot];
        CompositeByteBuf sink = to[slot];
        if (source != null && sink != null) {
            sink.addComponent(true, source.readRetainedSlice(count));
        }
    }

    @Override
    protected long indexOfCrlf() {
        int lf = kept.indexOf(kept.readerIndex(), kept.writerIndex(), LF);
        return kept.getByte(lf - 1) == '\r' ? lf - 1 : lf;
    }

    @Override
    protected long indexOfCrlfStrict() {
        return ByteBufUtil.indexOf(needle, kept);
    }

    @Override
    protected void holdLog(byte[] log, int count) {
        fill(kept, log, count, LOG_PIECE);
    }

    @Override
    protected long takeLine() {
        int length = lineLength();
        if (length < 0) {
            return -1;
        }
        String line = kept.readString(length, StandardCharsets.UTF_8);
        kept.skipBytes(1);
        return line.length();
    }

    private int lineLength() {
        int begin = kept.readerIndex();
        int lf = kept.indexOf(begin, kept.writerIndex(), LF);
        return lf < 0 ? -1 : lf - begin;
    }

    @Override
    protected long moveLine() {
        int length = lineLength();
        if (length < 0) {
            return -1;
        }
        ByteBuf line = kept.readRetainedSlice(length);
        kept.skipBytes(1);
        line.release();
        return length;
    }

    @Override
    protected void chain() {
        for (int i = 0; i < EXTENTS; i++) {
            chain[i] = extents.retainedSlice(i * EXTENT, EXTENT);
        }
    }

    @Override
    protected long writeChain() throws IOException {
        vectors.clear();
        for (ByteBuf extent : chain) {
            vectors.add(extent, extent.readerIndex(), extent.readableBytes());
        }
        long written = target == null ? 0 : target.writevAddresses(vectors.memoryAddress(0), vectors.count());
        for (ByteBuf extent : chain) {
            extent.release();
        }
        return written;
    }

    @Override
    protected void openNull() throws IOException {
        target = FileDescriptor.from("/dev/null");
    }

    @Override
    protected void openSocket() throws IOException {
        Path folder = Files.createTempDirectory("gyre-bench");
        Path path = folder.resolve("socket");
        var address = new DomainSocketAddress(path.toFile());
        Socket listener = Socket.newSocketDomain();
        Socket connecting = Socket.newSocketDomain();
        try {
            listener.bind(address);
            listener.listen(1);
            connecting.connect(address);
            otherEnd = new Socket(listener.accept(new byte[LONGEST_ADDRESS]));
            target = connecting;
        } finally {
            listener.close();
            Files.deleteIfExists(path);
            Files.delete(folder);
        }
    }

    @Override
    protected void drainSocket() throws IOException {
        while (otherEnd != null && otherEnd.recvAddress(scratch.memoryAddress(), 0, scratch.capacity()) > 0) {
            // Reads on until there is nothing.
        }
    }
}
