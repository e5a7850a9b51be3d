package io.gyre.dns.wire;

import java.util.Arrays;

/** Reads a name from its text. */
final class NameText {
    private final String text;
    private final byte[] wire;

    /** Where the length of the label that is read belongs. */
    private int label;

    private int end = 1;
    private int at;

    NameText(String text) {
        this.text = text;
        // Each octet takes a character at least, and the length of the first label and the root's come in addition.
        wire = new byte[Math.min(text.length() + 2, DnsName.MAX_LENGTH)];
    }

    DnsName read() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '.') {
                endLabel();
            } else {
                octet(c == '\\' ? escaped() : plain(c));
            }
        }
        if (end > label + 1) {
            endLabel();
        }
        return DnsName.ofWire(end == wire.length ? wire : Arrays.copyOf(wire, end));
    }

    private void octet(int value) {
        if (end - label > DnsName.MAX_LABEL) {
            throw refused("a label has at most " + DnsName.MAX_LABEL + " octets");
        }
        room();
        wire[end++] = (byte) value;
    }

    private void endLabel() {
        if (end == label + 1) {
            throw refused("a label is empty");
        }
        room();
        wire[label] = (byte) (end - label - 1);
        label = end++;
    }

    private void room() {
        if (end == wire.length) {
            throw refused("a name has at most " + DnsName.MAX_LENGTH + " octets, lengths included");
        }
    }

    private char plain(char c) {
        if (c <= ' ' || c >= 0x7f) {
            throw refused(
                    "it has a character that is no printable ASCII; write \\DDD for an octet, and use java.net.IDN"
                            + " for international names");
        }
        return c;
    }

    private int escaped() {
        if (at == text.length()) {
            throw refused("nothing follows the last backslash");
        }
        char c = text.charAt(at++);
        if (c < '0' || c > '9') {
            return plain(c);
        }
        int value = at + 2 <= text.length() ? 100 * (c - '0') + 10 * digit(at) + digit(at + 1) : -1;
        at += 2;
        if (value < 0 || value > 255) {
            throw refused("a backslash before a digit needs three digits, from 000 to 255");
        }
        return value;
    }

    private int digit(int where) {
        char c = text.charAt(where);
        return c >= '0' && c <= '9' ? c - '0' : -1000;
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("\"" + text + "\" is no domain name: " + why);
    }
}
