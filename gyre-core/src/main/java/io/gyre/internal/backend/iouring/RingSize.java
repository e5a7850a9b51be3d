package io.gyre.internal.backend.iouring;

/**
 * How large a ring is, and how new.
 *
 * @param submissions room for requests, a power of two
 * @param completions room for answers, a power of two
 * @param age 0 to use what the newest kernels can; each more does without the newest of what is left, up to {@link #OLDEST}
 */
record RingSize(int submissions, int completions, int age) {
    /** For every base. */
    static final RingSize USUAL = new RingSize(256, 4096, 0);

    static final RingSize PROBE = new RingSize(1, 2, 0);
    static final int OLDEST = 3;
}
