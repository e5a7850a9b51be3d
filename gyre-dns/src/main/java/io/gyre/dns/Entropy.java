package io.gyre.dns;

import io.gyre.net.SecureRng;
import java.util.Arrays;

/** Random bytes that nobody can foresee, drawn many at a time. For the loop alone. */
final class Entropy {
    private final SecureRng source = new SecureRng();
    private final byte[] pool = new byte[1024];
    private int used = pool.length;

    private int take(int count) {
        if (used + count > pool.length) {
            source.fill(pool);
            used = 0;
        }
        int at = used;
        used += count;
        return at;
    }

    int u16() {
        int at = take(2);
        return (pool[at] & 0xff) << 8 | (pool[at + 1] & 0xff);
    }

    /** {@return a number from 0 to one less than {@code bound}, which is at most 256 and so small that a bias does not count} */
    int below(int bound) {
        return u16() % bound;
    }

    byte[] bits(int count) {
        int at = take(count);
        return Arrays.copyOfRange(pool, at, at + count);
    }
}
