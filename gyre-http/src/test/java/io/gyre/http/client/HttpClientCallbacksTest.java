package io.gyre.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Headers;
import io.gyre.http.Method;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What callbacks that throw, or call back, may not do to others. */
class HttpClientCallbacksTest extends HttpClientSuite {
    private static final PoolLimits ONE_CONNECTION = new PoolLimits(1, 1, 10_000, Duration.ofSeconds(4));

    private final List<String> told = new ArrayList<>();

    /** Throws once it has been told how the call ended. */
    private final class Thrower implements CallListener {
        @Override
        public void onContent(Call call, EvBuffer part) {}

        @Override
        public void onEnd(Call call, Headers trailers) {
            told.add("end");
            throw new IllegalStateException("thrown by a listener");
        }

        @Override
        public void onFailure(Call call, CallFailure failure) {
            told.add("failed");
            throw new IllegalStateException("thrown by a listener");
        }
    }

    private static Upload upload(Runnable whenAsked) {
        return new Upload() {
            @Override
            public long length() {
                return -1;
            }

            @Override
            public Step next(EvBuffer to) {
                whenAsked.run();
                return Step.END;
            }
        };
    }

    private static Upload throwing() {
        return upload(() -> {
            throw new IllegalStateException("thrown by an upload");
        });
    }

    @Test
    void callThatWaitsIsMadeThoughTheOneBeforeFailsAndItsListenerThrows() {
        client.limits(ONE_CONNECTION);
        server.answer("HTTP/1.1 200|", HELLO);
        client.start(UrlRequest.get(URL), new Thrower());
        assertEquals("200 hello", outcome(client.send(UrlRequest.get(URL))));
        assertEquals(List.of("failed"), told);
    }

    @Test
    void uploadThatThrowsFailsItsCall() {
        assertEquals("failed BUFFER_ERROR", outcome(UrlRequest.post(URL, throwing())));
        assertEquals(0, client.connections());
    }

    @Test
    void uploadThatThrowsDoesNotKeepTheCallBeforeItFromItsEnd() {
        client.limits(ONE_CONNECTION);
        server.answer(HELLO);
        CompletableFuture<Response> first = client.send(UrlRequest.get(URL));
        CompletableFuture<Response> second = client.send(UrlRequest.post(URL, throwing()));
        assertEquals("200 hello", outcome(first));
        assertEquals("failed BUFFER_ERROR", outcome(second));
    }

    @Test
    void listenerThatThrowsWhenItsCallCannotBeginDoesNotKeepTheCallBeforeItFromItsEnd() {
        client.limits(ONE_CONNECTION);
        server.answer(HELLO);
        CompletableFuture<Response> first = client.send(UrlRequest.get(URL));
        Upload used = Upload.of("content");
        client.start(
                UrlRequest.post(URL, used)
                        .header("Transfer-Encoding", "chunked")
                        .upload(null),
                new Thrower());
        assertEquals("200 hello", outcome(first));
        assertEquals(List.of("failed"), told);
    }

    @Test
    void resolverThatThrowsLeavesNoConnectionBehind() {
        client.resolver((_, _, _) -> {
            throw new IllegalStateException("the resolver is closed");
        });
        assertEquals("failed BUFFER_ERROR", get("http://a.example:8080/"));
        pass(Duration.ofMinutes(2));
        assertEquals(0, client.connections());
        client.resolver(everyHost());
        client.limits(ONE_CONNECTION);
        server.answer(HELLO, HELLO);
        CompletableFuture<Response> first = client.send(UrlRequest.get("http://a.example:8080/"));
        CompletableFuture<Response> second = client.send(UrlRequest.get("http://a.example:8080/"));
        assertEquals("200 hello", outcome(first));
        assertEquals("200 hello", outcome(second));
        assertEquals(1, server.connections);
    }

    @Test
    void manyCallsForWhichNoConnectionCanBeMadeFailOneAfterTheOther() {
        client.limits(ONE_CONNECTION);
        server.answer(OK + "Connection: close~Content-Length: 5~~hello");
        server.delay = Duration.ofSeconds(1);
        List<CompletableFuture<Response>> calls = new ArrayList<>();
        for (int i = 0; i <= 9000; i++) {
            calls.add(client.send(UrlRequest.get("http://a.example:8080/")));
        }
        runUntil(() -> server.asked.size() == 1);
        client.resolver((_, _, _) -> {
            throw new IllegalStateException("the resolver is closed");
        });
        assertEquals("200 hello", outcome(calls.getFirst()));
        calls.stream().skip(1).forEach(each -> assertEquals("failed BUFFER_ERROR", outcome(each)));
    }

    @Test
    void closeClosesAllThoughListenersThrow() {
        client.start(UrlRequest.get(URL), new Thrower());
        client.start(UrlRequest.get(URL), new Thrower());
        runUntil(() -> server.asked.size() == 2);
        assertThrows(IllegalStateException.class, client::close);
        assertEquals(List.of("failed", "failed"), told);
        pass(Duration.ofMillis(1));
        assertEquals(0, server.open());
    }

    @Test
    void uploadThatThrowsWhenItIsClosedDoesNotKeepItsListenerFromTheEnd() {
        server.answer(HELLO);
        Upload source = new Upload() {
            @Override
            public long length() {
                return 0;
            }

            @Override
            public Step next(EvBuffer to) {
                return Step.END;
            }

            @Override
            public void close() {
                throw new IllegalStateException("thrown by an upload");
            }
        };
        assertEquals("200 hello", outcome(UrlRequest.post(URL, source)));
    }

    @Test
    void callThatIsPausedBeforeItHasAConnectionTakesLittle() {
        var content = new byte[4 << 20];
        byte[] head = (OK + "Content-Length: " + content.length + "~~")
                .replace("~", "\r\n")
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        server.answer(head);
        var log = new Log();
        Call call = client.start(UrlRequest.get(URL), log);
        call.pause();
        runUntil(() -> !server.asked.isEmpty());
        server.last().socket.write(content);
        pass(Duration.ofSeconds(1));
        assertTrue(server.last().socket.output().length() > 0, "everything was taken");
        assertEquals(0, log.content.length());
        call.resume();
        runUntil(() -> log.lines.contains("end"));
        assertEquals(content.length, log.content.length());
    }

    @Test
    void uploadMayBeResumedWhileItIsAsked() {
        server.answer(HELLO);
        Call[] call = new Call[1];
        int[] pieces = {0};
        var source = new Upload() {
            @Override
            public long length() {
                return -1;
            }

            @Override
            public Step next(EvBuffer to) {
                to.add("piece");
                if (++pieces[0] == 10_000) {
                    return Step.END;
                }
                call[0].resumeUpload();
                return Step.LATER;
            }
        };
        var log = new Log();
        call[0] = client.start(UrlRequest.post(URL, source), log);
        runUntil(() -> !log.lines.isEmpty() && log.lines.getLast().matches("end|failed.*"));
        assertEquals(List.of("head 200", "end"), log.lines);
        assertEquals(10_000, pieces[0]);
    }

    // One connection with a queue.

    private ClientConnection connection() {
        return new ClientConnection(base, "a", new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080));
    }

    private ClientRequest request(Consumer<String> end) {
        return new ClientRequest(Method.GET, "/x", new ResponseCallback() {
            @Override
            public void onResponse(ClientRequest request) {
                told.add("200");
                end.accept("200");
            }

            @Override
            public void onFailure(ClientRequest request, RequestError error, @Nullable IOException cause) {
                told.add("failed " + error);
                end.accept("failed");
            }
        });
    }

    private ClientRequest throwingRequest() {
        return request(_ -> {
            throw new IllegalStateException("thrown by a callback");
        });
    }

    @Test
    void requestThatWaitsIsSentThoughTheCallbackOfTheOneBeforeThrows() {
        for (String first : List.of("HTTP/1.1 200|", OK + "Connection: close~Content-Length: 0~~", HELLO)) {
            told.clear();
            server.answer(first, HELLO);
            try (ClientConnection connection = connection()) {
                connection.send(throwingRequest());
                connection.send(request(_ -> {}));
                runUntil(() -> told.size() == 2);
                assertEquals("200", told.getLast(), first);
            }
        }
    }

    @Test
    void requestIsToldOfThoughTheCallbackOfTheConnectionsEndThrows() {
        for (String first : List.of("HTTP/1.1 200|", OK + "Connection: close~Content-Length: 0~~")) {
            told.clear();
            server.answer(first, HELLO);
            try (ClientConnection connection = connection()) {
                boolean[] thrown = {false};
                connection.onClose(() -> {
                    if (!thrown[0]) {
                        thrown[0] = true;
                        throw new IllegalStateException("thrown by a callback");
                    }
                });
                connection.send(request(_ -> {}));
                connection.send(request(_ -> {}));
                runUntil(() -> told.size() == 2);
                assertEquals("200", told.getLast(), first);
            }
        }
    }

    @Test
    void closeTellsAllRequestsThoughCallbacksThrow() {
        ClientConnection connection = connection();
        List<ClientRequest> all = List.of(throwingRequest(), throwingRequest(), throwingRequest());
        all.forEach(each -> {
            each.output().add("content");
            connection.send(each);
        });
        connection.onClose(() -> {
            throw new IllegalStateException("thrown by a callback");
        });
        runUntil(() -> server.asked.size() == 1);
        assertThrows(IllegalStateException.class, connection::close);
        assertEquals(3, told.size());
    }

    @Test
    void requestsThatCannotBeSentAreAllToldOfThoughACallbackThrows() {
        server.close();
        try (ClientConnection connection = connection()) {
            connection.send(throwingRequest());
            connection.send(request(_ -> {}));
            runUntil(() -> told.size() == 2);
            assertEquals(List.of("failed BUFFER_ERROR", "failed BUFFER_ERROR"), told);
        }
    }

    @Test
    void connectorThatThrowsFailsTheRequest() {
        try (ClientConnection connection = new ClientConnection(base, "a", _ -> {
            throw new IllegalStateException("thrown by a connector");
        })) {
            connection.send(request(_ -> {}));
            runUntil(() -> !told.isEmpty());
            assertEquals(List.of("failed BUFFER_ERROR"), told);
        }
    }
}
