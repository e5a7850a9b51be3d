package io.gyre.dns.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An absolute domain name: labels of octets, any octets. Two names are equal if they differ at most in the case of ASCII letters
 * (RFC 4343); the case that a name was made with is kept. Immutable.
 */
public final class DnsName {
    /** How many octets a name has at most on the wire, with the lengths of its labels and the root's (RFC 1035, section 2.3.4). */
    public static final int MAX_LENGTH = 255;

    /** How many octets a label has at most. */
    public static final int MAX_LABEL = 63;

    /** The name without labels. */
    public static final DnsName ROOT = new DnsName(new byte[1]);

    /** As on the wire, without compression: each label with its length before it, then a zero. */
    private final byte[] wire;

    /** 0 if not known yet. */
    private int hash;

    private DnsName(byte[] wire) {
        this.wire = wire;
    }

    /**
     * {@return the name that a text stands for} A dot at the end changes nothing. {@code \.} is a dot within a label, and {@code \DDD}
     * is the octet of that decimal number. The empty text and {@code "."} are the root.
     *
     * @param text printable ASCII; {@link java.net.IDN} makes such of international names
     * @throws IllegalArgumentException if a label is empty or too long, the name is too long, or the text has other characters
     */
    public static DnsName of(String text) {
        return text.isEmpty() || text.equals(".") ? ROOT : new NameText(text).read();
    }

    /**
     * {@return the name with these labels}
     *
     * @param labels the most specific first, without the root's
     * @throws IllegalArgumentException if a label is empty or too long, or the name is too long
     */
    public static DnsName ofLabels(List<Octets> labels) {
        int length = 1;
        for (Octets label : labels) {
            if (label.length() == 0 || label.length() > MAX_LABEL) {
                throw new IllegalArgumentException("a label of " + label.length() + " octets: use 1 to " + MAX_LABEL);
            }
            length += 1 + label.length();
        }
        byte[] wire = new byte[checkedLength(length)];
        int at = 0;
        for (Octets label : labels) {
            wire[at++] = (byte) label.length();
            System.arraycopy(label.shared(), 0, wire, at, label.length());
            at += label.length();
        }
        return ofWire(wire);
    }

    private static int checkedLength(int length) {
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a name of " + length + " octets is too long: it has at most " + MAX_LENGTH + ", lengths included");
        }
        return length;
    }

    /** {@return the name with these octets, which are valid, and from now on belong to it} */
    static DnsName ofWire(byte[] wire) {
        return wire.length == 1 ? ROOT : new DnsName(wire);
    }

    /** The octets themselves, for the codec, which does not change them. */
    byte[] wire() {
        return wire;
    }

    /** {@return the octets on the wire, without compression} */
    public byte[] toWire() {
        return wire.clone();
    }

    /** {@return how many octets the name has on the wire, from 1 to 255} */
    public int length() {
        return wire.length;
    }

    /** {@return whether this is the root} */
    public boolean isRoot() {
        return wire.length == 1;
    }

    /** {@return how many labels the name has, the root's not counted} */
    public int labelCount() {
        int count = 0;
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            count++;
        }
        return count;
    }

    /** {@return the labels, the most specific first, without the root's} */
    public List<Octets> labels() {
        var labels = new ArrayList<Octets>();
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            labels.add(Octets.copyOf(wire, at + 1, wire[at]));
        }
        return labels;
    }

    /** {@return the name without its first label, or null for the root} */
    public @Nullable DnsName parent() {
        return isRoot() ? null : ofWire(Arrays.copyOfRange(wire, 1 + wire[0], wire.length));
    }

    /**
     * {@return this name with another one after it}
     *
     * @throws IllegalArgumentException if that is longer than a name may be
     */
    public DnsName append(DnsName suffix) {
        byte[] joined = Arrays.copyOf(wire, checkedLength(wire.length - 1 + suffix.wire.length));
        System.arraycopy(suffix.wire, 0, joined, wire.length - 1, suffix.wire.length);
        return ofWire(joined);
    }

    /** {@return whether this name is {@code domain} or lies below it} */
    public boolean isWithin(DnsName domain) {
        int at = 0;
        while (wire.length - at > domain.wire.length) {
            at += 1 + wire[at];
        }
        return wire.length - at == domain.wire.length && sameIgnoringCase(wire, at, domain.wire);
    }

    /**
     * {@return whether the octets of the name without compression, the case of letters included, stand in an array}
     *
     * @param at where, from 0 on
     * @param end where the part of the array ends that counts, at most at its length
     */
    public boolean standsIn(byte[] bytes, int at, int end) {
        return end - at >= wire.length && Arrays.equals(bytes, at, at + wire.length, wire, 0, wire.length);
    }

    /** Copies the octets of the name without compression to {@code at} in {@code bytes}, where there must be room for {@link #length}. */
    public void copyTo(byte[] bytes, int at) {
        System.arraycopy(wire, 0, bytes, at, wire.length);
    }

    /** {@return whether the octets are the same, the case of letters included} */
    public boolean equalsExactly(DnsName other) {
        return Arrays.equals(wire, other.wire);
    }

    /**
     * {@return this name with some of its letters in the other case}
     *
     * @param bits one for each octet of the wire form, from the lowest of the first byte on; where it is set, a letter changes
     */
    public DnsName withCase(byte[] bits) {
        byte[] changed = wire.clone();
        for (int at = 0; at < changed.length; at++) {
            boolean letter = changed[at] >= 'A' && (changed[at] | 0x20) >= 'a' && (changed[at] | 0x20) <= 'z';
            if (letter && (bits[(at >> 3) % bits.length] >> (at & 7) & 1) != 0) {
                changed[at] ^= 0x20;
            }
        }
        return new DnsName(changed);
    }

    /** The lengths of labels, at most 63, are no letters: the whole can be compared octet by octet. */
    private static boolean sameIgnoringCase(byte[] a, int from, byte[] b) {
        for (int i = 0; i < b.length; i++) {
            if (a[from + i] != b[i] && lower(a[from + i]) != lower(b[i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DnsName that && wire.length == that.wire.length && sameIgnoringCase(wire, 0, that.wire);
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            for (byte octet : wire) {
                known = 31 * known + lower(octet);
            }
            hash = known;
        }
        return known;
    }

    /** {@return the name as text without a dot at its end, as hosts are written; the root is {@code "."}} See {@link #toString}. */
    public String toHost() {
        String text = toString();
        return isRoot() ? text : text.substring(0, text.length() - 1);
    }

    /** {@return the name as text, with a dot at its end} Safe to print: {@link #of} reads it back, and it is printable ASCII only. */
    @Override
    public String toString() {
        if (isRoot()) {
            return ".";
        }
        var text = new StringBuilder(wire.length + 8);
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            for (int i = 1; i <= wire[at]; i++) {
                Presentation.appendInName(text, wire[at + i] & 0xff);
            }
            text.append('.');
        }
        return text.toString();
    }
}
