package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What holds of every chain between two operations. */
final class ChainCheck {
    private ChainCheck() {}

    static void check(Chain chain) {
        long sum = 0;
        Link last = null;
        for (Link link = chain.first; link != null; link = link.next) {
            assertTrue(link.length() > 0, "an empty link");
            if (link instanceof Chunk chunk) {
                assertTrue(chunk.start >= chunk.base && chunk.end <= chunk.limit, "a chunk that leaves its place");
            }
            sum += link.length();
            last = link;
        }
        assertSame(last, chain.last, "the last link");
        assertEquals(chain.length, sum, "the length of all links");
        Chunk spare = chain.spare();
        if (spare != null) {
            assertEquals(0, spare.length(), "the length of the spare chunk");
            assertTrue(!spare.isShared(), "a spare chunk that others show");
        }
    }
}
