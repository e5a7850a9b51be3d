package io.gyre.tag;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** Bytes that never change, so that messages that hold them do not either. Any thread may use them. */
public final class Bytes {
    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final int SHOWN = 64;

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** {@return a copy of {@code bytes}} */
    public static Bytes of(byte... bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** {@return a copy of part of {@code bytes}} */
    public static Bytes of(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** {@return text in UTF-8} */
    public static Bytes of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return how many there are} */
    public int length() {
        return array.length;
    }

    /**
     * {@return one of them}
     *
     * @throws IndexOutOfBoundsException if there is none at {@code index}
     */
    public byte at(int index) {
        return array[index];
    }

    /**
     * Checks how many there are, for members of a fixed length.
     *
     * @param member its name
     * @throws IllegalArgumentException if there are not {@code length}
     */
    public void checkLength(int length, String member) {
        if (array.length != length) {
            throw new IllegalArgumentException(member + " has " + array.length + " bytes: it takes exactly " + length);
        }
    }

    /** {@return a copy} */
    public byte[] toArray() {
        return array.clone();
    }

    /** {@return a view, which is read-only} */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(array).asReadOnlyBuffer();
    }

    /** Copies all of them to {@code target}, from {@code offset} on. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(array, 0, target, offset, array.length);
    }

    /** {@return text, if they are UTF-8; what is not becomes U+FFFD} */
    public String toText() {
        return new String(array, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** {@return them in hexadecimal, or the first of them if they are many} */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return array.length <= SHOWN
                ? hex.formatHex(array)
                : hex.formatHex(array, 0, SHOWN) + "... (" + array.length + " bytes)";
    }
}
