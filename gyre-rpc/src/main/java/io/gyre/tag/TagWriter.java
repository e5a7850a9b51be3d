package io.gyre.tag;

import io.gyre.buffer.EvBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Writes messages, from the last byte to the first: a payload comes before its length, so that the length of whatever is in it is known without
 * counting first. So elements are put in the reverse of the order in which they will be read.
 *
 * <p>Keeps its memory for the next message, so that it allocates nothing. For one thread.
 */
public final class TagWriter {
    private static final int SMALLEST = 512;

    /** More than this is given up after use. */
    private static final int KEPT = 64 << 10;

    private final TagLimits limits;
    private byte[] bytes = new byte[SMALLEST];
    private int start = SMALLEST;
    private int depth;

    /** Makes a writer with the usual limits. */
    public TagWriter() {
        this(TagLimits.DEFAULT);
    }

    /** Makes a writer with limits; it looks at the size and the nesting. */
    public TagWriter(TagLimits limits) {
        this.limits = limits;
    }

    /** Forgets everything that was written. */
    public void clear() {
        if (bytes.length > KEPT) {
            bytes = new byte[SMALLEST];
        }
        start = bytes.length;
        depth = 0;
    }

    /** {@return how many bytes were written} */
    public int length() {
        return bytes.length - start;
    }

    /**
     * Writes a message, and nothing else.
     *
     * @return this
     * @throws IllegalArgumentException if it is over the limits, or has text that is not Unicode
     */
    public TagWriter write(TaggedMessage message) {
        clear();
        depth = 1;
        message.writeTo(this);
        if (length() > limits.messageSize()) {
            throw tooLarge();
        }
        return this;
    }

    /** Adds what was written to the back of a buffer, and clears this. */
    public void moveTo(EvBuffer buffer) {
        buffer.add(bytes, start, length());
        clear();
    }

    /** {@return a copy of what was written} */
    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }

    // Elements, each before those that were put already.

    /** Puts a number of 32 bits: {@code evtag_marshal_int}. */
    public void putInt(int tag, int value) {
        putNumber(tag, Integer.toUnsignedLong(value));
    }

    /** Puts a number of 64 bits: {@code evtag_marshal_int64}. */
    public void putInt64(int tag, long value) {
        putNumber(tag, value);
    }

    private void putNumber(int tag, long value) {
        room(Wire.MAX_INT64 + Wire.MAX_HEADER);
        int size = Wire.numberSize(value);
        start -= size;
        Wire.putNumber(bytes, start, value);
        putHeader(tag, size);
    }

    private void putHeader(int tag, int length) {
        room(Wire.MAX_HEADER);
        int at = start - Wire.numberSize(length);
        Wire.putNumber(bytes, at, length);
        start = at - Wire.tagSize(tag);
        Wire.putTag(bytes, start, tag);
    }

    /**
     * Puts text in UTF-8: {@code evtag_marshal_string}. What C would take for the end, a NUL, is sent like any other character.
     *
     * @throws IllegalArgumentException if it has half of a surrogate pair
     */
    public void putString(int tag, String text) {
        room(3L * text.length());
        int end = start;
        int i = text.length() - 1;
        while (i >= 0) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[--start] = (byte) c;
            } else {
                i -= putOther(text, i, c);
            }
            i--;
        }
        putHeader(tag, end - start);
    }

    /** {@return how many more characters it took} */
    private int putOther(String text, int index, char c) {
        if (c < 0x800) {
            bytes[--start] = continuation(c);
            bytes[--start] = (byte) (0xc0 | (c >> 6));
            return 0;
        }
        if (!Character.isSurrogate(c)) {
            bytes[--start] = continuation(c);
            bytes[--start] = continuation(c >> 6);
            bytes[--start] = (byte) (0xe0 | (c >> 12));
            return 0;
        }
        if (index == 0 || !Character.isSurrogatePair(text.charAt(index - 1), c)) {
            throw new IllegalArgumentException("half of a surrogate pair at " + index + " of a string of "
                    + text.length() + ": use bytes for what is no text");
        }
        int point = Character.toCodePoint(text.charAt(index - 1), c);
        bytes[--start] = continuation(point);
        bytes[--start] = continuation(point >> 6);
        bytes[--start] = continuation(point >> 12);
        bytes[--start] = (byte) (0xf0 | (point >> 18));
        return 1;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3f));
    }

    /** Puts bytes: {@code evtag_marshal}. */
    public void putBytes(int tag, Bytes value) {
        room(value.length());
        start -= value.length();
        value.copyTo(bytes, start);
        putHeader(tag, value.length());
    }

    /** Puts a message in this one: the generated {@code evtag_marshal_X}. */
    public void putMessage(int tag, TaggedMessage message) {
        if (depth >= limits.nesting()) {
            throw new IllegalArgumentException("more than " + limits.nesting()
                    + " messages in each other: raise TagLimits.nesting, also of whoever reads");
        }
        depth++;
        int end = length();
        message.writeTo(this);
        depth--;
        putHeader(tag, length() - end);
    }

    // Arrays: an element of the same tag for each.

    /** Puts numbers of 32 bits. */
    public void putInts(int tag, List<Integer> values) {
        for (int i = values.size() - 1; i >= 0; i--) {
            putInt(tag, values.get(i));
        }
    }

    /** Puts numbers of 64 bits. */
    public void putInt64s(int tag, List<Long> values) {
        for (int i = values.size() - 1; i >= 0; i--) {
            putInt64(tag, values.get(i));
        }
    }

    /** Puts texts. */
    public void putStrings(int tag, List<String> values) {
        for (int i = values.size() - 1; i >= 0; i--) {
            putString(tag, values.get(i));
        }
    }

    /** Puts messages. */
    public void putMessages(int tag, List<? extends TaggedMessage> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            putMessage(tag, messages.get(i));
        }
    }

    private IllegalArgumentException tooLarge() {
        return new IllegalArgumentException("a message of more than " + limits.messageSize()
                + " bytes: raise TagLimits.messageSize, also of whoever reads");
    }

    /** Makes room for {@code count} bytes before the first. */
    private void room(long count) {
        if (start < count) {
            grow(count);
        }
    }

    private void grow(long count) {
        long needed = length() + count;
        if (length() > limits.messageSize() || needed > Integer.MAX_VALUE / 2) {
            throw tooLarge();
        }
        var larger = new byte[(int) Math.max(needed, 2L * bytes.length)];
        System.arraycopy(bytes, start, larger, larger.length - length(), length());
        start = larger.length - length();
        bytes = larger;
    }
}
