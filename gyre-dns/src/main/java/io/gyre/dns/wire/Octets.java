package io.gyre.dns.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable run of octets, equal to others by value. */
public final class Octets {
    /** No octets at all. */
    public static final Octets EMPTY = new Octets(new byte[0]);

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /** {@return a copy of {@code bytes}} */
    public static Octets of(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
    }

    /** {@return the UTF-8 octets of a text} */
    public static Octets of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return a copy of part of an array} */
    static Octets copyOf(byte[] source, int offset, int length) {
        return length == 0 ? EMPTY : new Octets(Arrays.copyOfRange(source, offset, offset + length));
    }

    /** {@return how many octets there are} */
    public int length() {
        return bytes.length;
    }

    /**
     * {@return one octet, from 0 to 255}
     *
     * @param index where, from 0
     */
    public int at(int index) {
        return bytes[index] & 0xff;
    }

    /** {@return a copy of the octets} */
    public byte[] toArray() {
        return bytes.clone();
    }

    /** The octets themselves, for the codec, which does not change them. */
    byte[] shared() {
        return bytes;
    }

    /** {@return the octets as pairs of lower-case hexadecimal digits} */
    public String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@return the octets in quotes, safe to print: what is no printable ASCII is {@code \DDD} (RFC 1035, section 5.1)} */
    @Override
    public String toString() {
        return Presentation.quoted(bytes);
    }
}
