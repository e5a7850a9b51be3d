package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ByteSearchTest {
    private static final int SEED = 20_251_125;

    /** Bytes that the tests on whole words are most likely to take for each other. */
    private static final byte[] NEIGHBOURS = {0, 1, -1, -128, 127, '\n', '\n' + 1, '\r', '\n' | -128};

    private final Arena arena = Arena.ofShared();
    private final Random random = new Random(SEED);

    @AfterEach
    void freeMemory() {
        arena.close();
    }

    /** {@return memory of exactly these bytes, so that what reads beyond them throws} */
    private MemorySegment copy(byte[] bytes) {
        return arena.allocate(bytes.length, 64).copyFrom(MemorySegment.ofArray(bytes));
    }

    private byte[] neighbours(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = NEIGHBOURS[random.nextInt(NEIGHBOURS.length)];
        }
        return bytes;
    }

    private byte[] filled(int length, char value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static long model(byte[] bytes, int from, int to, byte a, byte b) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == a || bytes[i] == b) {
                return i;
            }
        }
        return -1;
    }

    private static long model(byte[] bytes, int from, int to, byte[] needle, int needleFrom, int needleTo) {
        int length = needleTo - needleFrom;
        for (int i = from; i <= to - length; i++) {
            if (Arrays.equals(bytes, i, i + length, needle, needleFrom, needleTo)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void aByteIsFoundAtEveryPlaceOfEveryAlignmentAndLength() {
        MemorySegment memory = arena.allocate(310, 64);
        for (int from = 0; from < 8; from++) {
            for (int length = 0; length <= 300; length++) {
                int to = from + length;
                assertEquals(-1, ByteSearch.indexOf(memory, from, to, (byte) '\n'));
                for (int place = from; place < to; place += 1 + random.nextInt(5)) {
                    memory.set(JAVA_BYTE, place, (byte) '\n');
                    assertEquals(place, ByteSearch.indexOf(memory, from, to, (byte) '\n'));
                    assertEquals(place, ByteSearch.indexOfEither(memory, from, to, (byte) '\r', (byte) '\n'));
                    memory.set(JAVA_BYTE, place, (byte) 0);
                }
            }
        }
    }

    @Test
    void whatLiesBesideTheRangeIsNotFound() {
        byte[] bytes = filled(320, '\n');
        for (int length = 0; length <= 300; length++) {
            Arrays.fill(bytes, 10, 10 + length, (byte) 'x');
            MemorySegment memory = copy(bytes);
            assertEquals(-1, ByteSearch.indexOf(memory, 10, 10 + length, (byte) '\n'));
            assertEquals(-1, ByteSearch.indexOfEither(memory, 10, 10 + length, (byte) '\r', (byte) '\n'));
            assertEquals(-1, ByteSearch.indexOf(memory, 9, 10 + length, new byte[] {'\n', '\n'}, 0, 2));
        }
    }

    @Test
    void bytesThatDifferByOneBitOrBorrowAreToldApart() {
        for (int length = 0; length <= 300; length++) {
            byte[] bytes = neighbours(length);
            MemorySegment memory = copy(bytes);
            for (byte value : NEIGHBOURS) {
                byte other = NEIGHBOURS[random.nextInt(NEIGHBOURS.length)];
                int from = random.nextInt(length + 1);
                assertEquals(model(bytes, from, length, value, value), ByteSearch.indexOf(memory, from, length, value));
                assertEquals(
                        model(bytes, from, length, value, other),
                        ByteSearch.indexOfEither(memory, from, length, value, other));
            }
        }
    }

    @Test
    void whatIsFarAwayIsFoundThroughBlocks() {
        byte[] bytes = filled(70_000, 'x');
        MemorySegment memory = copy(bytes);
        byte[] needle = {'a', 'b', 'c'};
        for (int i = 0; i < 3000; i++) {
            int from = random.nextInt(1000);
            int to = bytes.length - random.nextInt(1000);
            int place = from + random.nextInt(to - from - 2);
            MemorySegment.copy(needle, 0, memory, JAVA_BYTE, place, 3);
            assertEquals(place, ByteSearch.indexOf(memory, from, to, (byte) 'a'));
            assertEquals(place, ByteSearch.indexOfEither(memory, from, to, (byte) 'b', (byte) 'a'));
            assertEquals(place, ByteSearch.indexOf(memory, from, to, needle, 0, 3));
            assertEquals(-1, ByteSearch.indexOf(memory, from, place + 2, needle, 0, 3));
            memory.asSlice(place, 3).fill((byte) 'x');
        }
    }

    @Test
    void needlesOfFewLettersAreFoundWhereTheModelFindsThem() {
        for (int i = 0; i < 60_000; i++) {
            int letters = 1 + random.nextInt(3);
            byte[] bytes = letters(random.nextInt(301), letters);
            byte[] needle = letters(random.nextInt(random.nextBoolean() ? 6 : 40), letters);
            int from = random.nextInt(Math.min(bytes.length, 20) + 1);
            int needleFrom = random.nextInt(needle.length + 1);
            long expected = model(bytes, from, bytes.length, needle, needleFrom, needle.length);
            MemorySegment memory = MemorySegment.ofArray(bytes);
            assertEquals(expected, ByteSearch.indexOf(memory, from, bytes.length, needle, needleFrom, needle.length));
            if (needleFrom < needle.length) {
                assertEquals(expected, TwoWay.indexOf(memory, from, bytes.length, needle, needleFrom, needle.length));
            }
        }
    }

    private byte[] letters(int length, int count) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(count));
        }
        return bytes;
    }

    @Test
    void partsOfTheRangeAreFoundAtTheirFirstPlace() {
        for (int length = 1; length <= 300; length++) {
            byte[] bytes = neighbours(length);
            MemorySegment memory = copy(bytes);
            for (int i = 0; i < 20; i++) {
                int start = random.nextInt(length);
                int end = start + 1 + random.nextInt(length - start);
                assertEquals(
                        model(bytes, 0, length, bytes, start, end),
                        ByteSearch.indexOf(memory, 0, length, bytes, start, end));
            }
        }
    }

    @Test
    void anEmptyNeedleIsFoundAtTheStart() {
        assertEquals(3, ByteSearch.indexOf(copy(new byte[5]), 3, 5, new byte[0], 0, 0));
    }

    @Test
    void aNeedleLongerThanTheRangeIsNotFound() {
        assertEquals(-1, ByteSearch.indexOf(copy(new byte[50]), 10, 20, new byte[11], 0, 11));
    }

    /** A quadratic search would compare some 10^12 bytes here, which is many minutes. */
    @Test
    void hostileNeedlesTakeLinearTime() {
        int range = 4 << 20;
        int half = 1 << 19;
        MemorySegment memory = copy(filled(range, 'a'));
        for (int odd : new int[] {0, 1, half, 2 * half - 2, 2 * half - 1}) {
            byte[] needle = filled(2 * half, 'a');
            needle[odd] = 'b';
            long found = assertTimeoutPreemptively(
                    Duration.ofSeconds(60), () -> ByteSearch.indexOf(memory, 0, range, needle, 0, needle.length));
            assertEquals(-1, found);
        }
    }

    @Test
    void theRestIsSearchedRightAfterTooManyFalseStarts() {
        byte[] needle = filled(1001, 'a');
        needle[500] = 'b';
        for (int place = 5000; place < 40_000; place += 777) {
            byte[] bytes = filled(42_000, 'a');
            bytes[place + 500] = 'b';
            assertEquals(place, ByteSearch.indexOf(copy(bytes), 0, bytes.length, needle, 0, needle.length));
        }
    }

    @Test
    void theFirstDifferenceIsFoundAtEveryPlace() {
        for (int length = 0; length <= 300; length++) {
            byte[] bytes = neighbours(length);
            byte[] other = new byte[length + 8];
            int shift = random.nextInt(8);
            System.arraycopy(bytes, 0, other, shift, length);
            assertMismatch(-1, bytes, other, shift);
            for (int place = length - 1; place >= 0; place--) {
                other[shift + place] ^= (byte) (1 << random.nextInt(8));
                assertMismatch(place, bytes, other, shift);
            }
        }
    }

    @Test
    void aDifferenceFarAwayIsFound() {
        byte[] bytes = filled(10_000, 'x');
        for (int place = 9_999; place > 0; place -= 101) {
            byte[] other = bytes.clone();
            other[place] = 'y';
            assertMismatch(place, bytes, other, 0);
        }
    }

    private void assertMismatch(long expected, byte[] bytes, byte[] other, int otherFrom) {
        MemorySegment memory = MemorySegment.ofArray(bytes);
        assertEquals(expected, ByteSearch.mismatch(memory, 0, bytes.length, other, otherFrom));
        MemorySegment others = MemorySegment.ofArray(other);
        assertEquals(expected, ByteSearch.mismatch(memory, 0, bytes.length, others, otherFrom));
    }

    @Test
    void rangesOutsideOfTheMemoryAreRefused() {
        MemorySegment memory = copy("hello".getBytes(StandardCharsets.US_ASCII));
        byte[] array = new byte[5];
        assertThrows(IndexOutOfBoundsException.class, () -> ByteSearch.indexOf(memory, 0, 6, (byte) 'h'));
        assertThrows(
                IndexOutOfBoundsException.class, () -> ByteSearch.indexOfEither(memory, -1, 5, (byte) 1, (byte) 2));
        assertThrows(IndexOutOfBoundsException.class, () -> ByteSearch.indexOf(memory, 0, 5, array, 0, 6));
        assertThrows(IndexOutOfBoundsException.class, () -> ByteSearch.mismatch(memory, 0, 5, array, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> ByteSearch.mismatch(memory, 0, 5, memory, 1));
    }
}
