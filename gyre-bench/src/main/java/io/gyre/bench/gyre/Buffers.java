package io.gyre.bench.gyre;

import io.gyre.bench.peer.BufferRounds;
import io.gyre.buffer.BufferPool;
import io.gyre.buffer.Eol;
import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.ReferenceCleanup;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code buffer} over Gyre's own buffers, which take their memory from a pool of this thread. */
public final class Buffers extends BufferRounds {
    private static final ReferenceCleanup NONE = _ -> {};

    private final BufferPool pool = BufferPool.confined();
    private final EvBuffer here = new EvBuffer(pool);
    private final EvBuffer there = new EvBuffer(pool);
    private final EvBuffer[] from = new EvBuffer[SLOTS];
    private final EvBuffer[] to = new EvBuffer[SLOTS];
    private final MemorySegment[] extents = new MemorySegment[EXTENTS];
    private final MemorySegment scratch = Arena.global().allocate(2L * EXTENTS * EXTENT);
    private @Nullable Fd target;
    private @Nullable Fd otherEnd;

    private Buffers(String[] arguments) {
        super(arguments);
        for (int i = 0; i < SLOTS; i++) {
            from[i] = new EvBuffer(pool);
            to[i] = new EvBuffer(pool);
        }
        MemorySegment all = Arena.global().allocate(texts.extents.length);
        all.copyFrom(MemorySegment.ofArray(texts.extents));
        for (int i = 0; i < EXTENTS; i++) {
            extents[i] = all.asSlice((long) i * EXTENT, EXTENT);
        }
    }

    public static void main(String[] arguments) throws IOException {
        new Buffers(arguments).run();
    }

    @Override
    protected void addAndDrain(byte[] source, int count) {
        here.add(source, 0, count);
        here.drain(count);
    }

    private static void fill(EvBuffer buffer, byte[] bytes, int count, int piece) {
        buffer.drain(buffer.length());
        for (int at = 0; at < count; at += piece) {
            buffer.add(bytes, at, Math.min(piece, count - at));
        }
    }

    @Override
    protected void hold(byte[] text) {
        fill(here, text, text.length, PIECE);
    }

    @Override
    protected void moveThereAndBack() {
        there.addBuffer(here);
        here.addBuffer(there);
    }

    @Override
    protected void holdSlot(int slot, byte[] text) {
        to[slot].drain(to[slot].length());
        fill(from[slot], text, text.length, PIECE);
    }

    @Override
    protected void movePart(int slot, int count) {
        from[slot].removeBuffer(to[slot], count);
    }

    @Override
    protected long indexOfCrlf() {
        return here.indexOfEol(Eol.CRLF, 0);
    }

    @Override
    protected long indexOfCrlfStrict() {
        return here.indexOfEol(Eol.CRLF_STRICT, 0);
    }

    @Override
    protected void holdLog(byte[] log, int count) {
        fill(here, log, count, LOG_PIECE);
    }

    @Override
    protected long takeLine() {
        String line = here.readLine(Eol.LF, StandardCharsets.UTF_8);
        return line == null ? -1 : line.length();
    }

    @Override
    protected long moveLine() {
        long length = here.readln(Eol.LF, there);
        if (length > 0) {
            there.drain(length);
        }
        return length;
    }

    @Override
    protected void chain() {
        for (MemorySegment extent : extents) {
            here.addReference(extent, NONE);
        }
    }

    @Override
    protected long writeChain() throws IOException {
        return target == null ? 0 : here.write(target);
    }

    @Override
    protected void openNull() throws IOException {
        target = Descriptors.system().open(Path.of("/dev/null"), false, true);
    }

    @Override
    protected void openSocket() throws IOException {
        FdPair pair = Descriptors.system().socketpair();
        target = pair.first();
        otherEnd = pair.second();
    }

    @Override
    protected void drainSocket() throws IOException {
        while (otherEnd != null && otherEnd.read(scratch) > 0) {
            // Reads on until there is nothing.
        }
    }
}
