package io.gyre.buffer;

import static io.gyre.buffer.BufferModel.succeeds;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The operations that take from a buffer, and those that move bytes between two, or between one and a descriptor. */
final class TakeOperations {
    private final Numbers numbers;
    private final BufferOperations.Scale scale;

    TakeOperations(Numbers numbers, BufferOperations.Scale scale) {
        this.numbers = numbers;
        this.scale = scale;
    }

    void one(BufferModel one, BufferModel other) throws IOException {
        switch (numbers.below(12)) {
            case 0 -> drain(one);
            case 1, 2 -> remove(one);
            case 3 -> removeBytes(one);
            case 4 -> removeByte(one);
            case 5, 6 -> moveAll(one, other);
            case 7 -> removeBuffer(one, other);
            case 8 -> readln(one);
            case 9 -> readlnInto(one, other);
            case 10 -> read(one);
            default -> write(one);
        }
    }

    private int count() {
        return BufferOperations.length(numbers, Integer.MAX_VALUE);
    }

    private void drain(BufferModel one) throws IOException {
        int count = numbers.oneIn(8) ? one.length() : count();
        int expected = Math.min(count, one.length());
        if (succeeds(one.refusesTaking(), () -> assertEquals(expected, one.buffer.drain(count)))) {
            one.take(expected);
        }
    }

    private void remove(BufferModel one) throws IOException {
        var target = new byte[count()];
        int expected = Math.min(target.length, one.length());
        boolean succeeded = switch (numbers.below(3)) {
            case 0 -> succeeds(one.refusesTaking(), () -> assertEquals(expected, one.buffer.remove(target)));
            case 1 -> {
                ByteBuffer buffer = ByteBuffer.wrap(target);
                yield succeeds(one.refusesTaking(), () -> {
                    assertEquals(expected, one.buffer.remove(buffer));
                    assertEquals(expected, buffer.position());
                });
            }
            default ->
                succeeds(
                        one.refusesTaking(),
                        () -> assertEquals(expected, one.buffer.remove(MemorySegment.ofArray(target))));
        };
        if (succeeded) {
            assertArrayEquals(one.take(expected), Arrays.copyOf(target, expected));
        }
    }

    private void removeBytes(BufferModel one) throws IOException {
        int count = numbers.below(64);
        if (count > one.length()) {
            assertThrows(IndexOutOfBoundsException.class, () -> one.buffer.removeBytes(count));
        } else if (succeeds(
                one.refusesTaking(), () -> assertArrayEquals(one.bytes(0, count), one.buffer.removeBytes(count)))) {
            one.take(count);
        }
    }

    private static void removeByte(BufferModel one) throws IOException {
        if (one.length() == 0) {
            assertThrows(IndexOutOfBoundsException.class, one.buffer::removeByte);
        } else if (succeeds(one.isFrontFrozen(), () -> assertEquals(one.at(0) & 0xff, one.buffer.removeByte()))) {
            one.take(1);
        }
    }

    private void moveAll(BufferModel one, BufferModel other) throws IOException {
        boolean toFront = numbers.oneIn(2);
        boolean nothing = one == other || other.length() == 0;
        boolean frozen = !nothing && ((toFront ? one.isFrontFrozen() : one.isBackFrozen()) || other.isFrontFrozen());
        if (succeeds(frozen, () -> {
                    if (toFront) {
                        one.buffer.prependBuffer(other.buffer);
                    } else {
                        one.buffer.addBuffer(other.buffer);
                    }
                })
                && !nothing) {
            byte[] moved = other.take(other.length());
            if (toFront) {
                one.prepend(moved);
            } else {
                one.add(moved);
            }
        }
    }

    private void removeBuffer(BufferModel one, BufferModel other) throws IOException {
        int count = count();
        boolean nothing = one == other || count == 0;
        int expected = nothing ? 0 : Math.min(count, one.length());
        boolean frozen = !nothing && (one.isFrontFrozen() || other.isBackFrozen());
        if (succeeds(frozen, () -> assertEquals(expected, one.buffer.removeBuffer(other.buffer, count)))
                && expected > 0) {
            other.add(one.take(expected));
        }
    }

    private void readln(BufferModel one) throws IOException {
        Eol style = LookOperations.eol(numbers);
        LookOperations.Line line = LookOperations.line(one, style, 0);
        if (line == null) {
            succeeds(one.refusesTaking(), () -> assertNull(one.buffer.readln(style)));
        } else if (succeeds(
                one.refusesTaking(), () -> assertArrayEquals(one.bytes(0, line.end()), one.buffer.readln(style)))) {
            one.take(line.end() + line.terminator());
        }
    }

    private void readlnInto(BufferModel one, BufferModel other) throws IOException {
        Eol style = LookOperations.eol(numbers);
        LookOperations.Line line = LookOperations.line(one, style, 0);
        if (one == other) {
            assertThrows(IllegalArgumentException.class, () -> one.buffer.readln(style, one.buffer));
        } else if (line == null) {
            succeeds(one.refusesTaking(), () -> assertEquals(-1, one.buffer.readln(style, other.buffer)));
        } else if (succeeds(
                one.refusesTaking() || (line.end() > 0 && other.isBackFrozen()),
                () -> assertEquals(line.end(), one.buffer.readln(style, other.buffer)))) {
            other.add(one.take(line.end()));
            one.take(line.terminator());
        }
    }

    private void read(BufferModel one) throws IOException {
        var pipe = new ModelPipe(numbers);
        int count = Math.min(count(), scale.most());
        one.buffer.maxRead(numbers.oneIn(4) ? 1 + numbers.below(100) : EvBuffer.DEFAULT_MAX_READ);
        succeeds(one.isBackFrozen(), () -> {
            try {
                long got = one.buffer.read(pipe, count);
                assertEquals(pipe.transferred.size(), Math.max(got, 0));
                assertTrue(got <= Math.min(count, one.buffer.maxRead()), "more than was asked for");
                one.add(pipe.transferred.toByteArray());
            } catch (IOException expected) {
                assertEquals(0, pipe.transferred.size());
            }
        });
    }

    private void write(BufferModel one) throws IOException {
        var pipe = new ModelPipe(numbers);
        int count = numbers.oneIn(2) ? one.length() : count();
        succeeds(one.refusesTaking(), () -> {
            try {
                long sent = one.buffer.writeAtMost(pipe, count);
                assertTrue(sent <= count, "more than was asked for");
                byte[] taken = one.take((int) Math.max(sent, 0));
                assertArrayEquals(taken, pipe.transferred.toByteArray());
            } catch (IOException expected) {
                assertEquals(0, pipe.transferred.size());
            }
        });
    }

    /** What bytes the extents show, for whoever looks. */
    static byte[] gathered(Iterable<MemorySegment> extents) {
        var buffer = new ByteArrayOutputStream();
        for (MemorySegment extent : extents) {
            buffer.writeBytes(extent.toArray(JAVA_BYTE));
        }
        return buffer.toByteArray();
    }
}
