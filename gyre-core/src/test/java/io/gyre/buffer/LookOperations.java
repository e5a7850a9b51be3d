package io.gyre.buffer;

import static io.gyre.buffer.BufferModel.succeeds;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations that look at a buffer, and what they should find, sought in the plainest way. */
final class LookOperations {
    private static final List<Eol> STYLES = List.of(Eol.values());

    private final Numbers numbers;

    LookOperations(Numbers numbers) {
        this.numbers = numbers;
    }

    static Eol eol(Numbers numbers) {
        return STYLES.get(numbers.below(STYLES.size()));
    }

    void one(BufferModel one) throws IOException {
        switch (numbers.below(10)) {
            case 0 -> copyOut(one);
            case 1 -> copyOutFrom(one);
            case 2 -> pullup(one);
            case 3 -> peek(one);
            case 4, 5 -> search(one);
            case 6 -> searchEol(one);
            case 7 -> indexOf(one);
            case 8 -> bytes(one);
            default -> stale(one);
        }
    }

    private int offset(BufferModel one) {
        return numbers.oneIn(4) ? 0 : numbers.below(one.length() + 1);
    }

    private void copyOut(BufferModel one) throws IOException {
        var target = new byte[BufferOperations.length(numbers, Integer.MAX_VALUE)];
        int expected = Math.min(target.length, one.length());
        if (succeeds(one.refusesTaking(), () -> assertEquals(expected, one.buffer.copyOut(target)))) {
            assertArrayEquals(one.bytes(0, expected), Arrays.copyOf(target, expected));
        }
    }

    private void copyOutFrom(BufferModel one) throws IOException {
        int offset = offset(one);
        var target = new byte[BufferOperations.length(numbers, Integer.MAX_VALUE)];
        int expected = Math.min(target.length, one.length() - offset);
        MemorySegment segment = MemorySegment.ofArray(target);
        boolean succeeded = numbers.oneIn(2)
                ? succeeds(one.refusesTaking(), () -> assertEquals(expected, one.buffer.copyOutFrom(offset, segment)))
                : succeeds(
                        one.refusesTaking(),
                        () -> assertEquals(expected, one.buffer.copyOutFrom(one.buffer.position(offset), segment)));
        if (succeeded) {
            assertArrayEquals(one.bytes(offset, expected), Arrays.copyOf(target, expected));
        }
    }

    private void pullup(BufferModel one) {
        int count = BufferOperations.length(numbers, Integer.MAX_VALUE) - 1;
        int expected = count < 0 ? one.length() : count;
        MemorySegment whole = one.buffer.pullup(count);
        if (expected == 0 || expected > one.length()) {
            assertNull(whole);
        } else {
            assertNotNull(whole);
            assertArrayEquals(one.bytes(0, expected), whole.toArray(JAVA_BYTE));
            assertTrue(one.buffer.contiguousSpace() >= expected, "pullup left it in pieces");
        }
    }

    private void peek(BufferModel one) {
        int offset = offset(one);
        int count = BufferOperations.length(numbers, Integer.MAX_VALUE);
        byte[] shown = TakeOperations.gathered(one.buffer.peek(offset, count));
        assertTrue(shown.length >= Math.min(count, one.length() - offset), "peek shows too little");
        assertArrayEquals(one.bytes(offset, shown.length), shown);
    }

    private void bytes(BufferModel one) {
        if (one.length() > 0) {
            int offset = numbers.below(one.length());
            assertEquals(one.at(offset) & 0xff, one.buffer.byteAt(offset));
        }
        long contiguous = one.buffer.contiguousSpace();
        assertTrue(contiguous <= one.length() && (contiguous > 0) == (one.length() > 0), "the contiguous space");
    }

    /** {@return something to look for: as a rule part of the buffer, so that it is found} */
    private byte[] needle(BufferModel one) {
        int length = BufferOperations.length(numbers, 200);
        if (one.length() >= length && numbers.below(4) > 0) {
            byte[] needle = one.bytes(numbers.below(one.length() - length + 1), length);
            if (length > 0 && numbers.oneIn(4)) {
                needle[numbers.below(length)] ^= 1;
            }
            return needle;
        }
        return numbers.bytes(length);
    }

    private void search(BufferModel one) {
        byte[] what = needle(one);
        int from = offset(one);
        int to = numbers.oneIn(2) ? numbers.below(one.length() + 1) : one.length();
        Position start = from == 0 ? null : one.buffer.position(from);
        Position end = to == one.length() ? null : one.buffer.position(to);
        if (start != null && numbers.oneIn(4)) {
            int half = from / 2;
            start = one.buffer.position(half).plus(from - half);
        }
        Position found = end == null ? one.buffer.search(what, start) : one.buffer.searchRange(what, start, end);
        int expected = indexOf(one, what, from, to);
        assertEquals(expected, found == null ? -1 : found.offset());
    }

    private void indexOf(BufferModel one) {
        byte[] what = numbers.oneIn(2) ? numbers.bytes(1) : needle(one);
        int from = offset(one);
        int expected = indexOf(one, what, from, one.length());
        assertEquals(expected, one.buffer.indexOf(what, from));
        if (what.length == 1) {
            assertEquals(expected, one.buffer.indexOf(what[0], from));
        }
    }

    private void searchEol(BufferModel one) {
        Eol style = eol(numbers);
        int from = offset(one);
        Line expected = line(one, style, from);
        EolMatch found = one.buffer.searchEol(style, one.buffer.position(from));
        assertEquals(
                expected,
                found == null ? null : new Line((int) found.position().offset(), found.length()),
                style::toString);
    }

    private void stale(BufferModel one) {
        if (one.isBackFrozen()) {
            return;
        }
        Position position = one.buffer.position(offset(one));
        List<Position> fresh = new ArrayList<>(List.of(position));
        byte[] bytes = numbers.bytes(1);
        one.buffer.add(bytes);
        one.add(bytes);
        assertTrue(fresh.getFirst().isStale(), "a position outlives a change");
        assertThrows(IllegalStateException.class, () -> one.buffer.search(bytes, position));
    }

    private static int indexOf(BufferModel one, byte[] what, int from, int to) {
        if (what.length == 0) {
            return from;
        }
        for (int at = from; at <= to - what.length; at++) {
            if (matches(one, what, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean matches(BufferModel one, byte[] what, int at) {
        for (int i = 0; i < what.length; i++) {
            if (one.at(at + i) != what[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * A line of the model.
     *
     * @param end where it ends
     * @param terminator how long what ends it is
     */
    record Line(int end, int terminator) {}

    static @Nullable Line line(BufferModel one, Eol style, int from) {
        for (int at = from; at < one.length(); at++) {
            int terminator = terminator(one, style, at);
            if (terminator > 0) {
                return new Line(at, terminator);
            }
        }
        return null;
    }

    /** {@return how long the terminator is that begins there, or 0} */
    private static int terminator(BufferModel one, Eol style, int at) {
        byte value = one.at(at);
        boolean isPair = value == '\r' && at + 1 < one.length() && one.at(at + 1) == '\n';
        return switch (style) {
            case ANY -> run(one, at);
            case CRLF -> isPair ? 2 : value == '\n' ? 1 : 0;
            case CRLF_STRICT -> isPair ? 2 : 0;
            case LF -> value == '\n' ? 1 : 0;
            case NUL -> value == 0 ? 1 : 0;
        };
    }

    private static int run(BufferModel one, int at) {
        int end = at;
        while (end < one.length() && (one.at(end) == '\r' || one.at(end) == '\n')) {
            end++;
        }
        return end - at;
    }
}
