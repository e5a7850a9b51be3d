package io.gyre.buffer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gyre.buffer.BufferOperations.Scale;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * What {@link ModelTest} does, with operations that a fuzzer chose for the code they reach. The ordinary build replays the inputs that are kept
 * in the folder of resources named after this class; {@code ./build --fuzz BufferFuzzTest 600} looks for new ones.
 */
class BufferFuzzTest {
    /** The first byte chooses the size of chunks: 0 stands for the usual ones. */
    private static final long[] CHUNK_SIZES = {0, 1, 64, 256 << 10};

    @FuzzTest(maxDuration = "10m")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void buffersHoldWhatArraysHold(byte[] data) throws IOException {
        Numbers numbers = Numbers.of(data);
        long chunkSize = CHUNK_SIZES[numbers.below(CHUNK_SIZES.length)];
        BufferPool pool = chunkSize == 0
                ? BufferPool.confined()
                : new BufferPool(Thread.currentThread(), null, new long[] {chunkSize}, 0);
        var scale = chunkSize == 1 ? new Scale(50, 150) : new Scale(100_000, 100_000);
        try (var operations = new BufferOperations(numbers, pool, scale)) {
            while (numbers.hasMore()) {
                operations.one();
            }
        }
    }
}
