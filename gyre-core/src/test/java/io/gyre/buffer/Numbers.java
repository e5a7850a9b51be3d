package io.gyre.buffer;

import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** Where the operations on buffers take their choices from: a seed, or the bytes of a fuzzer. */
abstract class Numbers {
    private static final byte[] ALPHABET = {'a', 'b', '\r', '\n', 0, 'a', 'b', 'c'};

    static Numbers of(long seed) {
        var random = new SplittableRandom(seed);
        return new Numbers() {
            @Override
            int below(int bound) {
                return random.nextInt(bound);
            }

            @Override
            boolean hasMore() {
                return true;
            }
        };
    }

    /** As many bytes for each number as its bound needs; zeros once they are used up. */
    static Numbers of(byte[] bytes) {
        return new Numbers() {
            private int at;

            private int next() {
                return at < bytes.length ? bytes[at++] & 0xff : 0;
            }

            @Override
            int below(int bound) {
                IntUnaryOperator more = value -> value << 8 | next();
                int value = next();
                for (int reach = 256; reach < bound; reach <<= 8) {
                    value = more.applyAsInt(value);
                }
                return value % bound;
            }

            @Override
            boolean hasMore() {
                return at < bytes.length;
            }
        };
    }

    /** {@return a number from 0 on, below {@code bound}, which is 16 million at most} */
    abstract int below(int bound);

    /** {@return whether there are numbers left} */
    abstract boolean hasMore();

    boolean oneIn(int times) {
        return below(times) == times - 1;
    }

    /** {@return bytes that are few enough to be found again, line terminators among them} */
    byte[] bytes(int length) {
        var bytes = new byte[length];
        int state = below(256);
        for (int i = 0; i < length; i++) {
            state = state * 1_103_515_245 + 12_345;
            bytes[i] = ALPHABET[state >>> 20 & 7];
        }
        return bytes;
    }
}
