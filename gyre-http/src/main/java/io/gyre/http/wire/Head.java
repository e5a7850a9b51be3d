package io.gyre.http.wire;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The start line and the fields of one message, and its trailer fields once they came. They stay the bytes that arrived, with marks
 * where each part begins and ends; text is made of them only when asked for.
 *
 * <p>A head belongs to the message it came with. Who gives it back to its {@link HeadPool} must not look at it again.
 */
public final class Head {
    private static final int FIRST_BYTES = 1024;
    private static final int FIRST_FIELDS = 24;

    /** Name start, name end, value start, value end. */
    private static final int MARKS = 4;

    byte[] bytes = new byte[FIRST_BYTES];
    int length;

    private int[] marks = new int[FIRST_FIELDS * MARKS];
    private int fields;

    /** How many of the fields are no trailer fields. */
    private int headers;

    int methodEnd;
    int methodStart;
    int targetStart;
    int targetEnd;
    int minorVersion;

    /** Made of the bytes when first asked for. */
    private @Nullable String method;

    int status;
    int reasonStart;
    int reasonEnd;

    final Framing framing = new Framing();

    /** Makes an empty one, for {@link HeadPool}. */
    Head() {}

    void clear() {
        length = 0;
        fields = 0;
        headers = 0;
        method = null;
        methodStart = 0;
        methodEnd = 0;
        targetStart = 0;
        targetEnd = 0;
        minorVersion = 1;
        status = 0;
        reasonStart = 0;
        reasonEnd = 0;
        framing.clear();
    }

    /** Makes room for {@code count} more bytes. */
    void ensure(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }

    void add(int nameStart, int nameEnd, int valueStart, int valueEnd, boolean trailer) {
        int at = fields * MARKS;
        if (at == marks.length) {
            marks = Arrays.copyOf(marks, marks.length * 2);
        }
        marks[at] = nameStart;
        marks[at + 1] = nameEnd;
        marks[at + 2] = valueStart;
        marks[at + 3] = valueEnd;
        fields++;
        if (!trailer) {
            headers = fields;
        }
    }

    int allFields() {
        return fields;
    }

    int nameStart(int index) {
        return marks[index * MARKS];
    }

    int nameEnd(int index) {
        return marks[index * MARKS + 1];
    }

    int valueStart(int index) {
        return marks[index * MARKS + 2];
    }

    int valueEnd(int index) {
        return marks[index * MARKS + 3];
    }

    // The start line.

    /** {@return the method of a request} No garbage if it is a usual one. */
    public String method() {
        String known = method;
        if (known == null) {
            known = Names.of(bytes, methodStart, methodEnd);
            method = known;
        }
        return known;
    }

    /** {@return the target of a request, as it was sent} */
    public String target() {
        return Names.of(bytes, targetStart, targetEnd);
    }

    /** {@return how many bytes the target has} */
    public int targetLength() {
        return targetEnd - targetStart;
    }

    /** {@return a byte of the target} */
    public byte targetByte(int index) {
        return bytes[targetStart + index];
    }

    /** {@return whether the target is exactly {@code bytes}} */
    public boolean targetIs(byte[] other) {
        return Arrays.equals(bytes, targetStart, targetEnd, other, 0, other.length);
    }

    /** {@return the target's bytes} */
    public byte[] targetBytes() {
        return Arrays.copyOfRange(bytes, targetStart, targetEnd);
    }

    /** {@return a hash of the target} */
    public int targetHash() {
        int hash = 0;
        for (int i = targetStart; i < targetEnd; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** {@return the digit after the dot of the version: 0 or 1, or greater if the peer knows a later one} */
    public int minorVersion() {
        return minorVersion;
    }

    /** {@return the status of a response} */
    public int status() {
        return status;
    }

    /** {@return the reason phrase of a response, which may be empty} */
    public String reason() {
        return Names.of(bytes, reasonStart, reasonEnd);
    }

    // The fields.

    /** {@return how many header fields there are} */
    public int size() {
        return headers;
    }

    /** {@return how many trailer fields there are} They follow the header fields: the first has the index {@link #size}. */
    public int trailers() {
        return fields - headers;
    }

    /** {@return the name of a field, as it was sent} */
    public String name(int index) {
        check(index);
        return Names.of(bytes, nameStart(index), nameEnd(index));
    }

    /** {@return the value of a field, without blanks around it; octets beyond ASCII as in ISO 8859-1} */
    public String value(int index) {
        check(index);
        return Names.of(bytes, valueStart(index), valueEnd(index));
    }

    private void check(int index) {
        if (index < 0 || index >= fields) {
            throw new IndexOutOfBoundsException("there is no field " + index + " of " + fields);
        }
    }

    /** {@return the index of the first header field of that name at {@code from} or after, or -1} */
    public int indexOf(String name, int from) {
        for (int i = from; i < headers; i++) {
            if (Octets.equalsIgnoringCase(bytes, nameStart(i), nameEnd(i), name)) {
                return i;
            }
        }
        return -1;
    }

    /** {@return the value of the first header field of that name, or null} */
    public @Nullable String value(String name) {
        int index = indexOf(name, 0);
        return index < 0 ? null : value(index);
    }

    /** {@return whether the header fields of that name, which hold lists, have {@code token} in any of them} Without regard to case. */
    public boolean lists(String name, String token) {
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
            if (TokenList.contains(bytes, valueStart(i), valueEnd(i), token)) {
                return true;
            }
        }
        return false;
    }

    /** Hands over every header field in order. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < headers; i++) {
            action.accept(name(i), value(i));
        }
    }

    // What they mean together.

    /** {@return the content's length: -1 if it is chunked, or goes on until the connection ends} */
    public long contentLength() {
        return framing.length();
    }

    /** {@return whether the content is chunked} */
    public boolean isChunked() {
        return framing.isChunked();
    }

    /** {@return whether the message has content, be it empty} */
    public boolean hasContent() {
        return framing.isChunked() || framing.length() > 0;
    }

    /** {@return whether the peer wants to keep the connection: RFC 9112, section 9.3} */
    public boolean keepsAlive() {
        return framing.keepsAlive(minorVersion);
    }

    /** {@return whether the peer waits for {@code 100 Continue}: RFC 9110, section 10.1.1} */
    public boolean expectsContinue() {
        return framing.expectsContinue() && minorVersion >= 1;
    }

    /** {@return whether the peer expects something else, which nobody knows} */
    public boolean expectsUnknown() {
        return framing.expectsUnknown();
    }

    /** {@return whether the peer offers another protocol} */
    public boolean offersUpgrade() {
        return framing.offersUpgrade();
    }
}
