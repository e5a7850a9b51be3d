package io.gyre.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UriTest {
    /** G-574. */
    @Test
    void freshUriHasNoParts() {
        var uri = new Uri();
        assertNull(uri.scheme());
        assertNull(uri.host());
        assertEquals(-1, uri.port());
        assertNull(uri.path());
        assertNull(uri.query());
        assertEquals("", uri.join());
    }

    /** G-575, R-249. */
    @Test
    void partsAreSetIfTheyAreInOrder() {
        var uri = new Uri();
        assertFalse(uri.scheme("1x"));
        assertTrue(uri.scheme("ht+p"));
        assertFalse(uri.scheme(""));
        assertFalse(uri.host("a b"));
        assertFalse(uri.host("::1"));
        assertTrue(uri.host("[::1]"));
        assertTrue(uri.host(""));
        assertFalse(uri.port(-2));
        assertTrue(uri.port(70000));
        assertTrue(uri.port(-1));
        assertFalse(uri.path("a?b"));
        assertTrue(uri.path("rel"));
        assertFalse(uri.query("a#b"));
        assertTrue(uri.query("a=b"));
        assertFalse(uri.fragment("x#"));
        assertFalse(uri.userinfo("a@b"));
        assertTrue(uri.scheme(null) && uri.host(null) && uri.path(null) && uri.query(null) && uri.fragment(null));
    }

    /** G-577. */
    @Test
    void hostNeedsAnAbsolutePath() {
        var uri = new Uri();
        assertTrue(uri.scheme("ht+p") && uri.host("h") && uri.path("/rel") && uri.query("a=b"));
        assertEquals("ht+p://h/rel?a=b", uri.join());
        assertTrue(uri.path("rel"));
        assertNull(uri.join());
        assertTrue(uri.toString().startsWith("(no URI"));
    }

    @Test
    void bracketsAreStrippedAndComeBack() {
        Uri uri = Uri.parse("http://[::1]:80/x", UriFlag.HOST_STRIP_BRACKETS);
        assertNotNull(uri);
        assertEquals("::1", uri.host());
        assertEquals("http://[::1]:80/x", uri.join());
    }

    /** R-251. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://unix:/tmp/foobar/foobar.sock:/foo",
                "http://user:pass@unix:/tmp/foobar/foobar.sock:/foo",
                "http://unix:/tmp/foobar.sock:"
            })
    void unixSocketIsKnownWithItsFlag(String text) {
        Uri uri = Uri.parse(text, UriFlag.UNIX_SOCKET);
        assertNotNull(uri);
        assertNotNull(uri.unixSocket());
        assertEquals(text, uri.join());
    }

    /** R-249. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://www.test.com/ why hello",
                "http://www.test.com/why-hello\u0001",
                "http://www.test.com/why-hello?\u0001",
                "http://www.test.com/why-hello#\u0001",
                "http://www.test.com/hello#hello\u0001",
                "mailto:foo@bar\u0001",
                "http://www.test.com/%",
                "http://www.test.com/?%q",
                "http://[foo",
                "http://[::1]x/",
                "http://www.te st.com/",
                "http://host:65536/",
                "http://host:1x/",
                "http://[v]/",
                "http://[v1.]/",
                "http://a@b@c/"
            })
    void whatIsNoUriIsRefused(String text) {
        assertNull(Uri.parse(text));
    }

    /** R-250. */
    @ParameterizedTest
    @ValueSource(strings = {"http://h/a b", "http://h/%zz", "http://h/?a b%", "http://h/#c d", "/\u0001", "//h:80/ "})
    void nonconformantTextIsParsedAndJoinedIfAsked(String text) {
        assertNull(Uri.parse(text));
        Uri uri = Uri.parse(text, UriFlag.NONCONFORMANT);
        assertNotNull(uri);
        assertEquals(text, uri.join());
    }

    /** R-250. */
    @ParameterizedTest
    @ValueSource(strings = {"http://a b/", "http://h:99999/", "http://h:x/", "http://[::1/"})
    void hostAndPortMustConformAnyway(String text) {
        assertNull(Uri.parse(text, UriFlag.NONCONFORMANT));
    }
}
