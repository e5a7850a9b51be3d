package io.gyre.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.Outcome;
import io.gyre.http.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers and proxies that break off, never end, or talk nonsense; and callers who change their mind. */
class HttpClientHostileTest extends HttpClientSuite {
    private static final String FIXED = HELLO;
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked~~2~he~3;x=y~llo~0~X: y~~";

    @ParameterizedTest
    @ValueSource(strings = {FIXED, CHUNKED})
    void closeAtEachByteFailsOnce(String reply) {
        String whole = reply.replace("~", "\r\n");
        for (int i = 0; i < whole.length(); i++) {
            server.answer(whole.substring(0, i) + "|");
            var log = new Log();
            Call call = client.start(UrlRequest.get(URL), log);
            runUntil(call::isOver);
            assertEquals("failed EOF", log.lines.getLast(), "closed at " + i);
            assertTrue("hello".startsWith(log.content.toString()));
        }
        server.answer(whole);
        assertEquals("200 hello", get(URL));
    }

    @ParameterizedTest
    @ValueSource(strings = {FIXED, CHUNKED})
    void responseMayComeByteByByte(String reply) {
        server.delay = Duration.ofMillis(3);
        server.drips = true;
        server.answer(reply);
        assertEquals("200 hello", get(URL));
    }

    @Test
    void garbageFailsOnce() {
        var random = new Random(11);
        for (int i = 0; i < 300; i++) {
            byte[] garbage = new byte[1 + random.nextInt(300)];
            random.nextBytes(garbage);
            garbage[0] |= (byte) 0x80;
            server.answer(garbage);
            assertEquals("failed INVALID_HEADER", get(URL));
        }
        byte[] valid = CHUNKED.replace("~", "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 300; i++) {
            byte[] changed = Arrays.copyOf(valid, valid.length + 1);
            changed[random.nextInt(valid.length)] = (byte) random.nextInt(256);
            changed[valid.length] = '|';
            server.answer(changed);
            var log = new Log();
            Call call = client.start(UrlRequest.get(URL), log);
            runUntil(call::isOver);
            long ends = log.lines.stream()
                    .filter(line -> !line.startsWith("head") && !line.startsWith("redirect"))
                    .count();
            assertEquals(1, ends, () -> log.lines.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "HTTP/1.1 200 OK~Content-Length: 1~Content-Length: 2~~ab!failed INVALID_HEADER",
                "HTTP/1.1 200 OK~Content-Length: 5x~~hello!failed INVALID_HEADER",
                "HTTP/1.1 200 OK~Content-Length: -1~~!failed INVALID_HEADER",
                "HTTP/1.1 200 OK~Transfer-Encoding: gzip, chunked~~!failed INVALID_HEADER",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~-1~x~!failed INVALID_HEADER",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~fffffffffffffffff~x~!failed INVALID_HEADER",
                "HTTP/1.1 200 OK~X : y~~!failed INVALID_HEADER",
                "HTTP/1.1 200 OK~X: a~ folded~~!failed INVALID_HEADER",
                "HTTP/1.1 1000 x~~!failed INVALID_HEADER",
                "HTTP/1.1 101 Other~~!failed INVALID_HEADER",
                "HTTP/2.0 200 OK~~!failed INVALID_HEADER",
                "SSH-2.0-OpenSSH~!failed INVALID_HEADER",
                "HTTP/1.1 304 Same~Content-Length: 5~~!'304 '",
                "HTTP/1.1 204 None~~!'204 '",
                "HTTP/1.0 200 OK~~old|!200 old"
            })
    void framingIsStrict(String reply, String outcome) {
        server.answer(reply);
        assertEquals(outcome, get(URL));
    }

    @Test
    void connectionWithTwoFramingsIsNotUsedAgain() {
        server.answer(OK + "Transfer-Encoding: chunked~Content-Length: 3~~1~x~0~~", HELLO);
        assertEquals("200 x", get(URL));
        assertEquals(0, client.idleConnections());
    }

    @Test
    void endlessHeadersAreBounded() {
        server.answer(OK + "X: y~".repeat(101) + "~");
        assertEquals("failed INVALID_HEADER", get(URL));
        server.answer(OK + "X: " + "y".repeat(70_000));
        assertEquals("failed INVALID_HEADER", get(URL));
        server.answer("HTTP/1.1 200 " + "y".repeat(70_000));
        assertEquals("failed INVALID_HEADER", get(URL));
    }

    @Test
    void endlessInterimResponsesAreBounded() {
        server.answer("HTTP/1.1 103 Early~Link: x~~".repeat(1000));
        assertEquals("failed INVALID_HEADER", get(URL));
        server.answer("HTTP/1.1 103 Early~Link: x~~".repeat(5) + HELLO);
        assertEquals("200 hello", get(URL));
    }

    // Slow servers.

    private static ClientTimeouts timeouts() {
        return new ClientTimeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4), null);
    }

    @Test
    void connectingIsBounded() {
        client.timeouts(timeouts());
        simulation.platform().silence(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080));
        assertEquals("failed TIMEOUT", get(URL));
        assertEquals(Duration.ofSeconds(1), now());
    }

    @Test
    void waitForTheFirstByteIsBounded() {
        client.timeouts(timeouts());
        assertEquals("failed TIMEOUT", get(URL));
        assertEquals(Duration.ofSeconds(3), now());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200", OK + "Content-Length: 5~~he", OK + "Transfer-Encoding: chunked~~2~he~"})
    void waitForTheNextByteIsBounded(String begun) {
        client.timeouts(timeouts());
        server.answer(begun);
        assertEquals("failed TIMEOUT", get(URL));
        assertEquals(Duration.ofSeconds(4), now());
    }

    @Test
    void slowDripIsBoundedInTotal() {
        client.timeouts(timeouts().withTotal(Duration.ofSeconds(30)));
        server.delay = Duration.ofSeconds(3);
        server.drips = true;
        server.answer(HELLO);
        assertEquals("failed TIMEOUT", get(URL));
        assertEquals(Duration.ofSeconds(30), now());
    }

    @Test
    void totalIncludesRedirectsAndRepetitions() {
        client.timeouts(timeouts().withTotal(Duration.ofSeconds(5)));
        client.retries(new Retries(100, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        for (int i = 0; i < 100; i++) {
            server.answer("HTTP/1.1 503 Busy~Content-Length: 0~~");
        }
        assertEquals("failed TIMEOUT", get(URL));
        assertEquals(Duration.ofSeconds(5), now());
    }

    @Test
    void writingIsBounded() {
        client.timeouts(timeouts());
        var future = client.send(UrlRequest.post(URL, Upload.of("x".repeat(10 << 20))));
        runUntil(() -> server.connections == 1);
        server.last().deaf = true;
        server.last().socket.disable(io.gyre.event.EventMask.READ);
        assertEquals("failed TIMEOUT", outcome(future));
        assertEquals(Duration.ofSeconds(2), now());
    }

    // Callers.

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 8, 12, 20, 30, 40, 50})
    void cancelAtAnyTimeIsToldOnce(int turns) {
        server.delay = Duration.ofMillis(1);
        server.drips = true;
        server.answer(CHUNKED);
        var log = new Log();
        Call call = client.start(UrlRequest.get(URL), log);
        for (int i = 0; i < turns; i++) {
            base.loop(io.gyre.event.LoopFlag.ONCE);
        }
        call.cancel();
        call.cancel();
        assertTrue(call.isOver());
        assertEquals("failed REQUEST_CANCEL", log.lines.getLast());
        pass(Duration.ofSeconds(1));
        assertEquals("failed REQUEST_CANCEL", log.lines.getLast());
        assertEquals(0, client.connections() - client.idleConnections());
        call.pause();
        call.resume();
        call.resumeUpload();
    }

    enum Where {
        HEAD,
        CONTENT,
        END
    }

    /** Does something in one of the callbacks. */
    private record At(Where where, java.util.function.Consumer<Call> action, List<String> lines)
            implements CallListener {
        private void act(Where here, Call call) {
            lines.add(here.toString());
            if (where == here) {
                action.accept(call);
            }
        }

        @Override
        public boolean onHead(Call call, ResponseHead head) {
            act(Where.HEAD, call);
            return true;
        }

        @Override
        public void onContent(Call call, EvBuffer part) {
            act(Where.CONTENT, call);
            part.drain(part.length());
        }

        @Override
        public void onEnd(Call call, Headers trailers) {
            act(Where.END, call);
        }

        @Override
        public void onFailure(Call call, CallFailure failure) {
            lines.add(failure.error().toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 'HEAD, REQUEST_CANCEL'", "CONTENT, 'HEAD, CONTENT, REQUEST_CANCEL'", "END, 'HEAD, CONTENT, END'"
    })
    void cancelWithinACallbackIsTheLastOne(Where where, String lines) {
        server.answer(HELLO);
        var at = new At(where, Call::cancel, new java.util.ArrayList<>());
        Call call = client.start(UrlRequest.get(URL), at);
        runUntil(call::isOver);
        pass(Duration.ofMillis(1));
        assertEquals("[" + lines + "]", at.lines().toString());
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 'HEAD, BUFFER_ERROR'", "CONTENT, 'HEAD, CONTENT, BUFFER_ERROR'", "END, 'HEAD, CONTENT, END'"})
    void callbackThatThrowsFailsItsCallOnly(Where where, String lines) {
        server.answer(HELLO, HELLO);
        var at = new At(
                where,
                _ -> {
                    throw new IllegalStateException("as the test wishes");
                },
                new java.util.ArrayList<>());
        Call call = client.start(UrlRequest.get(URL), at);
        runUntil(call::isOver);
        pass(Duration.ofMillis(1));
        assertEquals("[" + lines + "]", at.lines().toString());
        assertEquals("200 hello", get(URL));
    }

    @Test
    void closeOfTheClientWithinACallbackIsSafe() {
        server.answer(HELLO);
        var at = new At(Where.CONTENT, _ -> client.close(), new java.util.ArrayList<>());
        Call call = client.start(UrlRequest.get(URL), at);
        runUntil(call::isOver);
        assertEquals("[HEAD, CONTENT, REQUEST_CANCEL]", at.lines().toString());
    }

    @Test
    void cancelledFutureCancelsItsCall() {
        var future = client.send(UrlRequest.get(URL));
        runUntil(() -> server.asked.size() == 1);
        future.cancel(false);
        pass(Duration.ofMillis(1));
        assertEquals(0, client.connections());
        assertEquals(0, server.open());
    }

    // Proxies.

    @Test
    void proxyIsToldTheWholeUrl() {
        client.proxy(new Proxy("127.0.0.1", 8080).withBasic("user", "word"));
        server.answer(HELLO, HELLO);
        assertEquals("200 hello", get("http://far.example/a?b"));
        assertEquals("200 hello", get("http://other.example:81/"));
        assertEquals(1, server.connections);
        assertEquals("""
            GET http://far.example/a?b HTTP/1.1
            Host: far.example
            Proxy-Authorization: Basic dXNlcjp3b3Jk
            Accept-Encoding: gzip, deflate

            """, server.asked.getFirst().replace("\r\n", "\n"));
    }

    @Test
    void proxyIsChosenAgainAfterARedirect() {
        client.proxies((_, host, _) -> host.equals("far.example") ? new Proxy("127.0.0.1", 8080) : null);
        server.answer("HTTP/1.1 302 There~Location: http://near.example:8080/b~Content-Length: 0~~", HELLO);
        assertEquals("200 hello", get("http://far.example/a"));
        assertTrue(server.asked.getFirst().startsWith("GET http://far.example/a HTTP/1.1\r\n"));
        assertTrue(server.asked.getLast().startsWith("GET /b HTTP/1.1\r\n"));
    }

    @Test
    void callFailsIfItsProxyCannotBeUsed() {
        client.proxies(new ProxyVariables(Map.of("http_proxy", "socks5://127.0.0.1:8080")));
        assertEquals("failed PROXY", get("http://far.example/a"));
    }

    private void tunnel() {
        client.proxy(new Proxy("127.0.0.1", 8080, "Bearer x"));
        client.tls((below, _, _) -> {
            base.execute(() -> below.trigger(new Outcome.Connected(), false));
            return below;
        });
    }

    @Test
    void httpsGoesThroughTheProxy() {
        tunnel();
        server.answer("HTTP/1.1 200 Connected~~", HELLO, HELLO);
        assertEquals("200 hello", get("https://far.example/a"));
        assertEquals("200 hello", get("https://far.example/b"));
        assertEquals(
                "CONNECT far.example:443 HTTP/1.1\r\nHost: far.example:443\r\nProxy-Authorization: Bearer x\r\n\r\n",
                server.asked.getFirst());
        assertEquals(
                "GET /a HTTP/1.1\r\nHost: far.example\r\nAccept-Encoding: gzip, deflate\r\n\r\n", server.asked.get(1));
        assertEquals(1, server.connections);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "HTTP/1.1 407 No~Content-Length: 5~~sorry!failed PROXY",
                "HTTP/1.1 200 OK~~HTTP/1.1 200 evil~~!failed PROXY",
                "|!failed PROXY",
                "garbage~~!failed PROXY",
                "HTTP/1.1 200!failed TIMEOUT"
            })
    void proxyThatDoesNotConnectFailsTheCall(String reply, String outcome) {
        tunnel();
        server.answer(reply);
        assertEquals(outcome, get("https://far.example/a"));
        assertEquals(0, client.connections());
    }

    @Test
    void httpsWithoutTlsIsRefused() {
        assertEquals("failed BUFFER_ERROR", get("https://far.example/"));
    }
}
