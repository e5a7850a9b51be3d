package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A descriptor that transfers less than it was asked for, makes its caller wait, ends or fails, as the numbers have it. */
final class ModelPipe implements VectoredIo {
    private static final int USUAL = 12;

    /** What went through, either way. */
    final ByteArrayOutputStream transferred = new ByteArrayOutputStream();

    private final Numbers numbers;

    ModelPipe(Numbers numbers) {
        this.numbers = numbers;
    }

    /** What the call answers if not a number of bytes; 0 to transfer some. */
    private int outcome() throws IOException {
        return switch (numbers.below(USUAL)) {
            case 1 -> WOULD_BLOCK;
            case 2 -> EOF;
            case 3 -> throw new IOException("broken, as the numbers have it");
            default -> 0;
        };
    }

    private int some(long most) {
        int bound = (int) Math.min(most, 100_000);
        return numbers.oneIn(2) ? bound : 1 + numbers.below(bound);
    }

    @Override
    public long readv(Iovecs into) throws IOException {
        int outcome = outcome();
        if (outcome != 0) {
            return outcome;
        }
        byte[] bytes = numbers.bytes(some(into.bytes()));
        int done = 0;
        for (int i = 0; i < into.count() && done < bytes.length; i++) {
            int part = (int) Math.min(into.length(i), bytes.length - done);
            MemorySegment.copy(bytes, done, into.segment(i), JAVA_BYTE, 0, part);
            done += part;
        }
        transferred.write(bytes, 0, done);
        return done;
    }

    @Override
    public long writev(Iovecs from) throws IOException {
        if (outcome() == WOULD_BLOCK) {
            return WOULD_BLOCK;
        }
        int count = some(from.bytes());
        int left = count;
        for (int i = 0; i < from.count() && left > 0; i++) {
            byte[] extent = from.segment(i).toArray(JAVA_BYTE);
            int part = Math.min(extent.length, left);
            transferred.write(extent, 0, part);
            left -= part;
        }
        return count;
    }

    @Override
    public long sendfile(FileSource file, long offset, long count) throws IOException {
        if (numbers.oneIn(2)) {
            return UNSUPPORTED;
        }
        if (outcome() == WOULD_BLOCK) {
            return WOULD_BLOCK;
        }
        int part = some(count);
        var source = (ModelFile) file;
        source.checkOpen();
        transferred.write(source.content, (int) offset, part);
        return part;
    }
}
