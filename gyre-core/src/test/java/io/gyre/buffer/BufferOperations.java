package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Does what some numbers say to a few buffers of one pool, and the same to their models, and compares them after each operation.
 * Close it to see that no memory, no reference and no file is left.
 */
final class BufferOperations implements AutoCloseable {
    private static final int BUFFERS = 3;

    /**
     * How large things may get.
     *
     * @param most about how many bytes one operation adds at most
     * @param mostHeld a buffer that holds more is drained
     */
    record Scale(int most, int mostHeld) {}

    private final Numbers numbers;
    private final BufferPool pool;
    private final Scale scale;
    private final List<BufferModel> buffers = new ArrayList<>();
    private final Queue<Runnable> deferred = new ArrayDeque<>();
    private final AddOperations adding;
    private final LookOperations looking;
    private final TakeOperations taking;

    BufferOperations(Numbers numbers, BufferPool pool, Scale scale) {
        this.numbers = numbers;
        this.pool = pool;
        this.scale = scale;
        adding = new AddOperations(numbers, scale);
        looking = new LookOperations(numbers);
        taking = new TakeOperations(numbers, scale);
        for (int i = 0; i < BUFFERS; i++) {
            buffers.add(newBuffer());
        }
    }

    private BufferModel newBuffer() {
        return new BufferModel(pool, numbers.oneIn(4), deferred);
    }

    /** {@return how many bytes: often few, seldom many} */
    static int length(Numbers numbers, int most) {
        int length = switch (numbers.below(16)) {
            case 0 -> 0;
            case 1, 2, 3 -> numbers.below(4);
            case 4, 5, 6, 7, 8, 9 -> numbers.below(32);
            case 10, 11, 12, 13, 14 -> numbers.below(400);
            default -> numbers.oneIn(16) ? numbers.below(100_000) : numbers.below(2_000);
        };
        return Math.min(length, most);
    }

    void one() throws IOException {
        int index = numbers.below(BUFFERS);
        BufferModel one = buffers.get(index);
        BufferModel other = buffers.get(numbers.below(BUFFERS));
        if (one.length() > scale.mostHeld) {
            one.freeze(BufferEnd.FRONT, false);
            long count = numbers.below(one.length() + 1);
            assertEquals(count, one.buffer.drain(count));
            one.take((int) count);
        }
        switch (numbers.below(32)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 -> adding.one(one, other);
            case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 -> taking.one(one, other);
            case 22, 23, 24, 25, 26, 27, 28 -> looking.one(one);
            case 29 -> freeze(one);
            case 30 -> callbacks(one);
            default -> rare(index);
        }
        one.check();
        other.check();
    }

    private void freeze(BufferModel one) {
        BufferEnd end = numbers.oneIn(2) ? BufferEnd.FRONT : BufferEnd.BACK;
        one.freeze(end, numbers.oneIn(4));
    }

    private void callbacks(BufferModel one) {
        if (!one.isDeferred()) {
            one.enableCallback(numbers.oneIn(2));
        }
        runDeferred();
    }

    private void runDeferred() {
        while (!deferred.isEmpty()) {
            deferred.remove().run();
        }
        buffers.forEach(BufferModel::checkTold);
    }

    private void rare(int index) {
        if (numbers.oneIn(4)) {
            buffers.get(index).close();
            buffers.set(index, newBuffer());
        } else if (numbers.oneIn(2)) {
            pool.trim();
        } else {
            EvBuffer buffer = buffers.get(index).buffer;
            assertThrows(IllegalArgumentException.class, () -> buffer.drain(-1));
            assertThrows(IndexOutOfBoundsException.class, () -> buffer.byteAt(buffer.length()));
            assertThrows(IndexOutOfBoundsException.class, () -> buffer.position(buffer.length() + 1));
        }
    }

    @Override
    public void close() {
        runDeferred();
        for (BufferModel each : buffers) {
            each.close();
        }
        adding.checkAllFreed();
        assertEquals(0, pool.liveBytes(), "the bytes that buffers hold");
        pool.close();
        assertEquals(0, pool.heldBytes(), "the bytes that the pool holds");
    }
}
