package io.gyre.http.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client must understand, and what it must refuse: RFC 9112 and the table of hostile inputs. */
class ResponseParserTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @Test
    void responsesWithALengthAreRead() {
        assertEquals(
                "200 'OK' 1.1 [Content-Length=2] keep\n<hi>\n404 'Not here' 1.1 [Content-Length=0] keep\n<>",
                Feeding.response(OK + "Content-Length: 2\r\n\r\nhiHTTP/1.1 404 Not here\r\nContent-Length: 0\r\n\r\n"));
    }

    @Test
    void reasonMayBeMissing() {
        assertTrue(Feeding.response("HTTP/1.1 204\r\n\r\n").startsWith("204 '' 1.1"));
        assertTrue(Feeding.response("HTTP/1.1 204 \r\n\r\n").startsWith("204 '' 1.1"));
    }

    @Test
    void contentWithoutALengthGoesOnToTheEnd() {
        assertEquals("200 'OK' 1.1 close\n<all of it>", Feeding.response(OK + "\r\nall of it"));
    }

    @Test
    void chunkedWinsOverALengthButTheConnectionIsNotUsedAgain() {
        assertEquals(
                "200 'OK' 1.1 [Content-Length=2] [Transfer-Encoding=chunked] close\n<abc>",
                Feeding.response(OK + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
    }

    @Test
    void interimResponsesComeFirst() {
        assertEquals(
                """
                100 'Continue' 1.1 keep
                <>
                103 'Early Hints' 1.1 [Link=x] keep
                <>
                200 'OK' 1.1 [Content-Length=0] keep
                <>\
                """,
                Feeding.response("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK
                        + "Content-Length: 0\r\n\r\n"));
    }

    @Test
    void answerToHeadAndStatusesWithoutContentHaveNone() {
        assertEquals(
                "200 'OK' 1.1 [Content-Length=9] keep\n<>", Feeding.responseToHead(OK + "Content-Length: 9\r\n\r\n"));
        assertEquals(
                "304 '' 1.1 [Content-Length=9] keep\n<>",
                Feeding.response("HTTP/1.1 304 \r\nContent-Length: 9\r\n\r\n"));
        assertEquals(
                "204 '' 1.1 [Transfer-Encoding=chunked] keep\n<>",
                Feeding.response("HTTP/1.1 204 \r\nTransfer-Encoding: chunked\r\n\r\n"));
    }

    @Test
    void contentThatEndsEarlyIsCutOff() {
        assertTrue(Feeding.response(OK + "Content-Length: 5\r\n\r\nabc").endsWith("<abc> cut off"));
        assertTrue(Feeding.response(OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
                .endsWith("<abc> cut off"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 99 x\r\n\r\n",
                "HTTP/1.1 1000 x\r\n\r\n",
                "HTTP/1.1 +200 x\r\n\r\n",
                "HTTP/1.1 600 x\r\n\r\n",
                "HTTP/1.1  200 x\r\n\r\n",
                "HTTP/1.1 20x x\r\n\r\n",
                "HTTP/1.1 200 x\ry\r\n\r\n",
                "HTTP/1.1 200 x\n\n",
                "HTP/1.1 200 x\r\n\r\n",
                "\r\nHTTP/1.1 200 x\r\n\r\n",
                "HTTP/1.1 200 x\r\nA: b\0c\r\n\r\n",
                "HTTP/1.1 200 x\r\nA : b\r\n\r\n"
            })
    void hostileHeadIsRefused(String text) {
        assertEquals("<> MALFORMED", Feeding.response(text));
    }

    /** R-304 for the negative one. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: -100", "Content-Length: 1\r\nContent-Length: 2", "Content-Length: 1,1"})
    void doubtfulLengthIsRefused(String fields) {
        assertEquals("<> AMBIGUOUS_LENGTH", Feeding.response(OK + fields + "\r\n\r\nxx"));
    }
}
