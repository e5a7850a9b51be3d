package io.gyre.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsciiTest {
    // R-160, S-118
    @ParameterizedTest
    @CsvSource({
        "Libevent, LIBEVENT, 0",
        "Libev, LIBEVENT, -1",
        "LIBEVENT, Libev, 1",
        "a, B, -1",
        "B, a, 1",
        "'', '', 0",
        "'', a, -1",
        "[, a, -1",
        "@, `, -1",
        "\u00c4, \u00e4, -1"
    })
    void textIsComparedWithoutTheCaseOfAsciiLetters(String a, String b, int order) {
        assertEquals(order, Ascii.compareIgnoreCase(a, b));
        assertEquals(order == 0, Ascii.equalsIgnoreCase(a, b));
    }

    // R-160, S-118, G-493
    @ParameterizedTest
    @CsvSource({
        "Libevent, LibEQQQQ, 4, 0",
        "Lib, LibEvEnT, 4, -1",
        "abcX, ABCy, 3, 0",
        "abcX, ABCy, 4, -1",
        "a, b, 0, 0",
        "ab, ab, 9, 0"
    })
    void theBoundedFormLooksNoFurther(String a, String b, int limit, int order) {
        assertEquals(order, Ascii.compareIgnoreCase(a, b, limit));
    }

    @Test
    void aNegativeBoundIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Ascii.compareIgnoreCase("a", "b", -1));
    }

    // S-118
    @Test
    void rangesOfBytesAreComparedLikeText() {
        byte[] a = "xxHosT:".getBytes(UTF_8);
        byte[] b = "hOSt\u00e9".getBytes(UTF_8);
        assertEquals(0, Ascii.compareIgnoreCase(a, 2, 4, b, 0, 4));
        assertEquals(-1, Ascii.compareIgnoreCase(a, 2, 4, b, 0, 5));
        assertEquals(-1, Ascii.compareIgnoreCase(a, 2, 5, b, 0, 5), "bytes beyond ASCII are above ':'");
        assertThrows(IndexOutOfBoundsException.class, () -> Ascii.compareIgnoreCase(a, 2, 6, b, 0, 1));
    }

    //
    @ParameterizedTest
    @CsvSource({
        "'',''",
        "' ',''",
        "'\t \t',''",
        "'a ','a'",
        "'a\t \t','a'",
        "' a b\tc ',' a b\tc'",
        "'abc','abc'",
        "'a\r\n','a\r\n'"
    })
    void blanksAndTabsAreTrimmedAtTheEndOnly(String text, String trimmed) {
        assertEquals(trimmed, Ascii.rtrim(text));
    }

    //
    @Test
    void onlyTenCharactersAreDigits() {
        for (int c = -128; c < 0x700; c++) {
            assertEquals(c >= '0' && c <= '9', Ascii.isDigit(c), "character " + c);
        }
        assertFalse(Ascii.isDigit((byte) 0xff));
    }

    // S-116, G-495
    @ParameterizedTest
    @CsvSource({
        "'  -12x', 10, -12, 5",
        "0x1f, 16, 31, 4",
        "zz, 10, 0, 0",
        "010, 0, 8, 3",
        "0x1F, 0, 31, 4",
        "0xg, 16, 0, 1",
        "0x, 0, 0, 1",
        "+7, 10, 7, 2",
        "+-7, 10, 0, 0",
        "'  ', 10, 0, 0",
        "-, 10, 0, 0",
        "09, 0, 0, 1",
        "'\t\n\u000b\f\r 5', 10, 5, 7",
        "zz, 36, 1295, 2",
        "102, 2, 2, 2",
        "9223372036854775807, 10, 9223372036854775807, 19",
        "-9223372036854775808, 10, -9223372036854775808, 20",
        "-0x8000000000000000, 0, -9223372036854775808, 19"
    })
    void aNumberIsReadAsFarAsItGoes(String text, int radix, long value, int end) {
        assertEquals(new Ascii.ParsedLong(value, end, false), Ascii.strtoll(text, 0, radix));
    }

    // G-495
    @Test
    void aNumberOutOfRangeIsHeldAtTheEdgeAndReadToItsEnd() {
        String nines = "9".repeat(20);
        assertEquals(new Ascii.ParsedLong(Long.MAX_VALUE, 20, true), Ascii.strtoll(nines, 0, 10));
        assertEquals(new Ascii.ParsedLong(Long.MIN_VALUE, 21, true), Ascii.strtoll("-" + nines, 0, 10));
        assertEquals(new Ascii.ParsedLong(Long.MAX_VALUE, 19, true), Ascii.strtoll("9223372036854775808", 0, 10));
        assertEquals(new Ascii.ParsedLong(Long.MIN_VALUE, 20, true), Ascii.strtoll("-9223372036854775809", 0, 10));
    }

    @Test
    void readingANumberMayBeginAnywhere() {
        assertEquals(new Ascii.ParsedLong(34, 4, false), Ascii.strtoll("1-34", 2, 10));
        assertEquals(new Ascii.ParsedLong(0, 2, false), Ascii.strtoll("12", 2, 10));
        assertThrows(IndexOutOfBoundsException.class, () -> Ascii.strtoll("12", 3, 10));
        assertThrows(IllegalArgumentException.class, () -> Ascii.strtoll("12", 0, 37));
        assertThrows(IllegalArgumentException.class, () -> Ascii.strtoll("12", 0, 1));
    }

    @Test
    void everyLongIsReadBackInEveryRadix() {
        long seed = 7;
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            int radix = Character.MIN_RADIX + random.nextInt(Character.MAX_RADIX - 1);
            String text = Long.toString(value, radix);
            assertEquals(value, Ascii.strtoll(text, 0, radix).value(), text + " in radix " + radix);
            assertEquals(text.length() + 1, Ascii.strtoll(text + "0", 0, radix).end());
        }
    }
}
