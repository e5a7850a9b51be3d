package io.gyre.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EncodingTest {
    /** G-578. */
    @Test
    void onlyUnreservedCharactersStayAsTheyAre() {
        var kept = new StringBuilder();
        for (char c = 1; c < 128; c++) {
            if (UriEncoding.encode(String.valueOf(c)).length() == 1) {
                kept.append(c);
            }
        }
        assertEquals("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~", kept.toString());
    }

    /** G-579, G-581, G-582, G-583, G-585, G-586, R-253. */
    @Test
    void textIsEncodedWithUpperCaseDigits() {
        assertEquals("a%20b%2Bc", UriEncoding.encode("a b+c"));
        assertEquals("a+b%2Bc", UriEncoding.encode("a b+c".getBytes(StandardCharsets.UTF_8), true));
        assertEquals("%2541", UriEncoding.encode("%41"));
        assertEquals("%C3%A9", UriEncoding.encode("é"));
        assertEquals("~-._", UriEncoding.encode("~-._"));
        assertEquals("", UriEncoding.encode(""));
        assertEquals("a%00b+c", UriEncoding.encode(new byte[] {'a', 0, 'b', ' ', 'c'}, true));
        assertEquals("%01%19%E0%F0%FF", UriEncoding.encode(new byte[] {1, 0x19, (byte) 0xe0, (byte) 0xf0, -1}, false));
    }

    /** G-587, G-589, G-590, G-591, G-593, G-594, G-595, R-253. */
    @Test
    void escapesAreDecodedAndBadOnesStay() {
        assertEquals("a+b c", UriEncoding.decodeUri("a+b%20c"));
        assertEquals("a+b c", UriEncoding.decode("a+b%20c", false));
        assertEquals("a b c", UriEncoding.decode("a+b%20c", true));
        assertEquals("A%4", UriEncoding.decode("%41%4", true));
        assertEquals("%", UriEncoding.decode("%", false));
        assertEquals("%zzA", UriEncoding.decode("%zz%41", false));
        assertEquals("é", UriEncoding.decode("%c3%a9", false));
        assertEquals("a%2", UriEncoding.decode("a%2", false));
        assertEquals("?a b", UriEncoding.decodeUri("?a+b"));
        assertEquals("?a+b", UriEncoding.decode("?a+b", false));
        assertArrayEquals(new byte[] {'a', 0, (byte) 0xff}, UriEncoding.decodeBytes("a%00%fF", false));
    }

    /** G-618, G-619. */
    @Test
    void markupIsEscaped() {
        assertEquals(
                "&lt;a href=&quot;x&quot;&gt;&#039;&amp;&#039;&lt;/a&gt;&amp;amp;",
                Html.escape("<a href=\"x\">'&'</a>&amp;"));
        assertEquals("", Html.escape(""));
    }

    @Test
    void datesAreWrittenAndRead() {
        var time = Instant.parse("1994-11-06T08:49:37Z");
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.format(time));
        assertEquals(time, HttpDate.parse("Sun, 06 Nov 1994 08:49:37 GMT"));
        assertNull(HttpDate.parse("yesterday"));
        assertNull(HttpDate.parse("Mon, 06 Nov 1994 08:49:37 GMT"));
    }

    @Test
    void statusesHaveTheirPhrases() {
        assertEquals("OK", Status.reason(200));
        assertEquals("Content Too Large", Status.reason(413));
        assertEquals("Client Error", Status.reason(499));
        assertEquals("HTTP Version Not Supported", Status.reason(505));
    }
}
