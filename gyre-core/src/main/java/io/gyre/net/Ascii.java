package io.gyre.net;

import java.util.Objects;

/**
 * Text operations that know ASCII only and never the locale, as protocols need them: {@code evutil_ascii_strcasecmp}
 * and its neighbours. All methods may be called from any thread and none allocates beyond its result.
 *
 * <p>Characters beyond ASCII are compared as they are. Java text has no terminating NUL: where C stops at one, these
 * methods stop at the end of the sequence or range, and a NUL within it is a character like any other.
 */
public final class Ascii {
    private Ascii() {}

    /**
     * {@return -1, 0 or 1 as {@code a} sorts before, with or after {@code b}, the case of ASCII letters ignored}
     * Answers to {@code evutil_ascii_strcasecmp}; a prefix sorts before what it begins.
     *
     * @param a one text
     * @param b the other
     */
    public static int compareIgnoreCase(CharSequence a, CharSequence b) {
        return compareIgnoreCase(a, b, Integer.MAX_VALUE);
    }

    /**
     * {@return as {@link #compareIgnoreCase(CharSequence, CharSequence)}, looking at no more than {@code limit}
     * characters} Answers to {@code evutil_ascii_strncasecmp}.
     *
     * @param a one text
     * @param b the other
     * @param limit how many characters count, at least 0
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    public static int compareIgnoreCase(CharSequence a, CharSequence b, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must be at least 0, but is " + limit);
        }
        int aLength = Math.min(a.length(), limit);
        int bLength = Math.min(b.length(), limit);
        int common = Math.min(aLength, bLength);
        for (int i = 0; i < common; i++) {
            int order = Integer.compare(toLower(a.charAt(i)), toLower(b.charAt(i)));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(aLength, bLength);
    }

    /**
     * {@return as {@link #compareIgnoreCase(CharSequence, CharSequence)}, over ranges of bytes taken as unsigned}
     *
     * @param a holds one text
     * @param aOffset where it begins
     * @param aLength how many bytes it has
     * @param b holds the other text
     * @param bOffset where it begins
     * @param bLength how many bytes it has
     * @throws IndexOutOfBoundsException if a range leaves its array
     */
    public static int compareIgnoreCase(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
        Objects.checkFromIndexSize(aOffset, aLength, a.length);
        Objects.checkFromIndexSize(bOffset, bLength, b.length);
        int common = Math.min(aLength, bLength);
        for (int i = 0; i < common; i++) {
            int order = Integer.compare(toLower(a[aOffset + i] & 0xff), toLower(b[bOffset + i] & 0xff));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(aLength, bLength);
    }

    /**
     * {@return whether two texts are equal but for the case of ASCII letters}
     *
     * @param a one text
     * @param b the other
     */
    public static boolean equalsIgnoreCase(CharSequence a, CharSequence b) {
        return a.length() == b.length() && compareIgnoreCase(a, b) == 0;
    }

    /**
     * {@return the text without blanks and tabs at its end} Other white space stays, as in libevent's
     * {@code evutil_rtrim_lws_}, since protocols trim these two only.
     *
     * @param text any text; one of blanks alone becomes empty
     */
    public static String rtrim(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
            end--;
        }
        return text.substring(0, end);
    }

    /**
     * {@return whether {@code c} is one of the ten ASCII digits} Any int may be given, also a byte's negative value
     * or -1 for an end. Answers to libevent's {@code EVUTIL_ISDIGIT_}.
     *
     * @param c a character or byte
     */
    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /**
     * {@return {@code c} in lower case if it is an ASCII capital, else as it is}
     *
     * @param c a character or byte
     */
    public static int toLower(int c) {
        return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    }

    /**
     * {@return the value of an ASCII digit or letter in a radix, or -1 if it is none}
     *
     * @param c a character or byte
     * @param radix from 2 to 36
     */
    public static int digit(int c, int radix) {
        int lower = toLower(c);
        int value = isDigit(c) ? c - '0' : lower >= 'a' && lower <= 'z' ? lower - 'a' + 10 : -1;
        return value < radix ? value : -1;
    }

    /**
     * {@return the number at the start of a text, and where it ends} Answers to {@code evutil_strtoll}: skips white
     * space, takes a sign, then as many digits as follow. Where none follow, the value is 0 and the end is {@code
     * start}. Text that must be a number and nothing else is better read with {@link Long#parseLong(String)}.
     *
     * @param text holds the number
     * @param start where to begin
     * @param radix from 2 to 36; 16 allows a leading {@code 0x}; 0 means 16 after {@code 0x}, 8 after {@code 0}, else
     * 10
     * @throws IllegalArgumentException if there is no such radix
     * @throws IndexOutOfBoundsException if {@code start} is not within the text or at its end
     */
    public static ParsedLong strtoll(CharSequence text, int start, int radix) {
        if (radix != 0 && (radix < Character.MIN_RADIX || radix > Character.MAX_RADIX)) {
            throw new IllegalArgumentException("radix must be 0 or 2 to 36, but is " + radix);
        }
        Objects.checkFromToIndex(start, text.length(), text.length());
        int at = start;
        while (isSpace(at(text, at))) {
            at++;
        }
        boolean negative = at(text, at) == '-';
        if (negative || at(text, at) == '+') {
            at++;
        }
        boolean hexadecimal = (radix == 0 || radix == 16) && startsWith0x(text, at);
        int first = hexadecimal ? at + 2 : at;
        int base = radix != 0 ? radix : hexadecimal ? 16 : at(text, at) == '0' ? 8 : 10;
        ParsedLong digits = digits(text, first, base, negative);
        return digits.end() == first ? new ParsedLong(0, start, false) : digits;
    }

    private static boolean startsWith0x(CharSequence text, int at) {
        return at(text, at) == '0' && toLower(at(text, at + 1)) == 'x' && digit(at(text, at + 2), 16) >= 0;
    }

    /** Counts downwards from 0, because the negative numbers reach one further than the positive. */
    private static ParsedLong digits(CharSequence text, int first, int radix, boolean negative) {
        long limit = negative ? Long.MIN_VALUE : -Long.MAX_VALUE;
        long value = 0;
        boolean saturated = false;
        int at = first;
        for (int digit = digit(at(text, at), radix); digit >= 0; digit = digit(at(text, at), radix)) {
            saturated |= value < limit / radix || value * radix < limit + digit;
            value = saturated ? limit : value * radix - digit;
            at++;
        }
        return new ParsedLong(negative ? value : -value, at, saturated);
    }

    private static int at(CharSequence text, int index) {
        return index < text.length() ? text.charAt(index) : -1;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /**
     * What {@link #strtoll} found.
     *
     * @param value the number; {@link Long#MAX_VALUE} or {@link Long#MIN_VALUE} if the text's was further out
     * @param end the index behind the last digit, or where reading began if there was no number
     * @param saturated whether the number did not fit: C's {@code ERANGE}
     */
    public record ParsedLong(long value, int end, boolean saturated) {}
}
