package io.gyre.http.wire;

import java.nio.charset.StandardCharsets;

/** The classes of octets that RFC 9110 and RFC 9112 name, and comparison without case. */
final class Octets {
    /** {@code tchar}: what methods and field names are made of. */
    private static final boolean[] TOKEN = table("!#$%&'*+-.^_`|~");

    /** What a request target may have: what is visible but {@code #}, and octets beyond ASCII, which clients do send. */
    private static final boolean[] TARGET = visible();

    /** {@code field-vchar}, SP and HTAB. */
    private static final boolean[] VALUE = value();

    /** {@code uri-host [":" port]}. */
    private static final boolean[] HOST = table("-._~%!$&'()*+,;=:[]");

    private Octets() {}

    static boolean isToken(int octet) {
        return TOKEN[octet & 0xff];
    }

    static boolean isTarget(int octet) {
        return TARGET[octet & 0xff];
    }

    static boolean isValue(int octet) {
        return VALUE[octet & 0xff];
    }

    static boolean isHost(int octet) {
        return HOST[octet & 0xff];
    }

    static boolean isBlank(int octet) {
        return octet == ' ' || octet == '\t';
    }

    static boolean isDigit(int octet) {
        return octet >= '0' && octet <= '9';
    }

    /** {@return the value of a hexadecimal digit, or -1} */
    static int hex(int octet) {
        if (isDigit(octet)) {
            return octet - '0';
        }
        int lower = octet | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    static int lower(int octet) {
        return octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
    }

    /** {@return whether bytes are {@code lowerCase} in ASCII, but for case} */
    static boolean equalsIgnoringCase(byte[] bytes, int start, int end, String lowerCase) {
        if (end - start != lowerCase.length()) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (lower(bytes[i]) != lower(lowerCase.charAt(i - start))) {
                return false;
            }
        }
        return true;
    }

    static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static boolean[] table(String others) {
        var table = new boolean[256];
        for (int i = 0; i < 128; i++) {
            table[i] = Character.isLetterOrDigit(i) || others.indexOf(i) >= 0;
        }
        return table;
    }

    private static boolean[] visible() {
        var table = new boolean[256];
        for (int i = 0x21; i < 256; i++) {
            table[i] = i != 0x7f && i != '#';
        }
        return table;
    }

    private static boolean[] value() {
        var table = new boolean[256];
        for (int i = 0x20; i < 256; i++) {
            table[i] = i != 0x7f;
        }
        table['\t'] = true;
        return table;
    }
}
