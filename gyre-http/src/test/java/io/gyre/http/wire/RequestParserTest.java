package io.gyre.http.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server must understand, and what it must refuse: RFC 9112 and the table of hostile inputs. */
class RequestParserTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

    @Test
    void requestWithoutContentIsRead() {
        assertEquals(
                "GET /a?b=c 1.1 [Host=h:80] [X-Empty=] [x=a b] keep\n<>",
                Feeding.request("GET /a?b=c HTTP/1.1\r\nHost: h:80\r\nX-Empty:\r\nx:\t a b \t\r\n\r\n"));
    }

    @Test
    void pipelinedRequestsAreReadInOrder() {
        assertEquals(
                "GET /1 1.1 [Host=h] keep\n<>\nPOST /2 1.1 [Host=h] [Content-Length=3] keep\n<abc>\n"
                        + "GET /3 1.1 [Host=h] [Connection=foo, close] close\n<>",
                Feeding.request(
                        "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nPOST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
                                + "GET /3 HTTP/1.1\r\nHost: h\r\nConnection: foo, close\r\n\r\n"));
    }

    @Test
    void chunksBecomeContentAndTrailersStayApart() {
        assertEquals(
                "POST / 1.1 [Host=h] [Transfer-Encoding=chunked] keep\n<hello world!> {Content-Length=4} {Host=x}",
                Feeding.request(CHUNKED
                        + "5\r\nhello\r\n007;a=\"b\";c\r\n world!\r\n0\r\nContent-Length: 4\r\nHost: x\r\n\r\n"));
    }

    @Test
    void oneEmptyLineMayComeBefore() {
        assertEquals("GET / 1.1 [Host=h] keep\n<>", Feeding.request("\r\n" + GET + "\r\n"));
        assertEquals("<> MALFORMED", Feeding.request("\r\n\r\n" + GET + "\r\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "GET / HTTP/1.0|close",
                "GET / HTTP/1.0~Connection: keep-alive|keep",
                "GET / HTTP/1.0~Connection: Keep-Alive, x|keep",
                "GET / HTTP/1.1~Host: h|keep",
                "GET / HTTP/1.1~Host: h~Connection: CLOSE|close",
                "GET / HTTP/1.1~Host: h~Connection: x~Connection: y ,close|close",
                "GET / HTTP/1.9~Host: h|keep"
            })
    void connectionIsKeptAsTheVersionAndTheTokensSay(String lines, String end) {
        String report = Feeding.request(lines.replace("~", "\r\n") + "\r\n\r\n");
        assertTrue(report.endsWith(end + "\n<>"), report);
    }

    /** Hostile input: HTTP server. {@code ~} stands for CR LF, {@code ^} for CR, {@code _} for LF, {@code @} for NUL. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "illegal request~|MALFORMED",
                "GET  / HTTP/1.1~Host: h~~|MALFORMED",
                "GET / HTTP/1.1 ~Host: h~~|MALFORMED",
                " GET / HTTP/1.1~Host: h~~|MALFORMED",
                "GET /a b HTTP/1.1~Host: h~~|MALFORMED",
                "GET /#f HTTP/1.1~Host: h~~|MALFORMED",
                "G@T / HTTP/1.1~Host: h~~|MALFORMED",
                "GET /^x HTTP/1.1~Host: h~~|MALFORMED",
                "GET / http/1.1~Host: h~~|MALFORMED",
                "GET / HTTP/11~Host: h~~|MALFORMED",
                "GET / HTTP/2.0~Host: h~~|UNKNOWN_VERSION",
                "PRI * HTTP/2.0~~SM~~|UNKNOWN_VERSION",
                "GET /~|MALFORMED",
                "GET / HTTP/1.1_Host: h_~|MALFORMED",
                "GET / HTTP/1.1~Host: h_~|MALFORMED",
                "GET / HTTP/1.1~Host: h^~~|MALFORMED",
                "GET / HTTP/1.1~Host: h^x~~|MALFORMED",
                "GET / HTTP/1.1~Host: h~X: a@b~~|MALFORMED",
                "GET / HTTP/1.1~Host : h~~|MALFORMED",
                "GET / HTTP/1.1~Host: h~ folded~~|MALFORMED",
                "GET / HTTP/1.1~ Host: h~~|MALFORMED",
                "GET / HTTP/1.1~Host: h~: v~~|MALFORMED",
                "GET / HTTP/1.1~Host: h~nothing~~|MALFORMED",
                "GET / HTTP/1.1~Host: h~^x|MALFORMED",
                "GET / HTTP/1.1~~|BAD_HOST",
                "GET / HTTP/1.1~Host: h~Host: h~~|BAD_HOST",
                "GET / HTTP/1.0~Host: h~Host: g~~|BAD_HOST",
                "GET / HTTP/1.1~Host: h/x~~|BAD_HOST",
                "GET / HTTP/1.1~Host: a b~~|BAD_HOST",
                "GET / HTTP/1.1~Host: h@h~~|MALFORMED",
                "POST / HTTP/1.1~Host: h~Content-Length: 3~Transfer-Encoding: chunked~~0~~|AMBIGUOUS_LENGTH",
                "POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~Content-Length: 3~~0~~|AMBIGUOUS_LENGTH",
                "POST / HTTP/1.1~Host: h~Content-Length: 3~Content-Length: 4~~abcd|AMBIGUOUS_LENGTH",
                "POST / HTTP/1.1~Host: h~Content-Length: 3, 3~~abc|AMBIGUOUS_LENGTH",
                "POST / HTTP/1.1~Host: h~Content-Length: +5~~hello|AMBIGUOUS_LENGTH",
                "POST / HTTP/1.1~Host: h~Content-Length: -5~~hello|AMBIGUOUS_LENGTH",
                "POST / HTTP/1.1~Host: h~Content-Length: 0x5~~hello|AMBIGUOUS_LENGTH",
                "POST / HTTP/1.1~Host: h~Content-Length: 5 5~~hello|AMBIGUOUS_LENGTH",
                "POST / HTTP/1.1~Host: h~Content-Length: ٥~~hello|AMBIGUOUS_LENGTH",
                "POST / HTTP/1.1~Host: h~Content-Length:~~|AMBIGUOUS_LENGTH",
                "POST / HTTP/1.1~Host: h~Content-Length: 18446744073709551621~~hello|AMBIGUOUS_LENGTH",
                "POST / HTTP/1.1~Host: h~Transfer-Encoding: xchunked~~0~~|UNKNOWN_CODING",
                "POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked, identity~~0~~|UNKNOWN_CODING",
                "POST / HTTP/1.1~Host: h~Transfer-Encoding: gzip, chunked~~0~~|UNKNOWN_CODING",
                "POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~|AMBIGUOUS_LENGTH"
            })
    void hostileHeadIsRefused(String lines, String why) {
        assertEquals("<> " + why, Feeding.request(bare(lines)));
    }

    private static String bare(String lines) {
        return lines.replace("~", "\r\n")
                .replace('^', '\r')
                .replace('_', '\n')
                .replace('@', '\0')
                .replace("٥", "\u00d9\u00a5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "-5~hello~0~~",
                "0x5~hello~0~~",
                "+5~hello~0~~",
                " 5~hello~0~~",
                "5 ~hello~0~~",
                "5_hello~0~~",
                "~5~hello~0~~",
                "5~helloX~0~~",
                "5~hello0~~",
                "5~hello_0~~",
                "5~hello^0~~",
                "5;a_b~hello~0~~",
                "5;a^b~hello~0~~",
                "5;a@b~hello~0~~",
                "00000000000000005~hello~0~~",
                "ffffffffffffffff~hello~0~~",
                "g~hello~0~~",
                "0_~",
                "0~^x",
                "0~bad name: x~~",
                "0~x: a_~",
                "0~ folded~~"
            })
    void hostileChunkIsRefused(String chunks) {
        String report = Feeding.request(CHUNKED + bare(chunks));
        assertTrue(report.endsWith("BAD_CHUNK"), report);
    }

    @Test
    void chunkExtensionsAreBounded() {
        String report = Feeding.request(CHUNKED + "1;" + "a".repeat(300) + "\r\nx\r\n0\r\n\r\n");
        assertTrue(report.endsWith("BAD_CHUNK"), report);
        String many = Feeding.request(CHUNKED + ("1;" + "a".repeat(200) + "\r\nx\r\n").repeat(100) + "0\r\n\r\n");
        assertTrue(many.endsWith("BAD_CHUNK"), many);
    }

    @Test
    void everythingThatIsLongIsRefusedAtItsLimit() {
        var limits = new ParserLimits(10, 60, 2, 5);
        assertEquals(
                "GET /234567890 1.1 [Host=h] keep\n<>",
                Feeding.request("GET /234567890 HTTP/1.1\r\nHost: h\r\n\r\n", limits));
        assertEquals("<> TARGET_TOO_LONG", Feeding.request("GET /234567890x HTTP/1.1\r\nHost: h\r\n\r\n", limits));
        assertEquals("<> TARGET_TOO_LONG", Feeding.request("GET /" + "x".repeat(10_000), limits));
        assertEquals("<> HEADERS_TOO_LARGE", Feeding.request(GET + "X: " + "y".repeat(10_000), limits));
        assertEquals("<> HEADERS_TOO_LARGE", Feeding.request("G".repeat(10_000), limits));
        assertEquals("<> HEADERS_TOO_LARGE", Feeding.request(GET + "a: 1\r\nb: 2\r\n\r\n", limits));
        assertEquals("<> CONTENT_TOO_LARGE", Feeding.request(POST + "Content-Length: 6\r\n\r\n123456", limits));
        String exact = GET + "X: " + "y".repeat(60 - GET.length() - 7) + "\r\n\r\n";
        assertEquals(60, exact.length());
        assertTrue(Feeding.request(exact, limits).endsWith("keep\n<>"));
        assertEquals("<> HEADERS_TOO_LARGE", Feeding.request(exact.replace("yy", "yyy"), limits));
    }

    @Test
    void chunkedContentIsBoundedToo() {
        var limits = ParserLimits.DEFAULT.withContent(5);
        assertTrue(Feeding.request(CHUNKED + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", limits)
                .endsWith("<abcde>"));
        try (var in = new EvBuffer()) {
            var pool = new HeadPool();
            var recorder = new Recorder(pool);
            MessageParser.requests(limits, pool, recorder).parse(in.add(CHUNKED + "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n"));
            assertTrue(recorder.toString().endsWith("<abc> CONTENT_TOO_LARGE"), recorder::toString);
        }
    }

    @Test
    void trailersAreBoundedAsHeadersAre() {
        var limits = new ParserLimits(10, 80, 3, 5);
        String report = Feeding.request(CHUNKED + "0\r\nX: " + "y".repeat(100) + "\r\n\r\n", limits);
        assertTrue(report.endsWith("HEADERS_TOO_LARGE"), report);
    }

    @Test
    void whatIsCutOffIsToldFromWhatEnds() {
        assertEquals("", Feeding.request(""));
        assertEquals("<> cut off", Feeding.request("GET / HTTP/1.1\r\nHost: h\r\n"));
        assertTrue(Feeding.request(POST + "Content-Length: 5\r\n\r\nhell").endsWith("<hell> cut off"));
        assertTrue(Feeding.request(CHUNKED + "5\r\nhello\r\n").endsWith("<hello> cut off"));
    }

    @Test
    void pausedParserTakesNothing() {
        var pool = new HeadPool();
        var recorder = new Recorder(pool);
        MessageParser parser = MessageParser.requests(ParserLimits.DEFAULT, pool, recorder);
        try (var in = new EvBuffer()) {
            in.add(GET + "\r\n");
            parser.pause();
            parser.parse(in);
            assertEquals(GET.length() + 2, in.length());
            assertTrue(parser.isBetweenMessages());
            parser.resume();
            parser.parse(in);
            assertTrue(in.isEmpty());
        }
        assertEquals("GET / 1.1 [Host=h] keep\n<>", recorder.toString());
    }

    @Test
    void contentThatTheSinkLeavesStaysInTheBuffer() {
        var pool = new HeadPool();
        var lazy = new MessageSink() {
            long wants;

            @Override
            public void onHead(Head head) {}

            @Override
            public long onContent(EvBuffer in, long available) {
                return in.drain(Math.min(available, wants));
            }

            @Override
            public void onEnd(Head head) {
                pool.give(head);
            }

            @Override
            public void onRefused(Refusal why, Head head) {}
        };
        MessageParser parser = MessageParser.requests(ParserLimits.DEFAULT, pool, lazy);
        try (var in = new EvBuffer()) {
            parser.parse(in.add(POST + "Content-Length: 10\r\n\r\n0123456789"));
            assertEquals(10, in.length());
            lazy.wants = 4;
            parser.parse(in);
            assertEquals(6, in.length());
            assertFalse(parser.isBetweenMessages());
            lazy.wants = 100;
            parser.parse(in);
            assertTrue(in.isEmpty() && parser.isBetweenMessages());
        }
    }
}
