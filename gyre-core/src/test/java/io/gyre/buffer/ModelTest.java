package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.fail;

import io.gyre.buffer.BufferOperations.Scale;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * More than a million random operations on buffers and on arrays. {@code -Dgyre.model.seed=N} repeats the run of one seed, and
 * {@code -Dgyre.model.soak=N} makes N times as many.
 */
class ModelTest {
    private static final int SEEDS = 3;
    private static final int OPERATIONS = 120_000;

    /** After so many operations everything is closed, and seen to be. */
    private static final int ROUND = 6_000;

    /**
     * A kind of pool, and how much the buffers of it may hold in good time.
     *
     * @param idleBytes what the pool keeps
     * @param chunkSize the only one; 0 for the usual ones
     */
    record Pool(String name, long idleBytes, Scale scale, long chunkSize) {
        BufferPool make() {
            return chunkSize == 0
                    ? BufferPool.confined(idleBytes)
                    : new BufferPool(Thread.currentThread(), null, new long[] {chunkSize}, idleBytes);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Pool> POOLS = List.of(
            new Pool("the usual pool", BufferPool.DEFAULT_IDLE_BYTES, new Scale(100_000, 150_000), 0),
            new Pool("chunks of one byte", 0, new Scale(50, 150), 1),
            new Pool("chunks of 64 bytes", 0, new Scale(1_000, 2_000), 64),
            new Pool("slabs of one chunk, none kept", 0, new Scale(20_000, 40_000), 256 << 10));

    static Stream<Arguments> runs() {
        Long seed = Long.getLong("gyre.model.seed");
        long first = new SplittableRandom().nextInt(Integer.MAX_VALUE - SEEDS);
        long[] seeds = seed != null
                ? new long[] {seed}
                : LongStream.range(first, first + SEEDS).toArray();
        return POOLS.stream()
                .flatMap(pool -> LongStream.of(seeds).mapToObj(each -> Arguments.of(pool, Named.of("" + each, each))));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("runs")
    @Timeout(value = 1, unit = TimeUnit.HOURS) // For the soak.
    void buffersHoldWhatArraysHold(Pool pool, long seed) {
        Numbers numbers = Numbers.of(seed);
        long all = OPERATIONS * Long.getLong("gyre.model.soak", 1);
        for (long done = 0; done < all; done += ROUND) {
            int operation = 0;
            try (var operations = new BufferOperations(numbers, pool.make(), pool.scale)) {
                for (; operation < ROUND; operation++) {
                    operations.one();
                }
            } catch (Exception | AssertionError e) {
                fail("operation " + (done + operation) + " with " + pool + "; again with -Dgyre.model.seed=" + seed, e);
            }
        }
    }
}
