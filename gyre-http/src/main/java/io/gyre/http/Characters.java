package io.gyre.http;

/** Sets of characters that RFC 3986 and RFC 9110 name. */
final class Characters {
    private static final String TOKEN = "!#$%&'*+-.^_`|~";
    private static final String SUB_DELIMS = "!$&'()*+,;=";

    private Characters() {}

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0 && c < 0x80;
    }

    /** {@code unreserved}. */
    static boolean isUnreserved(char c) {
        return isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
    }

    static boolean isSubDelim(char c) {
        return SUB_DELIMS.indexOf(c) >= 0;
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && !isDigit(c) && TOKEN.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** {@return whether {@code text} is made of unreserved characters, sub-delims, escapes and {@code more}} */
    static boolean isEncoded(String text, String more) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
                    return false;
                }
                i += 2;
            } else if (!isUnreserved(c) && !isSubDelim(c) && more.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** {@return the text with controls made visible, for messages} */
    static String visible(String text) {
        var shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), 80); i++) {
            char c = text.charAt(i);
            shown.append(
                    c < ' ' || c == 0x7f
                            ? "\\u" + Integer.toHexString(0x10000 | c).substring(1)
                            : String.valueOf(c));
        }
        return shown.toString();
    }
}
