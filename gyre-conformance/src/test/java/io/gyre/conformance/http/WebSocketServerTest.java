package io.gyre.conformance.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventBase;
import io.gyre.http.server.BoundSocket;
import io.gyre.http.server.HttpServer;
import io.gyre.http.websocket.WebSocket;
import io.gyre.http.websocket.WebSocketLimits;
import io.gyre.http.websocket.WebSocketListener;
import io.gyre.http.websocket.WebSocketServer;
import io.gyre.http.websocket.WebSocketSettings;
import io.gyre.testing.MechanismUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket.Listener;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server's side against the JDK's client. */
class WebSocketServerTest {
    private static final WebSocketSettings SETTINGS = WebSocketSettings.DEFAULT
            .withLimits(WebSocketLimits.DEFAULT.withMessage(100_000))
            .withProtocols("b", "a");

    private final EventBase base = MechanismUnderTest.newBase(Assumptions::abort);
    private final HttpServer server = new HttpServer(base);
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Thread loop = new Thread(base::dispatch, "server");
    private int port;

    @BeforeEach
    void start() throws IOException {
        server.upgrade("/ws", new WebSocketServer(SETTINGS, _ -> new Echo(events)));
        BoundSocket socket = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = ((InetSocketAddress) Objects.requireNonNull(socket.address())).getPort();
        loop.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        base.execute(() -> {
            server.close();
            base.loopBreak();
        });
        loop.join();
        base.close();
    }

    private record Echo(BlockingQueue<String> events) implements WebSocketListener {
        @Override
        public void onMessage(WebSocket socket, boolean text, EvBuffer message) {
            socket.send(text, message);
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason) {
            events.add("closed " + code + " " + reason);
        }
    }

    private static final class Peer implements Listener {
        final BlockingQueue<String> got = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(java.net.http.WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                got.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(java.net.http.WebSocket socket, ByteBuffer message) {
            got.add("pong " + message.remaining());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(java.net.http.WebSocket socket, int code, String reason) {
            got.add("close " + code);
            return null;
        }

        String next() throws InterruptedException {
            return String.valueOf(got.poll(30, TimeUnit.SECONDS));
        }
    }

    private java.net.http.WebSocket open(HttpClient client, Peer peer) {
        return client.newWebSocketBuilder()
                .subprotocols("a", "c")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), peer)
                .join();
    }

    @Test
    void messagesComeBackAndTheCloseIsAnswered() throws InterruptedException {
        var peer = new Peer();
        try (HttpClient client = HttpClient.newHttpClient()) {
            java.net.http.WebSocket socket = open(client, peer);
            assertEquals("a", socket.getSubprotocol());
            socket.sendText("Grüße", true).join();
            assertEquals("Grüße", peer.next());
            socket.sendText("one, ", false).join();
            socket.sendPing(ByteBuffer.wrap(new byte[3])).join();
            assertEquals("pong 3", peer.next());
            socket.sendText("two", true).join();
            assertEquals("one, two", peer.next());
            String large = "x".repeat(70_000);
            socket.sendText(large, true).join();
            assertEquals(large, peer.next());
            socket.sendClose(1000, "done").join();
            assertEquals("close 1000", peer.next());
            assertEquals("closed 1000 done", events.poll(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void messageOverTheLimitEndsIt() throws InterruptedException {
        var peer = new Peer();
        try (HttpClient client = HttpClient.newHttpClient()) {
            java.net.http.WebSocket socket = open(client, peer);
            socket.sendText("x".repeat(100_001), true).join();
            assertEquals("close 1009", peer.next());
            assertTrue(String.valueOf(events.poll(30, TimeUnit.SECONDS)).startsWith("closed 1009 "));
        }
    }

    @Test
    void ordinaryRequestIsToldToUpgrade() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ws"))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            HttpResponse<String> reply = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(426, reply.statusCode());
        }
    }
}
