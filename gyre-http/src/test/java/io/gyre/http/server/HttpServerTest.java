package io.gyre.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Headers;
import io.gyre.http.Method;
import io.gyre.http.Status;
import io.gyre.http.wire.ParserLimits;
import io.gyre.testing.MechanismUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server as a client sees it that sends its bytes by hand. */
class HttpServerTest {
    private static final String HOST = "Host: h\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String HELLO = OK + "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";

    private static void hello(HttpServer server) {
        server.handle("/hello", request -> {
            request.responseHeaders().add("Content-Type", "text/plain");
            request.reply(Status.OK, "hello");
        });
    }

    private static String text(EvBuffer buffer) {
        return buffer.removeString((int) buffer.length(), StandardCharsets.ISO_8859_1);
    }

    /** {@return the whole conversation that follows, without its Dates} */
    private static String talk(Consumer<HttpServer> setUp, String sent) throws IOException {
        try (var running = new RunningServer(setUp);
                Client client = running.connect()) {
            return client.send(sent).endSending().rest().replaceAll("Date: [^\r]*\r\n", "");
        }
    }

    /** */
    @Test
    void requestsOverOneConnectionAreAnswered() throws IOException {
        try (var running = new RunningServer(HttpServerTest::hello);
                Client client = running.connect()) {
            client.send("GET /hello HTTP/1.1\r\nHo").send("st: h\r\n\r\n");
            assertEquals(HELLO, client.reply());
            assertEquals(
                    HELLO,
                    client.send("GET http://h/hello?x HTTP/1.1\r\n" + HOST + "\r\n")
                            .reply());
            assertEquals(
                    HELLO,
                    client.send("GET /%68ello HTTP/1.1\r\n" + HOST + "\r\n").reply());
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        List<HttpRequest> late = new ArrayList<>();
        String all = talk(
                server -> {
                    hello(server);
                    server.handle("/late", request -> {
                        late.add(request);
                        server.base().after(Duration.ofMillis(20), () -> request.reply(Status.OK, "late!"));
                    });
                },
                ("GET /late HTTP/1.1\r\n" + HOST + "\r\nGET /hello HTTP/1.1\r\n" + HOST + "\r\n").repeat(3));
        assertEquals(3, late.size());
        assertEquals(
                "late!hello".repeat(3),
                all.replace(HELLO, "hello").replaceAll("HTTP/1.1 200 OK\r\n[^!]*?\r\n\r\n", ""));
    }

    @Test
    void tenThousandPipelinedRequestsAreAnswered() throws Exception {
        try (var running = new RunningServer(HttpServerTest::hello);
                Client client = running.connect()) {
            var sender = Thread.ofPlatform().start(() -> {
                try {
                    client.send(("GET /hello HTTP/1.1\r\n" + HOST + "\r\n").repeat(10_000));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            for (int i = 0; i < 10_000; i++) {
                assertEquals(HELLO, client.reply());
            }
            sender.join();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /hello HTTP/1.0|close",
                "GET /hello HTTP/1.0~Connection: keep-alive|keep-alive",
                "GET /hello HTTP/1.1~Host: h~Connection: close|close",
                "GET /hello HTTP/1.1~Host: h~Connection: foo, close|close"
            })
    void connectionEndsOrStaysAsTheClientWishes(String lines, String token) throws IOException {
        String reply = talk(HttpServerTest::hello, lines.replace("~", "\r\n") + "\r\n\r\n");
        assertTrue(reply.contains("Connection: " + token + "\r\n"), reply);
    }

    /** R-287, and hostile input that the parser refuses: an error page, and the end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "illegal request~|400 Bad Request",
                "GET / HTTP/1.1~~|400 Bad Request",
                "GET / HTTP/1.1~Host: h~Content-Length: 1~Transfer-Encoding: chunked~~0~~|400 Bad Request",
                "GET / HTTP/3.0~|505 HTTP Version Not Supported",
                "POST / HTTP/1.1~Host: h~Transfer-Encoding: xchunked~~|501 Not Implemented",
                "GET nothing HTTP/1.1~Host: h~~|400 Bad Request",
                "CONNECT h:80 HTTP/1.1~Host: h~~GET /hello HTTP/1.1~Host: h~~|501 Not Implemented",
                "FLOOP / HTTP/1.1~Host: h~~GET /hello HTTP/1.1~Host: h~~|501 Not Implemented",
                "GET /x%0d%0aSet-Cookie:y HTTP/1.1~Host: h~~|404 Not Found",
                "POST /hello HTTP/1.1~Host: h~Expect: 101-continue~Content-Length: 1~~x|417 Expectation Failed"
            })
    void hostileRequestGetsAnErrorPageAndTheEnd(String lines, String status) throws IOException {
        String reply = talk(HttpServerTest::hello, lines.replace("~", "\r\n"));
        assertTrue(reply.startsWith("HTTP/1.1 " + status + "\r\n"), reply);
        assertTrue(reply.contains("Connection: close\r\n"), reply);
        assertEquals(0, reply.indexOf("HTTP/1.1"));
        assertEquals(reply.indexOf("HTTP/1.1"), reply.lastIndexOf("HTTP/1.1"));
    }

    /** R-314, but with the statuses that RFC 9110 and RFC 6585 have for them. */
    @Test
    void whatIsTooLongIsRefused() throws IOException {
        Consumer<HttpServer> setUp = server -> {
            hello(server);
            server.limits(ParserLimits.DEFAULT.withHead(1000).withTarget(100));
            server.maxBodySize(10);
        };
        assertTrue(talk(setUp, "GET /" + "x".repeat(200)).startsWith("HTTP/1.1 414 "));
        assertTrue(talk(setUp, "GET / HTTP/1.1\r\nX: " + "x".repeat(2000)).startsWith("HTTP/1.1 431 "));
        String post = "POST /hello HTTP/1.1\r\n" + HOST;
        assertTrue(talk(setUp, post + "Content-Length: 11\r\n\r\n12345678901").startsWith("HTTP/1.1 413 "));
        assertTrue(talk(setUp, post + "Content-Length: 11\r\nExpect: 100-continue\r\n\r\n")
                .startsWith("HTTP/1.1 413 "));
        assertTrue(talk(setUp, post + "Transfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n6\r\n123456\r\n0\r\n\r\n")
                .startsWith("HTTP/1.1 413 "));
    }

    /** the client that sends far too much gets to read why. */
    @Test
    void refusedContentIsReadSoThatTheReplyArrives() throws IOException {
        String reply = talk(
                server -> server.maxBodySize(1000),
                "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 3000000\r\n\r\n" + "x".repeat(3_000_000));
        assertTrue(reply.startsWith("HTTP/1.1 4"), reply);
    }

    /** */
    @Test
    void contentIsCollected() throws IOException {
        Consumer<HttpServer> echo =
                server -> server.handle("/", request -> request.reply(Status.OK, text(request.input())));
        String post = "POST / HTTP/1.1\r\n" + HOST + "Connection: close\r\n";
        assertTrue(talk(echo, post + "Content-Length: 5\r\n\r\nabcde").endsWith("\r\n\r\nabcde"));
        assertTrue(talk(echo, post + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n")
                .endsWith("\r\n\r\nabcde"));
    }

    /** */
    @Test
    void clientIsToldToSendItsContent() throws IOException {
        try (var running = new RunningServer(server ->
                        server.handle("/", request -> request.reply(Status.OK, text(request.input()))));
                Client client = running.connect()) {
            client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.head());
            assertTrue(client.send("abc").reply().endsWith("\r\n\r\nabc"));
        }
    }

    /** */
    @Test
    void allowedMethodsAreLetThrough() throws IOException {
        for (Method method : List.of(
                Method.DELETE,
                Method.PROPFIND,
                Method.MKCOL,
                Method.LOCK,
                Method.COPY,
                Method.MOVE,
                new Method("CUSTOM", true))) {
            Consumer<HttpServer> setUp = server -> {
                server.allowedMethods(Set.of(method));
                server.handle(
                        "/x",
                        request -> request.reply(Status.OK, request.method().name()));
            };
            assertTrue(talk(setUp, method + " /x HTTP/1.1\r\n" + HOST + "\r\n").endsWith("\r\n\r\n" + method));
            assertTrue(talk(setUp, "GET /x HTTP/1.1\r\n" + HOST + "\r\n").startsWith("HTTP/1.1 501 "));
        }
    }

    @Test
    void optionsOfTheServerAreTold() throws IOException {
        String reply = talk(_ -> {}, "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n");
        assertEquals(OK + "Allow: DELETE, GET, HEAD, POST, PUT\r\nContent-Length: 0\r\n\r\n", reply);
    }

    @Test
    void answerToHeadHasALengthAndNoContent() throws IOException {
        assertEquals(
                HELLO.replace("hello", ""), talk(HttpServerTest::hello, "HEAD /hello HTTP/1.1\r\n" + HOST + "\r\n"));
    }

    /** */
    @Test
    void virtualHostsAnswerForTheirNames() throws IOException {
        Consumer<HttpServer> setUp = server -> {
            server.handle("/", request -> request.reply(Status.OK, "main"));
            var first = new HttpServer(server.base());
            first.handle("/", request -> request.reply(Status.OK, "first"));
            server.addVirtualHost("foo.com", first);
            var second = new HttpServer(server.base());
            second.handle("/", request -> request.reply(Status.OK, "second"));
            server.addVirtualHost("bar.*.foo.com", second);
            first.addAlias("manolito.info");
            second.addAlias("bonkers.org");
        };
        for (String each : List.of(
                "other:main",
                "foo.com:first",
                "FOO.COM:first",
                "bar.magic.foo.com:second",
                "manolito.info:first",
                "bonkers.org:second",
                "bar.foo.com:main")) {
            String host = each.substring(0, each.indexOf(':'));
            String reply = talk(setUp, "GET / HTTP/1.1\r\nHost: " + host + ":8000\r\n\r\n");
            assertTrue(reply.endsWith("\r\n\r\n" + each.substring(each.indexOf(':') + 1)), each + " " + reply);
        }
        assertTrue(talk(setUp, "GET http://bonkers.org/ HTTP/1.1\r\nHost: foo.com\r\n\r\n")
                .endsWith("second"));
    }

    private static void inThree(HttpRequest request) {
        request.startReply(Status.OK, null);
        try (var piece = new EvBuffer()) {
            for (String each : List.of("This is funny", "but not hilarious.", "bwv 1052")) {
                request.sendChunk(piece.add(each));
            }
        }
        request.endReply();
    }

    /** */
    @Test
    void repliesInPiecesAreChunked() throws IOException {
        String reply =
                talk(server -> server.handle("/", HttpServerTest::inThree), "GET / HTTP/1.1\r\n" + HOST + "\r\n");
        assertTrue(reply.contains("Transfer-Encoding: chunked\r\n"), reply);
        assertTrue(
                reply.endsWith("\r\n\r\nd\r\nThis is funny\r\n12\r\nbut not hilarious.\r\n8\r\nbwv 1052\r\n0\r\n\r\n"),
                reply);
    }

    @Test
    void clientWithoutChunksGetsTheEndOfTheConnection() throws IOException {
        String reply = talk(server -> server.handle("/", HttpServerTest::inThree), "GET / HTTP/1.0\r\n\r\n");
        assertTrue(reply.contains("Connection: close\r\n") && !reply.contains("chunked"), reply);
        assertTrue(reply.endsWith("\r\n\r\nThis is funnybut not hilarious.bwv 1052"), reply);
    }

    /** */
    @Test
    void repliesInPiecesMayHaveALength() throws IOException {
        String reply = talk(
                server -> server.handle("/", request -> {
                    request.responseHeaders().add("Content-Length", "39");
                    inThree(request);
                }),
                "GET / HTTP/1.1\r\n" + HOST + "\r\n");
        assertTrue(reply.contains("Content-Length: 39\r\n") && !reply.contains("chunked"), reply);
        assertTrue(reply.endsWith("bwv 1052"), reply);
    }

    @Test
    void trailersFollowTheLastChunk() throws IOException {
        String reply = talk(
                server -> server.handle("/", request -> {
                    request.startReply(Status.OK, "Fine");
                    request.endReply(Headers.of("Sum", "0"));
                }),
                "GET / HTTP/1.1\r\n" + HOST + "\r\n");
        assertTrue(reply.startsWith("HTTP/1.1 200 Fine\r\n") && reply.endsWith("\r\n\r\n0\r\nSum: 0\r\n\r\n"), reply);
    }

    /** What is echoed is longer than all that may wait, so that both directions must wait for each other. */
    @Test
    void contentIsStreamedBothWays() throws Exception {
        int size = 20 << 20;
        try (var running = new RunningServer(server -> server.stream("/", HttpServerTest::echo));
                Client client = running.connect()) {
            var sender = Thread.ofPlatform().start(() -> {
                try {
                    client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: " + size + "\r\n\r\n");
                    for (int i = 0; i < size; i += 1 << 16) {
                        client.send("x".repeat(1 << 16));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertTrue(client.head().contains("chunked"));
            int echoed = 0;
            for (int chunk = client.chunk(); chunk > 0; chunk = client.chunk()) {
                echoed += chunk;
            }
            assertEquals(size, echoed);
            sender.join();
        }
    }

    private static void echo(HttpRequest request) {
        request.startReply(Status.OK, null);
        request.onBody((_, part) -> {
            request.sendChunk(part);
            if (request.pendingOutput() > 100_000) {
                request.pauseBody();
                request.onFlushed(request::resumeBody);
            }
        });
        request.onBodyEnd(HttpRequest::endReply);
    }

    /** */
    @Test
    void completionIsToldOnce() throws Exception {
        var calls = new AtomicInteger();
        var told = new CountDownLatch(1);
        try (var running = new RunningServer(server -> server.handle("/", request -> {
                    request.onComplete(() -> {
                        calls.incrementAndGet();
                        told.countDown();
                    });
                    request.reply(Status.OK, "done");
                }));
                Client client = running.connect()) {
            assertTrue(client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n").reply().endsWith("done"));
            assertTrue(told.await(30, TimeUnit.SECONDS));
            assertEquals(1, calls.get());
            assertTrue(client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n").reply().endsWith("done"));
        }
    }

    /** */
    @Test
    void incompleteRequestEndsWithoutAReply() throws IOException {
        assertEquals("", talk(HttpServerTest::hello, "GET /hello HTTP/1.1\r\n" + HOST));
        try (var running = new RunningServer(server -> server.timeouts(ServerTimeouts.of(Duration.ofMillis(50))));
                Client client = running.connect()) {
            assertEquals("", client.send("GET /hello HTTP/1.1\r\n" + HOST).rest());
        }
    }

    /** */
    @Test
    void idleConnectionIsClosed() throws Exception {
        try (var running = new RunningServer(server -> {
                    hello(server);
                    server.timeouts(ServerTimeouts.of(Duration.ofMillis(50)));
                });
                Client client = running.connect()) {
            assertEquals(
                    HELLO,
                    client.send("GET /hello HTTP/1.1\r\n" + HOST + "\r\n").reply());
            assertEquals("", client.rest());
            running.await(() -> running.server().connectionCount() == 0);
        }
    }

    /** */
    @Test
    void oneConnectionTooManyGets503() throws IOException {
        try (var running = new RunningServer(server -> {
                    hello(server);
                    server.maxConnections(1);
                });
                Client first = running.connect()) {
            assertEquals(
                    HELLO, first.send("GET /hello HTTP/1.1\r\n" + HOST + "\r\n").reply());
            try (Client second = running.connect()) {
                assertTrue(second.head().startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
            }
            assertEquals(
                    HELLO, first.send("GET /hello HTTP/1.1\r\n" + HOST + "\r\n").reply());
        }
    }

    @Test
    void requestsWithoutAHostAreTakenOnlyWhereThatIsAllowed() throws IOException {
        try (var strict = new RunningServer(HttpServerTest::hello);
                Client client = strict.connect()) {
            client.send("GET /hello HTTP/1.1\r\n\r\n");
            assertTrue(client.head().startsWith("HTTP/1.1 400 "));
        }
        try (var lenient = new RunningServer(server -> {
                    hello(server);
                    server.hostOptional(true);
                });
                Client client = lenient.connect()) {
            assertEquals(HELLO, client.send("GET /hello HTTP/1.1\r\n\r\n").reply());
            client.send("GET /hello HTTP/1.1\r\n" + HOST + HOST + "\r\n");
            assertTrue(client.head().startsWith("HTTP/1.1 400 "), "two are as wrong as ever");
        }
    }

    @Test
    void clientThatLeavesIsTold() throws Exception {
        var left = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        List<HttpRequest> kept = new ArrayList<>();
        try (var running = new RunningServer(server -> server.handle("/", request -> {
            kept.add(request);
            request.onClose(left::countDown);
            asked.countDown();
        }))) {
            try (Client client = running.connect()) {
                client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
                assertTrue(asked.await(30, TimeUnit.SECONDS));
                client.socket().setSoLinger(true, 0);
            }
            assertTrue(left.await(30, TimeUnit.SECONDS));
            assertTrue(running.onLoop(() -> {
                kept.getFirst().reply(Status.OK, "too late"); // harmless.
                return !kept.getFirst().isConnected();
            }));
        }
    }

    @Test
    void handlerThatThrowsMeansA500() throws IOException {
        String reply = talk(
                server -> server.handle("/", _ -> {
                    throw new IllegalStateException("as the test wishes");
                }),
                "GET / HTTP/1.1\r\n" + HOST + "\r\n");
        assertTrue(reply.startsWith("HTTP/1.1 500 "), reply);
    }

    /** R-325, as far as it goes without libevent's own words. */
    @Test
    void errorPageIsTheUsersOrTheBuiltInOne() throws IOException {
        String request = "GET /missing HTTP/1.1\r\n" + HOST + "\r\n";
        assertTrue(talk(_ -> {}, request).contains("<h1>Not Found</h1>"));
        assertTrue(talk(server -> server.errorPage((_, status, _) -> "" + status), request)
                .endsWith("\r\n\r\n404"));
        assertTrue(talk(server -> server.errorPage((_, _, _) -> null), request).contains("<h1>Not Found</h1>"));
        assertTrue(talk(server -> server.errorPage((_, _, _) -> ""), request).contains("Content-Length: 0\r\n"));
        assertTrue(talk(server -> server.handleOthers(r -> r.error(404, "a <b>")), request)
                .contains("a &lt;b&gt;"));
    }

    /** Otherwise it could answer the next request, which is the same object. */
    @Test
    void secondReplyIsRefused() throws IOException {
        List<String> refused = new ArrayList<>();
        String request = "GET / HTTP/1.1\r\n" + HOST + "\r\n";
        String all = talk(
                server -> server.handle("/", each -> {
                    each.reply(Status.OK, "once");
                    refused.add(String.valueOf(
                            assertThrows(IllegalStateException.class, () -> each.reply(Status.OK, "twice"))
                                    .getMessage()));
                }),
                request + request);
        assertEquals(2, refused.size());
        assertEquals(2, all.split("once", -1).length - 1, all);
        assertTrue(!all.contains("twice"), all);
    }

    @Test
    void filterClosesWhatItDoesNotLetThrough() throws IOException {
        assertEquals("", talk(server -> server.onNewRequest(_ -> false), "GET / HTTP/1.1\r\n" + HOST + "\r\n"));
    }

    @Test
    void pathHasOneHandler() {
        try (var base = MechanismUnderTest.newBase(Assumptions::abort);
                var server = new HttpServer(base)) {
            hello(server);
            assertThrows(IllegalStateException.class, () -> hello(server));
            assertTrue(server.remove("/hello"));
            assertTrue(!server.remove("/hello"));
        }
    }
}
