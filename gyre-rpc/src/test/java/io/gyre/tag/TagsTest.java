package io.gyre.tag;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** libevent's tagging functions, held against what libevent writes. */
class TagsTest {
    private static String written(Consumer<EvBuffer> writing) {
        try (var buffer = new EvBuffer()) {
            writing.accept(buffer);
            return HexFormat.of().formatHex(buffer.removeBytes((int) buffer.length()));
        }
    }

    private static EvBuffer hex(String bytes) {
        return new EvBuffer().add(HexFormat.of().parseHex(bytes));
    }

    /** Reading fails with a message, and leaves all bytes. */
    private static void refused(String bytes, ThrowingConsumer<EvBuffer> reading) {
        try (EvBuffer buffer = hex(bytes)) {
            long before = buffer.length();
            var why = assertThrows(MalformedTagException.class, () -> reading.accept(buffer));
            assertTrue(String.valueOf(why.getMessage()).length() > 10, why::toString);
            assertEquals(before, buffer.length());
        }
    }

    /** G-622, G-623, G-625, G-626, G-627, G-629, G-630, G-631. */
    @ParameterizedTest
    @CsvSource({
        "0, 010100",
        "1, 010101",
        "16, 01021010",
        "255, 01021ff0",
        "256, 01022001",
        "65536, 0103400001",
        "2147483647, 01057fffffff70",
        "2147483648, 01057000000080"
    })
    void numbersOf32BitsAreLibevents(long value, String bytes) throws MalformedTagException {
        assertEquals(bytes, written(buffer -> Tags.marshalInt(buffer, 1, (int) value)));
        assertEquals((int) value, Tags.unmarshalInt(hex(bytes), 1));
    }

    /** G-634, G-635, G-637, G-638, G-639, G-640, G-641, G-642. */
    @ParameterizedTest
    @CsvSource({
        "0, 020100",
        "f, 02010f",
        "ffffffff, 02057ffffffff0",
        "100000000, 02058000000001",
        "fffffffff, 02058fffffffff",
        "123456789abcdef, 0208efedcba987654321",
        "8000000000000000, 0209f00000000000000080",
        "ffffffffffffffff, 0209fffffffffffffffff0"
    })
    void numbersOf64BitsAreLibevents(String value, String bytes) throws MalformedTagException {
        long number = Long.parseUnsignedLong(value, 16);
        assertEquals(bytes, written(buffer -> Tags.marshalInt64(buffer, 2, number)));
        assertEquals(number, Tags.unmarshalInt64(hex(bytes), 2));
    }

    /** G-633. */
    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "1, 01",
        "15, 0f",
        "16, 1010",
        "255, 1ff0",
        "256, 2001",
        "65535, 3ffff0",
        "65536, 400001",
        "2147483647, 7fffffff70",
        "2147483648, 7000000080",
        "4294967295, 7ffffffff0"
    })
    void numbersWithoutTagsAreLibevents(long value, String bytes) throws MalformedTagException {
        assertEquals(bytes, written(buffer -> Tags.encodeInt(buffer, (int) value)));
        assertEquals((int) value, Tags.decodeInt(hex(bytes)));
        assertEquals(value, Tags.decodeInt64(hex(bytes)));
    }

    /** G-643, G-645, G-646, G-647, G-649, G-650, G-651. */
    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "127, 7f",
        "128, 8001",
        "255, ff01",
        "16383, ff7f",
        "16384, 808001",
        "2147483647, ffffffff07",
        "4294967295, ffffffff0f"
    })
    void tagsAreLibevents(long tag, String bytes) throws MalformedTagException {
        assertEquals(bytes, written(buffer -> assertEquals(bytes.length() / 2, Tags.encodeTag(buffer, (int) tag))));
        assertEquals((int) tag, Tags.decodeTag(hex(bytes)));
        assertEquals((int) tag, Tags.peek(hex(bytes)));
    }

    /** G-653, G-654, G-655, G-657, G-670. */
    @Test
    void textIsLibevents() throws MalformedTagException {
        assertEquals("0300", written(buffer -> Tags.marshalString(buffer, 3, "")));
        assertEquals("030161", written(buffer -> Tags.marshalString(buffer, 3, "a")));
        assertEquals("030568656c6c6f", written(buffer -> Tags.marshalString(buffer, 3, "hello")));
        String longer = written(buffer -> Tags.marshalString(buffer, 3, "x".repeat(299)));
        assertEquals("032b2178", longer.substring(0, 8));
        assertEquals(302, longer.length() / 2);
        assertEquals("abcd", Tags.unmarshalString(hex("09" + "04" + "61626364"), 9));
    }

    /** G-658, G-659, G-661. */
    @Test
    void timesAreLibevents() throws MalformedTagException {
        assertEquals("04020000", written(buffer -> Tags.marshalTimeval(buffer, 4, Duration.ZERO)));
        assertEquals("04020101", written(buffer -> Tags.marshalTimeval(buffer, 4, Duration.ofSeconds(1, 1_999))));
        Duration late = Duration.ofSeconds(1_000_000_000, 500_000_000);
        assertEquals("0408700aca9b304021a7", written(buffer -> Tags.marshalTimeval(buffer, 4, late)));
        assertEquals(late, Tags.unmarshalTimeval(hex("0408700aca9b304021a7"), 4));
        assertThrows(
                IllegalArgumentException.class, () -> Tags.marshalTimeval(new EvBuffer(), 4, Duration.ofSeconds(-1)));
        refused(
                written(buffer -> {
                    Tags.marshal(buffer, 4, (byte) 1, (byte) 0x40, (byte) 0x24, (byte) 0x4f); // 1 second and a million.
                }),
                buffer -> Tags.unmarshalTimeval(buffer, 4));
    }

    /** G-662, G-663. */
    @Test
    void elementsAreLookedAtMovedAndThrownAway() throws MalformedTagException {
        try (var buffer = new EvBuffer();
                var target = new EvBuffer()) {
            Tags.marshal(buffer, 128, "ab".getBytes(StandardCharsets.US_ASCII));
            Tags.marshal(buffer, 5);
            assertEquals("80010261620500", written(copy -> copy.addBufferReference(buffer)));
            assertEquals(128, Tags.peek(buffer));
            assertEquals(5, Tags.peekLength(buffer));
            assertEquals(2, Tags.payloadLength(buffer));
            assertEquals(7, buffer.length());
            assertEquals(new TagHeader(128, 2), Tags.unmarshal(buffer, target));
            assertEquals("ab", target.removeString(2, StandardCharsets.US_ASCII));
            Tags.consume(buffer);
            assertEquals(0, buffer.length());
            assertThrows(MalformedTagException.class, () -> Tags.consume(buffer));
        }
    }

    /** */
    @Test
    void aHeaderTellsTheLengthBeforeThePayload() throws MalformedTagException {
        try (var buffer = new EvBuffer()) {
            Tags.marshalInt(buffer, 30, 0);
            Tags.marshalString(buffer, 40, "hello world");
            assertEquals(30, Tags.peek(buffer));
            assertEquals(3, Tags.peekLength(buffer));
            Tags.consume(buffer);
            assertEquals(40, Tags.peek(buffer));
            assertEquals(13, Tags.peekLength(buffer));
            assertEquals(11, Tags.payloadLength(buffer));
            Tags.consume(buffer);
            assertTrue(buffer.isEmpty());
        }
    }

    /** */
    @Test
    void numbersOfBothWidthsComeBackInTurn() throws MalformedTagException {
        int[] values = {0xaf0, 0x1000, 0x1, 0xdeadbeef, 0x00, 0xbef000};
        try (var buffer = new EvBuffer()) {
            for (int value : values) {
                Tags.encodeInt(buffer, value);
                Tags.encodeInt64(buffer, Integer.toUnsignedLong(value) * 1_000_000_000L);
            }
            for (int value : values) {
                assertEquals(value, Tags.decodeInt(buffer));
                assertEquals(Integer.toUnsignedLong(value) * 1_000_000_000L, Tags.decodeInt64(buffer));
            }
            assertTrue(buffer.isEmpty());
        }
    }

    /** */
    @Test
    void randomBytesAreHardlyEverATime() {
        var random = new Random(80);
        int times = 0;
        for (int i = 0; i < 100; i++) {
            var bytes = new byte[4096];
            random.nextBytes(bytes);
            try (var buffer = new EvBuffer().add(bytes)) {
                Tags.unmarshalTimeval(buffer, 0);
                times++;
            } catch (MalformedTagException usual) {
                assertTrue(usual.getStackTrace().length == 0);
            }
        }
        assertTrue(times < 10, times + " times");
        try (var buffer = new EvBuffer()) {
            Tags.marshalTimeval(buffer, 0, Duration.ofSeconds(1_000_000, 1_000));
            byte[] bytes = buffer.removeBytes((int) buffer.length());
            bytes[1] = (byte) 0xff;
            buffer.add(bytes).add("junk");
            assertThrows(MalformedTagException.class, () -> Tags.unmarshalTimeval(buffer, 0));
        }
    }

    /** G-665, G-666, G-667, G-669, G-671: libevent refuses them too, though it takes part of the bytes. */
    @Test
    void whatIsNotThereIsRefusedAndTheBufferStays() {
        refused(written(buffer -> Tags.marshalInt64(buffer, 7, 0x1ffffffffL)), buffer -> Tags.unmarshalInt(buffer, 7));
        refused("010255", buffer -> Tags.unmarshalInt(buffer, 1));
        refused("808080808001", Tags::decodeTag);
        refused("80808080808080808001", buffer -> Tags.unmarshalInt(buffer, 0));
        refused("ffffffff1f", Tags::decodeTag);
        refused("8080", Tags::peek);
        refused("", Tags::peek);
        refused("090461626364", buffer -> Tags.unmarshalFixed(buffer, 9, new byte[3]));
        refused("09046162", buffer -> Tags.unmarshal(buffer, new EvBuffer()));
        refused("09", Tags::unmarshalHeader);
        refused("097fffffff", Tags::payloadLength);
        refused("097ffffffff0", Tags::consume);
        refused("090161", buffer -> Tags.unmarshalString(buffer, 8));
        refused("0901ff", buffer -> Tags.unmarshalString(buffer, 9));
        refused("09020000", buffer -> Tags.unmarshalInt(buffer, 9));
        refused("0900", buffer -> Tags.unmarshalInt64(buffer, 9));
    }

    @Test
    void bytesOfAFixedLengthAreTaken() throws MalformedTagException {
        var target = new byte[4];
        Tags.unmarshalFixed(hex("090461626364"), 9, target);
        assertArrayEquals("abcd".getBytes(StandardCharsets.US_ASCII), target);
    }

    /** Any number of nibbles is read, though only as many as are needed are written. */
    @Test
    void leadingZerosAreRead() throws MalformedTagException {
        assertEquals(1, Tags.decodeInt(hex("7100000000")));
        assertEquals(1, Tags.decodeInt64(hex("f10000000000000000")));
    }
}
