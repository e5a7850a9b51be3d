package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A buffer as Java sees it: streams, channels, numbers, dumps and comparisons. */
class JavaViewsTest extends BufferSuite {
    private final BufferPool oneByte = new BufferPool(Thread.currentThread(), null, new long[] {1}, 0);

    @Test
    void aStreamGivesWhatThereIsAndEndsWithIt() throws IOException {
        EvBuffer buffer = chained("hello", " ", "world");
        try (var in = new EvBufferInputStream(buffer)) {
            assertEquals(11, in.available());
            assertEquals('h', in.read());
            assertEquals(2, in.skip(2));
            assertEquals("lo world", new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(-1, in.read());
            assertEquals(-1, in.read(new byte[3]));
            assertEquals(0, in.read(new byte[0]));
            buffer.add("more");
            assertEquals(4, in.transferTo(new ByteArrayOutputStream()));
        }
        try (var out = new EvBufferOutputStream(buffer)) {
            out.write('x');
            out.write(bytes("abc"), 1, 2);
        }
        assertEquals("xbc", text(buffer));
    }

    @Test
    void aChannelGivesWhatThereIsUntilItIsClosed() throws IOException {
        EvBuffer buffer = empty();
        var channel = new EvBufferChannel(buffer);
        assertEquals(5, channel.write(ByteBuffer.wrap(bytes("hello"))));
        ByteBuffer target = ByteBuffer.allocate(3);
        assertEquals(3, channel.read(target));
        assertEquals(0, channel.read(target));
        assertEquals(2, channel.read(target.clear()));
        assertEquals(-1, channel.read(target.clear()));
        assertTrue(channel.isOpen());
        channel.close();
        assertThrows(ClosedChannelException.class, () -> channel.read(target));
        assertThrows(ClosedChannelException.class, () -> channel.write(target));
        buffer.add("still open");
    }

    @Test
    void numbersComeBackInBothOrdersHoweverTheyLie() {
        var random = new Random(1);
        for (BufferPool each : new BufferPool[] {pool, oneByte}) {
            try (var buffer = new EvBuffer(each)) {
                for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
                    Binary binary =
                            order == ByteOrder.BIG_ENDIAN ? Binary.bigEndian(buffer) : Binary.littleEndian(buffer);
                    for (int i = 0; i < 500; i++) {
                        roundTrip(buffer, binary, order, random.nextLong(), random.nextInt(5));
                    }
                }
            }
        }
        assertEquals(0, oneByte.heldBytes());
    }

    private static void roundTrip(EvBuffer buffer, Binary binary, ByteOrder order, long value, int ahead) {
        buffer.add(new byte[ahead]);
        binary.addShort((short) value);
        binary.addInt((int) value);
        binary.addLong(value);
        binary.addDouble(Double.longBitsToDouble(value));
        buffer.drain(ahead);
        ByteBuffer expected = ByteBuffer.allocate(22).order(order);
        expected.putShort((short) value).putInt((int) value).putLong(value).putLong(value);
        assertTrue(Contents.equal(buffer, expected.array()));
        assertEquals(value & 0xffff, binary.unsignedShortAt(0));
        assertEquals((int) value, binary.intAt(2));
        assertEquals(value, binary.longAt(6));
        assertEquals((short) value, binary.removeShort());
        assertEquals(value & 0xffffffffL, binary.removeUnsignedInt());
        assertEquals(value, binary.removeLong());
        assertEquals(value, Double.doubleToRawLongBits(binary.removeDouble()));
        assertTrue(buffer.isEmpty());
    }

    @Test
    void aNumberThatIsNotAllThereStays() {
        EvBuffer buffer = of("abc");
        Binary binary = Binary.bigEndian(buffer);
        assertThrows(IndexOutOfBoundsException.class, binary::removeInt);
        assertThrows(IndexOutOfBoundsException.class, () -> binary.unsignedShortAt(2));
        assertEquals(0x6162, binary.removeUnsignedShort());
        assertEquals("c", text(buffer));
        binary.addFloat(1.5f);
        buffer.drain(1);
        assertEquals(1.5f, binary.removeFloat());
    }

    @Test
    void variableLengthNumbersAreAsLongAsTheyNeedToBe() {
        EvBuffer buffer = empty();
        Binary binary = Binary.bigEndian(buffer);
        long[] values = {0, 1, 127, 128, 300, 1L << 32, Long.MAX_VALUE, -1, Long.MIN_VALUE};
        int[] lengths = {1, 1, 1, 2, 2, 5, 9, 10, 10};
        for (int i = 0; i < values.length; i++) {
            binary.addVarint(values[i]);
            assertEquals(lengths[i], buffer.length());
            assertEquals(lengths[i], binary.varintLength());
            assertEquals(values[i], binary.removeVarint());
            binary.addSignedVarint(values[i]);
            assertEquals(values[i], binary.removeSignedVarint());
        }
        binary.addSignedVarint(-1);
        assertEquals(1, buffer.length());
        buffer.drain(1);
    }

    @Test
    void variableLengthNumbersWithoutAnEndAreToldApart() {
        EvBuffer buffer = empty();
        Binary binary = Binary.bigEndian(buffer);
        buffer.addByte(0x80).addByte(0x80);
        assertEquals(0, binary.varintLength());
        assertThrows(IndexOutOfBoundsException.class, binary::removeVarint);
        for (int i = 0; i < 8; i++) {
            buffer.addByte(0xff);
        }
        assertThrows(IllegalArgumentException.class, binary::removeVarint);
        buffer.drain(1);
        buffer.addByte(0x02);
        assertThrows(IllegalArgumentException.class, binary::removeVarint);
        assertEquals(10, buffer.length());
    }

    @Test
    void aNumberIsOneChangeAndRemovedWhole() throws InterruptedException {
        EvBuffer buffer = empty();
        buffer.addCallback((_, change) -> log.add(change.toString()));
        Binary.bigEndian(buffer).addVarint(-1);
        assertHeard("0 bytes, +10 -0");
        try (var locked = new EvBuffer()) {
            locked.enableLocking();
            Binary numbers = Binary.bigEndian(locked);
            for (int i = 0; i < 50_000; i++) {
                numbers.addInt(i);
            }
            var seen = new AtomicLong();
            Runnable taking = () -> {
                for (int i = 0; i < 25_000; i++) {
                    seen.addAndGet(numbers.removeInt());
                }
            };
            Thread other = Thread.ofPlatform().start(taking);
            taking.run();
            other.join();
            assertEquals(50_000L * 49_999 / 2, seen.get());
        }
    }

    @Test
    void aClosedBufferIsNotTakenForAnEmptyOne() {
        EvBuffer buffer = of("x");
        EvBuffer other = empty();
        buffer.close();
        assertThrows(IllegalStateException.class, () -> new EvBufferInputStream(buffer).read());
        assertThrows(IllegalStateException.class, () -> new EvBufferChannel(buffer).read(ByteBuffer.allocate(1)));
        assertThrows(IllegalStateException.class, () -> HexDump.of(buffer));
        assertThrows(IllegalStateException.class, () -> Binary.bigEndian(buffer).varintLength());
        assertThrows(IllegalStateException.class, () -> Binary.bigEndian(buffer).removeInt());
        assertThrows(IllegalStateException.class, () -> Contents.equal(buffer, other));
        assertThrows(IllegalStateException.class, () -> Contents.startsWith(buffer, new byte[0]));
    }

    @Test
    void aDumpShowsOffsetsValuesAndText() {
        EvBuffer buffer = chained("GET / HTTP/1.1\r\n", "\0\u00ff~");
        assertEquals("""
            00000000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a  |GET / HTTP/1.1..|
            00000010  00 ff 7e                                         |..~|
            """, HexDump.of(buffer));
        assertEquals("""
            00000004  2f 20                                            |/ |
            """, HexDump.of(buffer, 4, 2));
        assertEquals("", HexDump.of(empty()));
        assertThrows(IndexOutOfBoundsException.class, () -> HexDump.of(buffer, 18, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> HexDump.of(buffer, 1000, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> HexDump.of(buffer, 0, -5));
        assertEquals(19, buffer.length());
    }

    @Test
    void contentsAreComparedHoweverTheyAreChained() {
        var random = new Random(2);
        for (int i = 0; i < 500; i++) {
            var left = new byte[random.nextInt(40)];
            byte[] right = random.nextBoolean() ? left.clone() : new byte[random.nextInt(40)];
            random.nextBytes(left);
            if (random.nextBoolean()) {
                right = Arrays.copyOf(left, random.nextInt(40));
            }
            try (var one = new EvBuffer(oneByte).add(left);
                    var other = new EvBuffer(pool).add(right)) {
                assertEquals(Arrays.equals(left, right), Contents.equal(one, other));
                assertEquals(
                        Integer.signum(Arrays.compareUnsigned(left, right)),
                        Integer.signum(Contents.compare(one, other)));
                assertEquals(Arrays.hashCode(left), Contents.hash(one));
                assertEquals(Arrays.equals(left, right), Contents.equal(one, right));
                assertTrue(Contents.startsWith(one, Arrays.copyOf(left, left.length / 2)));
                assertArrayEquals(left, one.removeBytes(left.length));
            }
        }
        assertFalse(Contents.startsWith(of("ab"), bytes("abc")));
        assertFalse(Contents.startsWith(of("ab"), bytes("b")));
    }
}
