package io.gyre.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SecureRngTest {
    // R-166, S-123
    @Test
    void theWantedRangeIsFilledAndNothingElse() {
        var rng = new SecureRng();
        for (int round = 0; round < 32; round++) {
            int from = round % 8;
            int to = 64 - round / 4;
            byte[] seen = new byte[64];
            for (int draw = 0; draw < 8; draw++) {
                byte[] bytes = new byte[64];
                rng.fill(bytes, from, to - from);
                for (int i = 0; i < seen.length; i++) {
                    seen[i] |= bytes[i];
                }
            }
            for (int i = 0; i < seen.length; i++) {
                assertEquals(i >= from && i < to, seen[i] != 0, "byte " + i + " of " + from + " to " + to);
            }
        }
    }

    // S-123
    @Test
    void seedingMayBeRepeated() {
        var rng = new SecureRng();
        rng.init();
        rng.init();
        byte[] bytes = new byte[32];
        rng.fill(bytes);
        assertFalse(Arrays.equals(new byte[32], bytes));
    }

    // S-123; this generator gives up the system's entropy if it is seeded before its first use.
    @Test
    void knownBytesAddedFirstDoNotReplaceTheSystemsEntropy() throws Exception {
        byte[] one = afterAdding("known");
        byte[] other = afterAdding("known");
        assertNotEquals(Arrays.toString(one), Arrays.toString(other));
    }

    private static byte[] afterAdding(String entropy) throws Exception {
        var rng = new SecureRng(SecureRandom.getInstance("SHA1PRNG"));
        rng.addBytes(entropy.getBytes(UTF_8));
        byte[] bytes = new byte[16];
        rng.fill(bytes);
        return bytes;
    }

    // S-123
    @Test
    void addedBytesReachTheSource() {
        var seeds = new ArrayList<byte[]>();
        var source = new SecureRandom() {
            private static final long serialVersionUID = 1;

            @Override
            public void setSeed(byte[] seed) {
                seeds.add(seed.clone());
            }
        };
        new SecureRng(source).addBytes(new byte[] {1, 2});
        assertArrayEquals(new byte[] {1, 2}, seeds.getFirst());
    }

    @Test
    void aRangeOutsideTheArrayIsRefused() {
        assertThrows(IndexOutOfBoundsException.class, () -> new SecureRng().fill(new byte[4], 2, 3));
    }
}
