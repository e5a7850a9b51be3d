package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventMask;
import io.gyre.http.Method;
import io.gyre.http.Status;
import io.gyre.http.client.HttpClient;
import io.gyre.http.client.Response;
import io.gyre.http.client.Upload;
import io.gyre.http.client.UrlRequest;
import io.gyre.http.server.HttpRequest;
import io.gyre.http.server.HttpServer;
import io.gyre.http.websocket.HandshakeFailure;
import io.gyre.http.websocket.WebSocket;
import io.gyre.http.websocket.WebSocketClient;
import io.gyre.http.websocket.WebSocketListener;
import io.gyre.http.websocket.WebSocketOpening;
import io.gyre.http.websocket.WebSocketRequest;
import io.gyre.http.websocket.WebSocketServer;
import io.gyre.http.websocket.WebSocketSettings;
import io.gyre.net.Fd;
import io.gyre.net.HostResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An HTTP server and its clients on one loop. */
@EachMechanism
@SuppressWarnings("NullAway.Init") // By listen().
class HttpMechanismsTest extends BufferEventSuite {
    private static final int LARGE = 3 << 20;

    private final HttpServer server = new HttpServer(base);
    private final HttpClient client = new HttpClient(base);
    private InetSocketAddress address;

    HttpMechanismsTest(String mechanism) {
        super(World.named(mechanism));
    }

    @BeforeEach
    void listen() throws IOException {
        server.handle("/hello", request -> request.reply(Status.OK, "hello"));
        server.handle(
                "/say", request -> request.reply(Status.OK, request.target().substring("/say?".length())));
        server.handle("/back", request -> request.reply(Status.OK, take(request.input())));
        server.stream("/echo", HttpMechanismsTest::echo);
        var anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        address =
                (InetSocketAddress) Objects.requireNonNull(server.bind(anywhere).address());
    }

    private static void echo(HttpRequest request) {
        request.startReply(Status.OK, null);
        request.onBody((_, part) -> request.sendChunk(part));
        request.onBodyEnd(_ -> request.endReply());
    }

    @AfterEach
    void closeBoth() {
        client.close();
        server.close();
    }

    private UrlRequest request(Method method, String path) {
        return new UrlRequest(method, "http://127.0.0.1:" + address.getPort() + path).address(address);
    }

    private Response responseTo(UrlRequest request) {
        CompletableFuture<Response> response = client.send(request);
        runUntil(response::isDone);
        return response.join();
    }

    @Test
    void manyCallsAreAnsweredOverFewConnections() {
        List<CompletableFuture<Response>> responses = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            responses.add(client.send(request(Method.GET, "/hello")));
        }
        runUntil(() -> responses.stream().allMatch(CompletableFuture::isDone));
        for (CompletableFuture<Response> each : responses) {
            assertEquals("200 hello", each.join().status() + " " + each.join().text());
        }
        assertTrue(server.connectionCount() < 20, () -> server.connectionCount() + " connections");
    }

    @Test
    void callsOneAfterAnotherUseOneConnection() {
        for (int i = 0; i < 20; i++) {
            assertEquals("hello", responseTo(request(Method.GET, "/hello")).text());
        }
        assertEquals(1, server.connectionCount());
    }

    @Test
    void largeContentComesBack() {
        byte[] content = new byte[LARGE];
        new Random(7).nextBytes(content);
        Response response = responseTo(request(Method.POST, "/echo").upload(Upload.of(content)));
        assertArrayEquals(content, response.content());
    }

    @Test
    void contentThatIsAnnouncedFirstIsAskedFor() {
        UrlRequest announced =
                request(Method.POST, "/back").upload(Upload.of("a letter")).expectContinue(true);
        assertEquals("a letter", responseTo(announced).text());
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
        Fd socket = world.descriptors().connect(address);
        SocketBufferEvent connection = over(socket, new BufferEventCallbacks() {}, BufferEventOption.CLOSE_ON_FREE);
        connection.enable(EventMask.READ);
        var expected = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            String letter = letters(i + 1).substring(i);
            expected.append(letter);
            connection.output().add("GET /say?" + letter + " HTTP/1.1\r\nHost: h\r\n\r\n");
        }
        var bodies = new StringBuilder();
        runUntil(() -> {
            bodies.append(take(connection.input()));
            return bodies.toString().split("Content-Length: 1\r\n", -1).length == 51
                    && bodies.toString().endsWith(letters(50).substring(49));
        });
        assertEquals(expected.toString(), bodies.toString().replaceAll("(?s)HTTP/1.1 200.*?\r\n\r\n", ""));
    }

    @Test
    void clientThatGoesAwayAmidAReplyLeavesNothing() throws IOException {
        Fd socket = world.descriptors().connect(address);
        SocketBufferEvent connection = over(socket, new BufferEventCallbacks() {}, BufferEventOption.CLOSE_ON_FREE);
        connection.enable(EventMask.READ);
        connection.output().add("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" + letters(50_000));
        runUntil(() -> connection.input().length() > 40_000);
        assertEquals(1, server.connectionCount());
        connection.close();
        runUntil(() -> server.connectionCount() == 0);
    }

    @Test
    void webSocketMessagesComeBack() {
        server.upgrade("/ws", new WebSocketServer(_ -> (from, text, message) -> from.send(text, message)));
        var opened = new Opened();
        WebSocketClient.connect(
                base,
                WebSocketRequest.of("ws://127.0.0.1:" + address.getPort() + "/ws"),
                HostResolver.system(),
                WebSocketSettings.DEFAULT,
                opened);
        world.allowRealWaits();
        runUntil(() -> opened.got.size() == 2);
        assertEquals(List.of("short", letters(200_000)), opened.got);
        runUntil(() -> server.connectionCount() == 0);
    }

    /** Sends two messages, and closes once both have come back. */
    private static final class Opened implements WebSocketOpening {
        final List<String> got = new ArrayList<>();

        @Override
        public WebSocketListener onOpen(WebSocket socket) {
            socket.sendText("short");
            socket.sendText(letters(200_000));
            return (from, _, message) -> {
                got.add(take(message));
                if (got.size() == 2) {
                    from.close(1000, "");
                }
            };
        }

        @Override
        public void onFailure(HandshakeFailure why) {
            throw new AssertionError(why.toString());
        }
    }
}
