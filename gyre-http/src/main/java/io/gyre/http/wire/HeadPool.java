package io.gyre.http.wire;

import java.util.ArrayDeque;

/**
 * Heads that are used again, so that a message makes no garbage and a connection without one holds none. For one thread.
 */
public final class HeadPool {
    /** What more than this was needed for is not kept. */
    private static final int LARGEST_KEPT = 16 << 10;

    private static final int MOST_KEPT = 64;

    private final ArrayDeque<Head> idle = new ArrayDeque<>();

    /** Makes an empty pool. */
    public HeadPool() {}

    /** {@return an empty head} */
    Head take() {
        Head head = idle.pollLast();
        return head == null ? new Head() : head;
    }

    /** Takes a head back, which must come from here and be given once. */
    public void give(Head head) {
        if (head.bytes.length <= LARGEST_KEPT && idle.size() < MOST_KEPT) {
            head.clear();
            idle.addLast(head);
        }
    }
}
