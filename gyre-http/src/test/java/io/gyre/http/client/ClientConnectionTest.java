package io.gyre.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventBase;
import io.gyre.http.Method;
import io.gyre.http.wire.ParserLimits;
import io.gyre.net.HostResolver;
import io.gyre.testing.MechanismUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server that says what the test wishes. */
class ClientConnectionTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final EventBase base = MechanismUnderTest.newBase(Assumptions::abort);
    private final List<String> log = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private @Nullable ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server().close();
        base.close();
    }

    private ServerSocket server() {
        return Objects.requireNonNull(listener);
    }

    private ClientConnection client() {
        return new ClientConnection(base, "127.0.0.1", server().getLocalPort(), HostResolver.system());
    }

    /** Answers one request with each text, and closes the connection behind one that ends with {@code |}. */
    private void answer(String... replies) {
        Thread.ofVirtual().start(() -> {
            int next = 0;
            try {
                while (next < replies.length) {
                    try (Socket socket = server().accept()) {
                        connections.incrementAndGet();
                        boolean open = true;
                        while (open && next < replies.length && readRequest(socket)) {
                            String reply = replies[next++];
                            open = !reply.endsWith("|");
                            String text = open ? reply : reply.substring(0, reply.length() - 1);
                            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                        }
                        if (open) {
                            var _ = socket.getInputStream().read();
                        }
                    }
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
    }

    private boolean readRequest(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return false;
            }
            head.append((char) next);
        }
        int at = head.indexOf("Content-Length: ");
        int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
        head.append(new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1));
        synchronized (asked) {
            asked.add(head.toString());
        }
        return true;
    }

    private ClientRequest request(Method method) {
        return new ClientRequest(method, "/x", new Recorder());
    }

    private final class Recorder implements ResponseCallback {
        @Override
        public void onResponse(ClientRequest request) {
            EvBuffer input = request.input();
            log.add(request.status() + " " + input.removeString((int) input.length(), StandardCharsets.UTF_8));
        }

        @Override
        public void onFailure(ClientRequest request, RequestError error, @Nullable IOException cause) {
            log.add("failed " + error);
        }
    }

    /** */
    @Test
    void requestsUseOneConnection() {
        answer(
                OK + "Content-Length: 5\r\n\r\nfirst",
                OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nsec\r\n3\r\nond\r\n0\r\n\r\n",
                OK + "\r\nthird|");
        try (ClientConnection client = client()) {
            client.send(request(Method.GET));
            ClientRequest post = request(Method.POST);
            post.headers().add("X", "y");
            post.output().add("content");
            client.send(post);
            client.send(request(Method.GET));
            client.closeOnCompletion();
            base.dispatch();
        }
        assertEquals(List.of("200 first", "200 second", "200 third"), log);
        assertEquals(1, connections.get());
        String host = "Host: 127.0.0.1:" + server().getLocalPort() + "\r\n";
        assertEquals("GET /x HTTP/1.1\r\n" + host + "\r\n", asked.getFirst());
        assertEquals("POST /x HTTP/1.1\r\n" + host + "X: y\r\nContent-Length: 7\r\n\r\ncontent", asked.get(1));
    }

    /** The table of hostile inputs for HTTP clients. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "HTTP/1.1 200 OK~Content-Length: 5~~abc|!failed EOF",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~3~abc~|!failed EOF",
                "HTTP/1.1 200 OK~Content-Length: 1~Content-Length: 2~~ab!failed INVALID_HEADER",
                "HTTP/1.1 200 OK~Content-Length: -100~~!failed INVALID_HEADER",
                "HTTP/1.1 99 x~~!failed INVALID_HEADER",
                "HTTP/1.1 +200 x~~!failed INVALID_HEADER",
                "HTTP/1.1 101 Switching Protocols~~!failed INVALID_HEADER",
                "HTTP/1.1 200 OK~Content-Length: 1001~~!failed DATA_TOO_LONG",
                "|!failed EOF",
                "HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~Content-Length: 2~~hi!200 hi"
            })
    void hostileResponseIsRefusedOnce(String reply, String outcome) {
        answer(reply.replace("~", "\r\n"));
        try (ClientConnection client = client()) {
            client.limits(ParserLimits.DEFAULT.withContent(1000));
            client.send(request(Method.GET));
            client.closeOnCompletion();
            base.dispatch();
        }
        assertEquals(List.of(outcome), log);
    }

    @Test
    void interimResponsesAreBounded() {
        answer("HTTP/1.1 100 Continue\r\n\r\n".repeat(100));
        try (ClientConnection client = client()) {
            client.send(request(Method.GET));
            client.closeOnCompletion();
            base.dispatch();
        }
        assertEquals(List.of("failed INVALID_HEADER"), log);
    }

    @Test
    void bytesBehindAResponseEndTheConnection() {
        answer(
                OK + "Content-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
                OK + "Content-Length: 4\r\n\r\ngood");
        try (ClientConnection client = client()) {
            client.send(request(Method.GET));
            client.send(request(Method.GET));
            client.closeOnCompletion();
            base.dispatch();
        }
        assertEquals(List.of("200 ", "200 good"), log);
    }

    @Test
    void staleConnectionIsReplacedForWhatMayBeRepeated() {
        answer(OK + "Content-Length: 3\r\n\r\none", "|", OK + "Content-Length: 3\r\n\r\ntwo");
        try (ClientConnection client = client()) {
            client.send(request(Method.GET));
            client.send(request(Method.GET));
            client.closeOnCompletion();
            base.dispatch();
        }
        assertEquals(List.of("200 one", "200 two"), log);
    }

    @Test
    void postIsNotRepeatedOverAStaleConnection() {
        answer(OK + "Content-Length: 3\r\n\r\none", "|", OK + "Content-Length: 3\r\n\r\ntwo");
        try (ClientConnection client = client()) {
            client.send(request(Method.GET));
            client.send(request(Method.POST));
            client.closeOnCompletion();
            base.dispatch();
        }
        assertEquals(List.of("200 one", "failed EOF"), log);
    }

    /** one callback, and the next request gets a connection of its own. */
    @Test
    void cancelledRequestFailsOnce() {
        answer("", OK + "Content-Length: 3\r\n\r\ntwo");
        try (ClientConnection client = client()) {
            ClientRequest first = request(Method.GET);
            client.send(first);
            base.after(Duration.ofMillis(50), () -> {
                client.cancel(first);
                client.cancel(first);
                client.send(request(Method.GET));
                client.closeOnCompletion();
            });
            base.dispatch();
        }
        assertEquals(List.of("failed REQUEST_CANCEL", "200 two"), log);
    }

    /** */
    @Test
    void cancelWhileContentComesIsSafe() {
        answer(OK + "Content-Length: 100\r\n\r\nabc");
        try (ClientConnection client = client()) {
            ClientRequest request = request(Method.GET);
            request.onContent((each, _) -> {
                client.cancel(each);
                client.closeOnCompletion();
            });
            client.send(request);
            base.dispatch();
        }
        assertEquals(List.of("failed REQUEST_CANCEL"), log);
    }

    @Test
    void callbackThatThrowsFailsTheRequest() {
        answer(OK + "Content-Length: 3\r\n\r\none", OK + "Content-Length: 3\r\n\r\ntwo");
        try (ClientConnection client = client()) {
            ClientRequest first = request(Method.GET);
            first.onContent((_, _) -> {
                throw new IllegalStateException("as the test wishes");
            });
            client.send(first);
            client.send(request(Method.GET));
            client.closeOnCompletion();
            base.dispatch();
        }
        assertEquals(List.of("failed BUFFER_ERROR", "200 two"), log);
    }

    /** */
    @Test
    void silentServerTimesOut() {
        answer("");
        try (ClientConnection client = client()) {
            client.timeouts(new ClientTimeouts(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofSeconds(5)));
            client.send(request(Method.GET));
            client.closeOnCompletion();
            base.dispatch();
        }
        assertEquals(List.of("failed TIMEOUT"), log);
    }

    /** */
    @Test
    void refusedConnectionIsTriedAgainAndThenFails() throws IOException {
        int port = server().getLocalPort();
        server().close();
        try (var client =
                new ClientConnection(base, "h", new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            client.retries(2, Duration.ofMillis(1));
            client.send(request(Method.GET));
            client.closeOnCompletion();
            base.dispatch();
        }
        assertEquals(List.of("failed BUFFER_ERROR"), log);
    }

    @Test
    void closeFailsWhatWaits() {
        ClientConnection client = client();
        client.send(request(Method.GET));
        client.send(request(Method.GET));
        client.close();
        client.close();
        assertEquals(List.of("failed REQUEST_CANCEL", "failed REQUEST_CANCEL"), log);
        assertThrows(IllegalStateException.class, () -> client.send(request(Method.GET)));
        base.dispatch();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/a\r\nX: y", "/é", "/#f", ""})
    void targetThatIsNoneIsRefused(String target) {
        assertThrows(IllegalArgumentException.class, () -> new ClientRequest(Method.GET, target, _ -> {}));
    }
}
