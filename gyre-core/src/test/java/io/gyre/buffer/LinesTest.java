package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines, as the five styles see them. {@code ~} stands for CR, {@code ;} for LF, {@code 0} for NUL, {@code |} between chunks. */
class LinesTest extends BufferSuite {
    private static String plain(String shown) {
        return shown.replace('~', '\r').replace(';', '\n').replace('0', '\0');
    }

    // S-201, S-202, R-112
    // G-154, G-156, G-157, G-158, G-159, G-161, G-162, G-163, G-164, G-166, G-167, G-168, G-169, G-171, G-172, G-173,
    // G-174, G-176, G-177, G-178, G-179, G-181, G-182, G-183, G-184, G-186, G-187, G-188, G-189, G-191, G-192, G-193,
    // G-194, G-196, G-197
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "a~;b; ANY 1 2 a,b 0",
                "a~;b; CRLF 1 2 a,b 0",
                "a~;b; CRLF_STRICT 1 2 a 2",
                "a~;b; LF 2 1 a~,b 0",
                "a~;b; NUL -1 0 - 5",
                "a~b~; ANY 1 1 a,b 0",
                "a~b~; CRLF 3 2 a~b 0",
                "a~b~; CRLF_STRICT 3 2 a~b 0",
                "a~b~; LF 4 1 a~b~ 0",
                "a~b~; NUL -1 0 - 5",
                "a~~;b ANY 1 3 a 1",
                "a~~;b CRLF 2 2 a~ 1",
                "a~~;b CRLF_STRICT 2 2 a~ 1",
                "a~~;b LF 3 1 a~~ 1",
                "a~~;b NUL -1 0 - 5",
                "~;~;z ANY 0 4 '' 1",
                "~;~;z CRLF 0 2 '','' 1",
                "~;~;z CRLF_STRICT 0 2 '','' 1",
                "~;~;z LF 1 1 ~,~ 1",
                "~;~;z NUL -1 0 - 5",
                "a;~b~ ANY 1 2 a,b 0",
                "a;~b~ CRLF_STRICT -1 0 - 5",
                "a;~b~ LF 1 1 a 3",
                "a;~b~ NUL -1 0 - 5",
                "a0b;0 ANY 3 1 a0b 1",
                "a0b;0 CRLF_STRICT -1 0 - 5",
                "a0b;0 LF 3 1 a0b 1",
                "a0b;0 NUL 1 1 a,b; 0",
                "a~ ANY 1 1 a 0",
                "a~ CRLF_STRICT -1 0 - 2",
                "a~ LF -1 0 - 2",
                "a~ NUL -1 0 - 2",
                "; ANY 0 1 '' 0",
                "; CRLF_STRICT -1 0 - 1",
                "; LF 0 1 '' 0",
                "; NUL -1 0 - 1",
                "ab~|;cd|~|;ef ANY 2 2 ab,cd 2",
                "ab~|;cd|~|;ef CRLF 2 2 ab,cd 2",
                "ab~|;cd|~|;ef CRLF_STRICT 2 2 ab,cd 2",
                "ab~|;cd|~|;ef LF 3 1 ab~,cd~ 2",
            },
            quoteCharacter = '"')
    void everyStyleFindsItsLines(String shown, Eol style, int at, int length, String lines, int left) {
        EvBuffer buffer = chained(plain(shown).split("\\|"));
        EolMatch match = buffer.searchEol(style, null);
        assertEquals(at, match == null ? -1 : match.position().offset());
        assertEquals(length, match == null ? 0 : match.length());
        assertEquals(at, buffer.indexOfEol(style, 0));
        List<String> found = new ArrayList<>();
        for (String line; (line = buffer.readLine(style, StandardCharsets.ISO_8859_1)) != null; ) {
            found.add(line);
        }
        assertEquals(expected(lines), found);
        assertEquals(left, buffer.length());
    }

    private static List<String> expected(String lines) {
        List<String> expected = new ArrayList<>();
        for (String line : lines.equals("-") ? new String[0] : lines.split(",")) {
            expected.add(line.equals("''") ? "" : plain(line));
        }
        return expected;
    }

    // S-203, R-113, G-198, G-199
    @Test
    void theSearchBeginsWhereItIsTold() {
        EvBuffer buffer = of("string! \r\n\r\nx\n");
        assertEol(buffer, Eol.CRLF, 0, 8, 2);
        assertEol(buffer, Eol.CRLF, 8, 8, 2);
        assertEol(buffer, Eol.CRLF, 9, 9, 1);
        assertEol(buffer, Eol.CRLF_STRICT, 9, 10, 2);
        assertEol(buffer, Eol.LF, 0, 9, 1);
        assertEol(buffer, Eol.LF, 9, 9, 1);
        assertEol(buffer, Eol.LF, 10, 11, 1);
        assertNull(buffer.searchEol(Eol.CRLF, buffer.position(14)));
        EvBuffer two = of("one\r\ntwo\r\n");
        assertEol(two, Eol.CRLF, 4, 4, 1);
        assertEol(two, Eol.CRLF_STRICT, 4, 8, 2);
        assertEol(two, Eol.ANY, 4, 4, 1);
        assertNull(two.searchEol(Eol.LF, two.position(10)));
    }

    private static void assertEol(EvBuffer buffer, Eol style, long from, long at, int length) {
        EolMatch match = Objects.requireNonNull(buffer.searchEol(style, buffer.position(from)));
        assertEquals(at, match.position().offset());
        assertEquals(length, match.length());
    }

    // G-136, G-144
    @Test
    void anEmptyBufferHasNoLine() {
        EvBuffer buffer = empty();
        assertNull(buffer.readln(Eol.LF));
        assertEquals(-1, buffer.readln(Eol.LF, empty()));
        assertNull(buffer.searchEol(Eol.LF, null));
        assertEquals(0, buffer.contiguousSpace());
    }

    // S-201
    @Test
    void aLineCanBeMovedToAnotherBufferWithoutACopyOfItself() {
        EvBuffer buffer = of("first\nsecond\nrest");
        EvBuffer line = empty();
        assertEquals(5, buffer.readln(Eol.LF, line));
        assertEquals("first", text(line));
        assertEquals(6, buffer.readln(Eol.LF, line));
        assertEquals("firstsecond", text(line));
        assertEquals(-1, buffer.readln(Eol.LF, line));
        assertEquals("rest", text(buffer));
    }

    // G-281
    @Test
    void theOldReadlineTakesAnyRunOfLineEnds() {
        EvBuffer buffer = of("abc\r\n\r\ndef");
        assertEquals(7, buffer.indexOf(bytes("de"), 0));
        assertEquals(-1, buffer.indexOf(bytes("zz"), 0));
        assertEquals("abc", buffer.readLine(Eol.ANY, StandardCharsets.ISO_8859_1));
        assertEquals(3, buffer.length());
    }
}
