package io.gyre.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding: RFC 3986, section 2.1, and the plus signs of HTML forms. Text is in UTF-8. */
public final class UriEncoding {
    private static final String HEX = "0123456789ABCDEF";

    private UriEncoding() {}

    /** {@return {@code text} with everything encoded but the unreserved characters: {@code evhttp_encode_uri}} */
    public static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8), false);
    }

    /**
     * {@return bytes encoded, but for the unreserved characters: {@code evhttp_uriencode}}
     *
     * @param spaceAsPlus whether a space becomes a plus sign, as forms have it
     */
    public static String encode(byte[] bytes, boolean spaceAsPlus) {
        var encoded = new StringBuilder(bytes.length + 16);
        for (byte octet : bytes) {
            char c = (char) (octet & 0xff);
            if (c < 0x80 && Characters.isUnreserved(c)) {
                encoded.append(c);
            } else if (c == ' ' && spaceAsPlus) {
                encoded.append('+');
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }

    /**
     * {@return text decoded: {@code evhttp_uridecode}} An escape that is none stays as it is, and bytes that are no UTF-8 become
     * U+FFFD. The result may contain NUL and slashes: use {@link #decodeBytes} for bytes, and check a path after decoding it.
     *
     * @param plusAsSpace whether a plus sign becomes a space, as forms have it
     */
    public static String decode(String text, boolean plusAsSpace) {
        boolean plain = text.indexOf('%') < 0 && (!plusAsSpace || text.indexOf('+') < 0);
        return plain ? text : new String(decodeBytes(text, plusAsSpace), StandardCharsets.UTF_8);
    }

    /** {@return text decoded to bytes, as {@link #decode}} */
    public static byte[] decodeBytes(String text, boolean plusAsSpace) {
        return decode(text, plusAsSpace ? 0 : Integer.MAX_VALUE);
    }

    /** {@return a whole URI decoded, where plus signs become spaces behind the question mark only: {@code evhttp_decode_uri}} */
    public static String decodeUri(String text) {
        int mark = text.indexOf('?');
        return new String(decode(text, mark < 0 ? Integer.MAX_VALUE : mark), StandardCharsets.UTF_8);
    }

    private static byte[] decode(String text, int plusFrom) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int octet = bytes[i];
            if (octet == '%' && i + 2 < bytes.length && hex(bytes[i + 1]) >= 0 && hex(bytes[i + 2]) >= 0) {
                octet = hex(bytes[i + 1]) << 4 | hex(bytes[i + 2]);
                i += 2;
            } else if (octet == '+' && i >= plusFrom) {
                octet = ' ';
            }
            decoded.write(octet);
        }
        return decoded.toByteArray();
    }

    private static int hex(byte octet) {
        return octet < 0 ? -1 : Character.digit(octet, 16);
    }
}
