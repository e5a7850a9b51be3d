package io.gyre.tag;

import io.gyre.buffer.EvBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * libevent's tagging functions one by one: {@code event2/tag.h}. Those that marshal add to the back of a buffer, those that unmarshal take from
 * its front. One that fails leaves the buffer as it was, where libevent may have taken parts of the element already.
 *
 * <p>Tags and lengths are unsigned, of 32 bits; no length over {@link Integer#MAX_VALUE} is read. For whole messages {@link TagWriter} and
 * {@link TagReader} are faster.
 */
public final class Tags {
    private static final int INT_NIBBLES = 8;
    private static final int INT64_NIBBLES = 16;
    private static final int MICROS = 1_000_000;

    /** A number, where it ended in the bytes that were looked at. */
    private record Decoded(long value, int end) {}

    private Tags() {}

    // Without a tag or a length.

    /** Adds a number of 32 bits: {@code evtag_encode_int}. */
    public static void encodeInt(EvBuffer buffer, int value) {
        encodeInt64(buffer, Integer.toUnsignedLong(value));
    }

    /** Adds a number of 64 bits: {@code evtag_encode_int64}. */
    public static void encodeInt64(EvBuffer buffer, long value) {
        var bytes = new byte[Wire.MAX_INT64];
        buffer.add(bytes, 0, Wire.putNumber(bytes, 0, value));
    }

    /**
     * Adds a tag: {@code evtag_encode_tag}.
     *
     * @return how many bytes it took
     */
    public static int encodeTag(EvBuffer buffer, int tag) {
        var bytes = new byte[Wire.MAX_TAG];
        int length = Wire.putTag(bytes, 0, tag);
        buffer.add(bytes, 0, length);
        return length;
    }

    /**
     * Takes a number of 32 bits: {@code evtag_decode_int}.
     *
     * @throws MalformedTagException if it is not all there, or wider
     */
    public static int decodeInt(EvBuffer buffer) throws MalformedTagException {
        return (int) decode(buffer, INT_NIBBLES);
    }

    /**
     * Takes a number of 64 bits: {@code evtag_decode_int64}.
     *
     * @throws MalformedTagException if it is not all there
     */
    public static long decodeInt64(EvBuffer buffer) throws MalformedTagException {
        return decode(buffer, INT64_NIBBLES);
    }

    private static long decode(EvBuffer buffer, int most) throws MalformedTagException {
        Decoded number = number(front(buffer, Wire.MAX_INT64), 0, most);
        buffer.drain(number.end);
        return number.value;
    }

    /**
     * Takes a tag: {@code evtag_decode_tag}.
     *
     * @throws MalformedTagException if it is not all there, or wider than 32 bits
     */
    public static int decodeTag(EvBuffer buffer) throws MalformedTagException {
        Decoded tag = tag(front(buffer, Wire.MAX_TAG));
        buffer.drain(tag.end);
        return (int) tag.value;
    }

    // Marshaling.

    /** Adds an element: {@code evtag_marshal}. */
    public static void marshal(EvBuffer buffer, int tag, byte... payload) {
        marshalHeader(buffer, tag, payload.length);
        buffer.add(payload);
    }

    /** Adds an element, whose payload is moved from {@code payload}: {@code evtag_marshal_buffer}. */
    public static void marshalBuffer(EvBuffer buffer, int tag, EvBuffer payload) {
        if (payload.length() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a payload of " + payload.length() + " bytes: " + Integer.MAX_VALUE + " are the most");
        }
        marshalHeader(buffer, tag, (int) payload.length());
        buffer.addBuffer(payload);
    }

    private static void marshalHeader(EvBuffer buffer, int tag, int length) {
        var bytes = new byte[Wire.MAX_HEADER];
        int end = Wire.putTag(bytes, 0, tag);
        buffer.add(bytes, 0, Wire.putNumber(bytes, end, length));
    }

    /** Adds a number of 32 bits: {@code evtag_marshal_int}. */
    public static void marshalInt(EvBuffer buffer, int tag, int value) {
        marshalInt64(buffer, tag, Integer.toUnsignedLong(value));
    }

    /** Adds a number of 64 bits: {@code evtag_marshal_int64}. */
    public static void marshalInt64(EvBuffer buffer, int tag, long value) {
        var bytes = new byte[Wire.MAX_HEADER + Wire.MAX_INT64];
        int end = Wire.putTag(bytes, 0, tag);
        end = Wire.putNumber(bytes, end, Wire.numberSize(value));
        buffer.add(bytes, 0, Wire.putNumber(bytes, end, value));
    }

    /** Adds text in UTF-8: {@code evtag_marshal_string}. */
    public static void marshalString(EvBuffer buffer, int tag, String text) {
        marshal(buffer, tag, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds a time of seconds and microseconds: {@code evtag_marshal_timeval}. What is left below a microsecond is dropped.
     *
     * @throws IllegalArgumentException if it is negative, or its seconds do not fit 32 bits, which libevent would cut off
     */
    public static void marshalTimeval(EvBuffer buffer, int tag, Duration time) {
        if (time.isNegative() || time.getSeconds() > 0xffff_ffffL) {
            throw new IllegalArgumentException(time + " has no seconds from 0 to 4294967295");
        }
        var bytes = new byte[2 * Wire.MAX_INT];
        int end = Wire.putNumber(bytes, 0, time.getSeconds());
        end = Wire.putNumber(bytes, end, time.getNano() / 1000);
        marshalHeader(buffer, tag, end);
        buffer.add(bytes, 0, end);
    }

    /** Adds a message as an element: the generated {@code evtag_marshal_X}. */
    public static void marshalMessage(EvBuffer buffer, int tag, TaggedMessage message) {
        var writer = new TagWriter();
        writer.putMessage(tag, message);
        writer.moveTo(buffer);
    }

    // Looking at the next element.

    /**
     * {@return the tag of the next element: {@code evtag_peek}}
     *
     * @throws MalformedTagException if it is not all there
     */
    public static int peek(EvBuffer buffer) throws MalformedTagException {
        return (int) tag(front(buffer, Wire.MAX_TAG)).value;
    }

    /**
     * {@return how long the next element is, with its header: {@code evtag_peek_length}} Its payload need not be there yet.
     *
     * @throws MalformedTagException if its header is not all there
     */
    public static long peekLength(EvBuffer buffer) throws MalformedTagException {
        byte[] front = front(buffer, Wire.MAX_HEADER);
        Decoded length = number(front, tag(front).end, INT_NIBBLES);
        return length.value + length.end;
    }

    /**
     * {@return how long the payload of the next element is: {@code evtag_payload_length}} It need not be there yet.
     *
     * @throws MalformedTagException if its header is not all there
     */
    public static long payloadLength(EvBuffer buffer) throws MalformedTagException {
        byte[] front = front(buffer, Wire.MAX_HEADER);
        return number(front, tag(front).end, INT_NIBBLES).value;
    }

    // Unmarshaling.

    /**
     * Takes the header of the next element: {@code evtag_unmarshal_header}.
     *
     * @throws MalformedTagException if it, or its payload, is not all there
     */
    public static TagHeader unmarshalHeader(EvBuffer buffer) throws MalformedTagException {
        byte[] front = front(buffer, Wire.MAX_HEADER);
        Decoded tag = tag(front);
        Decoded length = number(front, tag.end, INT_NIBBLES);
        long left = buffer.length() - length.end;
        if (length.value > left || length.value > Integer.MAX_VALUE) {
            throw new MalformedTagException("the element with the tag " + tag.value + " says that its payload has "
                    + length.value + " bytes, but only " + left + " are left");
        }
        buffer.drain(length.end);
        return new TagHeader((int) tag.value, (int) length.value);
    }

    /** Throws the next element away: {@code evtag_consume}. Fails as {@link #unmarshalHeader}. */
    public static void consume(EvBuffer buffer) throws MalformedTagException {
        buffer.drain(unmarshalHeader(buffer).length());
    }

    /**
     * Moves the payload of the next element: {@code evtag_unmarshal}. Fails as {@link #unmarshalHeader}.
     *
     * @return its tag and how long it was
     */
    public static TagHeader unmarshal(EvBuffer buffer, EvBuffer target) throws MalformedTagException {
        TagHeader header = unmarshalHeader(buffer);
        buffer.removeBuffer(target, header.length());
        return header;
    }

    /**
     * Takes a number of 32 bits: {@code evtag_unmarshal_int}.
     *
     * @throws MalformedTagException if the next element has another tag, or is no such number
     */
    public static int unmarshalInt(EvBuffer buffer, int tag) throws MalformedTagException {
        return (int) unmarshalNumber(buffer, tag, INT_NIBBLES);
    }

    /**
     * Takes a number of 64 bits: {@code evtag_unmarshal_int64}.
     *
     * @throws MalformedTagException if the next element has another tag, or is no such number
     */
    public static long unmarshalInt64(EvBuffer buffer, int tag) throws MalformedTagException {
        return unmarshalNumber(buffer, tag, INT64_NIBBLES);
    }

    private static long unmarshalNumber(EvBuffer buffer, int tag, int most) throws MalformedTagException {
        byte[] payload = payload(buffer, tag, Wire.MAX_INT64);
        Decoded number = number(payload, 0, most);
        checkEnd(number.end, payload, tag);
        consume(buffer);
        return number.value;
    }

    /**
     * Takes a payload of a known length: {@code evtag_unmarshal_fixed}. If it fails, {@code target} is as it was.
     *
     * @throws MalformedTagException if the next element has another tag or length
     */
    public static void unmarshalFixed(EvBuffer buffer, int tag, byte[] target) throws MalformedTagException {
        byte[] payload = payload(buffer, tag, target.length);
        if (payload.length != target.length) {
            throw new MalformedTagException(
                    element(tag) + " has " + payload.length + " bytes instead of " + target.length);
        }
        System.arraycopy(payload, 0, target, 0, target.length);
        consume(buffer);
    }

    /**
     * Takes text in UTF-8: {@code evtag_unmarshal_string}.
     *
     * @throws MalformedTagException if the next element has another tag, or is no UTF-8
     */
    public static String unmarshalString(EvBuffer buffer, int tag) throws MalformedTagException {
        byte[] payload = payload(buffer, tag, Integer.MAX_VALUE);
        var text = new String(payload, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0 && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), payload)) {
            throw new MalformedTagException(element(tag) + " is no UTF-8: take it by unmarshal instead");
        }
        consume(buffer);
        return text;
    }

    /**
     * Takes a time: {@code evtag_unmarshal_timeval}.
     *
     * @throws MalformedTagException if the next element has another tag, or is none, or has a million microseconds or more
     */
    public static Duration unmarshalTimeval(EvBuffer buffer, int tag) throws MalformedTagException {
        byte[] payload = payload(buffer, tag, 2 * Wire.MAX_INT);
        Decoded seconds = number(payload, 0, INT_NIBBLES);
        Decoded micros = number(payload, seconds.end, INT_NIBBLES);
        checkEnd(micros.end, payload, tag);
        if (micros.value >= MICROS) {
            throw new MalformedTagException(element(tag) + " has " + micros.value + " microseconds");
        }
        consume(buffer);
        return Duration.ofSeconds(seconds.value, micros.value * 1000);
    }

    /** Takes a message: the generated {@code evtag_unmarshal_X}. Fails if the next element has another tag, or is no such message. */
    public static <M extends TaggedMessage> M unmarshalMessage(EvBuffer buffer, int tag, MessageType<M> type)
            throws MalformedTagException {
        M message = new TagReader().read(payload(buffer, tag, TagLimits.DEFAULT.messageSize()), type);
        consume(buffer);
        return message;
    }

    // How.

    private static String element(int tag) {
        return "the element with the tag " + Integer.toUnsignedString(tag);
    }

    /** {@return a copy of the first bytes, or of all if they are fewer} */
    private static byte[] front(EvBuffer buffer, int most) {
        var bytes = new byte[(int) Math.min(most, buffer.length())];
        buffer.copyOut(bytes);
        return bytes;
    }

    /** {@return a copy of the next element's payload, which stays in the buffer} */
    private static byte[] payload(EvBuffer buffer, int tag, int most) throws MalformedTagException {
        byte[] front = front(buffer, Wire.MAX_HEADER);
        Decoded actual = tag(front);
        if ((int) actual.value != tag) {
            throw new MalformedTagException(
                    "the next element has the tag " + actual.value + " instead of " + Integer.toUnsignedString(tag));
        }
        Decoded length = number(front, actual.end, INT_NIBBLES);
        if (length.value > most || length.value > buffer.length() - length.end) {
            throw new MalformedTagException(element(tag) + " has " + length.value + " bytes, of which "
                    + (buffer.length() - length.end) + " are there and " + most + " may be");
        }
        byte[] all = front(buffer, length.end + (int) length.value);
        return Arrays.copyOfRange(all, length.end, all.length);
    }

    private static void checkEnd(int end, byte[] payload, int tag) throws MalformedTagException {
        if (end != payload.length) {
            throw new MalformedTagException(element(tag) + " has something behind its number");
        }
    }

    private static Decoded tag(byte[] front) throws MalformedTagException {
        long value = 0;
        for (int i = 0; i < Math.min(front.length, Wire.MAX_TAG); i++) {
            value |= (long) (front[i] & 0x7f) << (7 * i);
            if (value > 0xffff_ffffL) {
                break;
            }
            if (front[i] >= 0) {
                return new Decoded(value, i + 1);
            }
        }
        throw new MalformedTagException(
                front.length < Wire.MAX_TAG ? "the end comes before that of a tag" : "a tag has more than 32 bits");
    }

    private static Decoded number(byte[] front, int at, int most) throws MalformedTagException {
        if (at >= front.length) {
            throw new MalformedTagException("the end comes before a number");
        }
        int nibbles = Wire.nibblesAfter(front[at]);
        if (nibbles > most) {
            throw new MalformedTagException("a number has " + nibbles + " nibbles, where " + most + " are the most");
        }
        int size = nibbles / 2 + 1;
        if (size > front.length - at) {
            throw new MalformedTagException("the end comes within a number of " + nibbles + " nibbles");
        }
        var padded = new byte[size + Wire.SLACK];
        System.arraycopy(front, at, padded, 0, size);
        return new Decoded(Wire.number(padded, 0, nibbles), at + size);
    }
}
