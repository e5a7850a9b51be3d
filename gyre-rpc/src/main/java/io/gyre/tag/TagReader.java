package io.gyre.tag;

import io.gyre.buffer.EvBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads messages. Nothing is taken from where it is not: each length is held against what is left, each count and depth against
 * {@link TagLimits}, before any memory is asked for. Keeps its own memory for the next message, so that it allocates nothing but the message.
 * For one thread.
 *
 * <p>Most methods are for the generated classes, which go from element to element.
 */
public final class TagReader {
    private static final int SMALLEST = 512;

    /** More than this is given up after use. */
    private static final int KEPT = 64 << 10;

    private final TagLimits limits;
    private byte[] bytes = new byte[SMALLEST];
    private int at;
    private int end;
    private int payload;
    private int tag;
    private int depth;
    private int elements;
    private String message = "";

    /** Makes a reader with the usual limits. */
    public TagReader() {
        this(TagLimits.DEFAULT);
    }

    /** Makes a reader with limits. */
    public TagReader(TagLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes all of a buffer as one message.
     *
     * @throws MalformedTagException if it is none; the buffer is then as it was
     */
    public <M extends TaggedMessage> M read(EvBuffer from, MessageType<M> type) throws MalformedTagException {
        long length = from.length();
        reserve(length, type);
        from.copyOut(bytes, 0, (int) length);
        M read = read((int) length, type);
        from.drain(length);
        return read;
    }

    /**
     * {@return the message that {@code from} is}
     *
     * @throws MalformedTagException if it is none
     */
    public <M extends TaggedMessage> M read(byte[] from, MessageType<M> type) throws MalformedTagException {
        reserve(from.length, type);
        System.arraycopy(from, 0, bytes, 0, from.length);
        return read(from.length, type);
    }

    private void reserve(long length, MessageType<?> type) throws MalformedTagException {
        if (length > limits.messageSize()) {
            throw new MalformedTagException(
                    type.name() + ": " + length + " bytes are over the limit of " + limits.messageSize());
        }
        int needed = (int) length + Wire.SLACK;
        if (bytes.length < needed || bytes.length > KEPT) {
            bytes = new byte[Math.max(SMALLEST, needed)];
        }
    }

    private <M extends TaggedMessage> M read(int length, MessageType<M> type) throws MalformedTagException {
        at = 0;
        end = length;
        depth = 1;
        elements = 0;
        message = type.name();
        return type.parser().parse(this);
    }

    // From element to element.

    /** {@return whether there is another element in this message} */
    public boolean hasNext() {
        return at < end;
    }

    /**
     * Goes to the next element, which is {@code evtag_unmarshal_header}.
     *
     * @return its tag
     * @throws MalformedTagException if there is none, or its payload is not all there
     */
    public int nextTag() throws MalformedTagException {
        int header = at;
        tag = tagAt(at);
        int nibbles = numberAt(at, 8);
        long length = Wire.number(bytes, at, nibbles);
        payload = at + nibbles / 2 + 1;
        if (length > end - payload) {
            throw malformed(
                    header,
                    "says that its payload has " + length + " bytes, but only " + (end - payload) + " are left");
        }
        at = payload + (int) length;
        return tag;
    }

    /** {@return the tag there} Moves to its end. */
    private int tagAt(int from) throws MalformedTagException {
        int value = 0;
        int next = from;
        for (int shift = 0; next < end; shift += 7) {
            byte digit = bytes[next++];
            if (shift > 28 || (shift == 28 && (digit & 0x7f) > 0x0f)) {
                throw new MalformedTagException(message + ": the tag at byte " + from + " has more than 32 bits");
            }
            value |= (digit & 0x7f) << shift;
            if (digit >= 0) {
                at = next;
                return value;
            }
        }
        throw new MalformedTagException(message + ": the end comes within the tag at byte " + from);
    }

    /** {@return how many nibbles the number there has} All of them are there. */
    private int numberAt(int from, int most) throws MalformedTagException {
        if (from >= end) {
            throw malformed(from, "ends before a number");
        }
        int nibbles = Wire.nibblesAfter(bytes[from]);
        if (nibbles > most) {
            throw malformed(from, "has a number of " + nibbles + " nibbles where " + most + " are the most");
        }
        if (nibbles / 2 + 1 > end - from) {
            throw malformed(from, "ends within a number of " + nibbles + " nibbles");
        }
        return nibbles;
    }

    private MalformedTagException malformed(int where, String how) {
        return new MalformedTagException(message + ": the element with the tag " + Integer.toUnsignedString(tag) + " "
                + how + " (byte " + where + ")");
    }

    // What an element is.

    /**
     * {@return the number of 32 bits that this element is: {@code evtag_unmarshal_int}}
     *
     * @throws MalformedTagException if it is none
     */
    public int int32() throws MalformedTagException {
        return (int) number(8);
    }

    /**
     * {@return the number of 64 bits that this element is: {@code evtag_unmarshal_int64}}
     *
     * @throws MalformedTagException if it is none
     */
    public long int64() throws MalformedTagException {
        return number(16);
    }

    private long number(int most) throws MalformedTagException {
        int outer = end;
        end = at;
        int nibbles = numberAt(payload, most);
        end = outer;
        if (payload + nibbles / 2 + 1 != at) {
            throw malformed(payload, "has something behind its number");
        }
        return Wire.number(bytes, payload, nibbles);
    }

    /**
     * {@return the text that this element is: {@code evtag_unmarshal_string}}
     *
     * @throws MalformedTagException if it is not UTF-8: such a member should be {@code bytes}
     */
    public String string() throws MalformedTagException {
        var text = new String(bytes, payload, at - payload, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0 && !isExactly(text)) {
            throw malformed(payload, "is no UTF-8: a member that is no text should be bytes");
        }
        return text;
    }

    /** {@return whether it is what was sent, rather than a replacement for it} */
    private boolean isExactly(String text) {
        byte[] again = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(again, 0, again.length, bytes, payload, at);
    }

    /** {@return the bytes that this element is: {@code evtag_unmarshal}} */
    public Bytes bytes() {
        return Bytes.of(bytes, payload, at - payload);
    }

    /**
     * {@return the bytes that this element is: {@code evtag_unmarshal_fixed}}
     *
     * @throws MalformedTagException if there are not {@code length}
     */
    public Bytes bytes(int length) throws MalformedTagException {
        if (at - payload != length) {
            throw malformed(payload, "has " + (at - payload) + " bytes instead of " + length);
        }
        return bytes();
    }

    /**
     * {@return the message that this element is: the generated {@code evtag_unmarshal_X}}
     *
     * @throws MalformedTagException if it is none, or would be too deep
     */
    public <M extends TaggedMessage> M message(MessageType<M> type) throws MalformedTagException {
        if (depth >= limits.nesting()) {
            throw malformed(payload, "is deeper than " + limits.nesting() + " messages in each other");
        }
        int outerAt = at;
        int outerEnd = end;
        int outerTag = tag;
        String outerMessage = message;
        end = at;
        at = payload;
        message = type.name();
        depth++;
        M read = type.parser().parse(this);
        depth--;
        message = outerMessage;
        tag = outerTag;
        end = outerEnd;
        at = outerAt;
        return read;
    }

    /**
     * Adds an element to those of its array.
     *
     * @param array those before; empty at first
     * @return the array from now on
     * @throws MalformedTagException if there are more than the limit
     */
    public <E> Repeated<E> append(Repeated<E> array, E element) throws MalformedTagException {
        if (++elements > limits.elements()) {
            throw malformed(payload, "is one more than the " + limits.elements() + " that all arrays may have");
        }
        Repeated<E> target = array.isEmpty() ? Repeated.withRoomFor(countOfTag()) : array;
        target.append(element);
        return target;
    }

    /** {@return how many elements from here on have the same tag} Each has two bytes at least, so there is an end to it. */
    private int countOfTag() throws MalformedTagException {
        int here = at;
        int herePayload = payload;
        int mine = tag;
        int count = 1;
        while (hasNext() && nextTag() == mine) {
            count++;
        }
        at = here;
        payload = herePayload;
        tag = mine;
        return Math.min(count, limits.elements());
    }

    // What a message must be.

    /**
     * Notes that a member is there.
     *
     * @param seen the members that are, a bit for each
     * @param bit that of this one
     * @return the members from now on
     * @throws MalformedTagException if it was there already, for only arrays have several
     */
    public long once(long seen, int bit) throws MalformedTagException {
        if ((seen & (1L << bit)) != 0) {
            throw malformed(payload, "is there twice");
        }
        return seen | (1L << bit);
    }

    /** {@return the failure that a tag means nothing in this message} */
    public MalformedTagException unknownTag() {
        return malformed(payload, "is unknown");
    }

    /**
     * {@return the failure that members are missing}
     *
     * @param seen the members that are there, a bit for each
     * @param names of those that must be, whose bits are the first
     */
    public MalformedTagException missing(long seen, String... names) {
        var text = new StringBuilder(message).append(": without");
        for (int bit = 0; bit < names.length; bit++) {
            if ((seen & (1L << bit)) == 0) {
                text.append(' ').append(names[bit]);
            }
        }
        return new MalformedTagException(
                text.append(", which every such message must have").toString());
    }
}
