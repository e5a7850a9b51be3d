package io.gyre.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.http.Method;
import io.gyre.net.ErrnoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which connections a client makes, keeps and gives up. */
class HttpClientPoolTest extends HttpClientSuite {
    @Test
    void connectionIsKeptForTheNextCall() {
        server.answer(HELLO, HELLO);
        assertEquals("200 hello", get(URL));
        assertEquals(1, client.idleConnections());
        assertEquals("200 hello", get(URL + "?a=b#part"));
        assertEquals(1, server.connections);
        assertEquals(
                "GET /x?a=b HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAccept-Encoding: gzip, deflate\r\n\r\n",
                server.asked.getLast());
    }

    @Test
    void connectionIsUsedAgainByACallMadeWhenTheLastOneEnds() {
        server.answer(HELLO, HELLO);
        CompletableFuture<Response> second =
                client.send(UrlRequest.get(URL)).thenCompose(first -> client.send(UrlRequest.get(URL)));
        assertEquals("200 hello", outcome(second));
        assertEquals(1, server.connections);
    }

    @Test
    void idleConnectionIsClosedBeforeTheServerWould() {
        server.answer(HELLO);
        get(URL);
        pass(Duration.ofMillis(3900));
        assertEquals(1, client.idleConnections());
        pass(Duration.ofMillis(200));
        assertEquals(0, client.connections());
        assertEquals(0, server.open());
    }

    @ParameterizedTest
    @CsvSource({"timeout=3, 2000", "'timeout=60, max=100', 4000", "timeout=1, 0", "max=1, 4000", "timeout=x, 0"})
    void serverThatTellsItsPatienceIsBelieved(String keepAlive, int millis) {
        server.answer(OK + "Content-Length: 0~Keep-Alive: " + keepAlive + "~~");
        get(URL);
        if (millis > 0) {
            pass(Duration.ofMillis(millis - 100));
            assertEquals(1, client.idleConnections());
            pass(Duration.ofMillis(200));
        }
        assertEquals(0, client.connections());
    }

    @Test
    void callsWaitWhereAHostHasAllItsConnections() {
        client.limits(new PoolLimits(2, 10, 10, Duration.ofSeconds(4)));
        server.delay = Duration.ofSeconds(1);
        List<CompletableFuture<Response>> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            server.answer(HELLO);
            calls.add(client.send(UrlRequest.get(URL)));
        }
        assertEquals(6, client.waiting());
        calls.forEach(each -> assertEquals("200 hello", outcome(each)));
        assertEquals(2, server.connections);
        assertEquals(Duration.ofSeconds(3), now());
        assertEquals(0, client.waiting());
    }

    @Test
    void tooManyCallsThatWaitAreRefused() {
        client.limits(new PoolLimits(1, 1, 2, Duration.ofSeconds(4)));
        server.answer(HELLO, HELLO);
        var first = client.send(UrlRequest.get(URL));
        var second = client.send(UrlRequest.get(URL));
        var third = client.send(UrlRequest.get(URL));
        assertEquals("failed OVERLOAD", outcome(third));
        assertEquals("200 hello", outcome(first));
        assertEquals("200 hello", outcome(second));
    }

    @Test
    void idleConnectionGivesWayToAnotherHostWhereThereMayBeNoMore() {
        client.limits(new PoolLimits(1, 1, 10, Duration.ofSeconds(4)));
        server.answer(HELLO, HELLO, HELLO);
        assertEquals("200 hello", get("http://a.example:8080/"));
        var b = client.send(UrlRequest.get("http://b.example:8080/"));
        var c = client.send(UrlRequest.get("http://c.example:8080/"));
        assertEquals("200 hello", outcome(b));
        runUntil(() -> c.isDone() || client.idleConnections() == 1);
        assertEquals("200 hello", outcome(c));
        assertEquals(3, server.connections);
        assertEquals(1, client.connections());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 200 hello",
        "HEAD, '200 '",
        "DELETE, 200 hello",
        "PUT, 200 hello",
        "POST, failed EOF",
        "PURGE, failed EOF"
    })
    void staleConnectionIsReplacedForIdempotentRequests(String name, String outcome) {
        server.answer(HELLO, "|", name.equals("HEAD") ? OK + "~" : HELLO);
        get(URL);
        Method known = Method.find(name);
        var request = new UrlRequest(known == null ? new Method(name, false) : known, URL);
        assertEquals(outcome, outcome(name.equals("PUT") ? request.upload(Upload.of("content")) : request));
        assertEquals(outcome.startsWith("failed") ? 1 : 2, server.connections);
    }

    @Test
    void partOfAnAnswerIsNoReasonToAskAgain() {
        server.answer(HELLO, "HTTP/1.1 200|", HELLO);
        get(URL);
        assertEquals("failed EOF", get(URL));
        assertEquals(2, server.asked.size());
    }

    @Test
    void whatComesUnaskedEndsTheConnection() {
        server.answer(HELLO, HELLO);
        get(URL);
        server.last().socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        pass(Duration.ofMillis(1));
        assertEquals(0, client.connections());
        assertEquals("200 hello", get(URL));
    }

    @Test
    void refusedConnectionIsTriedAgainWithGrowingPauses() throws ErrnoException {
        server.close();
        client.retries(new Retries(5, Duration.ofSeconds(1), Duration.ofSeconds(3)));
        var future = client.send(request(Method.POST).upload(Upload.of("content")));
        pass(Duration.ofMillis(3500)); // Attempts at 0, at 0.5 to 1, and at 1.5 to 3 seconds.
        server = new RawServer(base, 8080).answer(HELLO);
        assertEquals("200 hello", outcome(future));
        assertTrue(now().compareTo(Duration.ofSeconds(7)) < 0, now().toString());
    }

    @Test
    void retriesEnd() {
        server.close();
        client.retries(new Retries(3, Duration.ofSeconds(1), Duration.ofMinutes(1)));
        assertEquals("failed BUFFER_ERROR", get(URL));
        assertTrue(now().compareTo(Duration.ofMillis(3500)) >= 0, now().toString());
        assertTrue(now().compareTo(Duration.ofSeconds(7)) <= 0, now().toString());
    }

    @Test
    void busyServerIsAskedAgainWhenItSays() {
        client.retries(new Retries(2, Duration.ofSeconds(1), Duration.ofMinutes(1)));
        server.answer("HTTP/1.1 503 Busy~Retry-After: 20~Content-Length: 4~~wait", HELLO);
        assertEquals("200 hello", get(URL));
        assertEquals(Duration.ofSeconds(20), now());
    }

    @Test
    void serverThatAsksForTooMuchPatienceIsNotAskedAgain() {
        client.retries(new Retries(2, Duration.ofSeconds(1), Duration.ofMinutes(1)));
        server.answer("HTTP/1.1 503 Busy~Retry-After: 3600~Content-Length: 4~~wait");
        assertEquals("503 wait", get(URL));
    }

    @Test
    void postIsNotRepeatedBecauseOfAStatus() {
        client.retries(new Retries(2, Duration.ofSeconds(1), Duration.ofMinutes(1)));
        server.answer("HTTP/1.1 503 Busy~Content-Length: 4~~wait", HELLO);
        assertEquals("503 wait", outcome(request(Method.POST).upload(Upload.of("x"))));
    }

    @Test
    void closeFailsWhatIsUnderWay() {
        var busy = client.send(UrlRequest.get(URL));
        runUntil(() -> server.asked.size() == 1);
        client.close();
        client.close();
        assertEquals("failed REQUEST_CANCEL", outcome(busy));
        assertThrows(IllegalStateException.class, () -> client.send(UrlRequest.get(URL)));
    }

    @Test
    void blockingCallOnTheLoopsThreadIsRefused() {
        List<String> said = new ArrayList<>();
        base.execute(() -> said.add(assertThrows(IllegalStateException.class, () -> client.call(UrlRequest.get(URL)))
                .getMessage()));
        runUntil(() -> !said.isEmpty());
        assertTrue(said.getFirst().contains("use send or start"), said.getFirst());
    }

    @ParameterizedTest
    @CsvSource({"ftp://h/", "//h/", "/x", "http:///x", "http://h:0/", "http://h:99999/", "'http://a b/'", "''"})
    void whatIsNoUrlIsRefusedBeforeAnythingIsSent(String url) {
        assertThrows(IllegalArgumentException.class, () -> UrlRequest.get(url));
    }
}
