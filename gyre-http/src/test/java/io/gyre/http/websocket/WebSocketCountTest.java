package io.gyre.http.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gyre.event.EventBase;
import io.gyre.event.LoopFlag;
import io.gyre.http.Headers;
import io.gyre.http.server.BoundSocket;
import io.gyre.http.server.HttpServer;
import io.gyre.net.HostResolver;
import io.gyre.testing.Simulation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients and a server on one simulated network. */
class WebSocketCountTest {
    private final Simulation simulation = Simulation.ordered();
    private final EventBase base = simulation.newBase();
    private final HttpServer server = new HttpServer(base);
    private final List<Wire.Log> served = new ArrayList<>();
    private final List<HandshakeFailure> failures = new ArrayList<>();

    @AfterEach
    void close() {
        server.close();
        turn(); // So that the clients see their ends.
        base.close();
        simulation.close();
    }

    private WebSocketServer serve() {
        return new WebSocketServer(WebSocketSettings.DEFAULT.withDeflate(PerMessageDeflate.DEFAULT), _ -> {
            var log = new Wire.Log();
            served.add(log);
            return log;
        });
    }

    private WebSocketRequest bind(WebSocketServer handler) throws IOException {
        server.upgrade("/ws", handler);
        BoundSocket socket = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketAddress address = Objects.requireNonNull(socket.address());
        return WebSocketRequest.of("ws://127.0.0.1:" + ((InetSocketAddress) address).getPort() + "/ws");
    }

    private List<WebSocket> open(WebSocketRequest request, Wire.Log log) {
        List<WebSocket> opened = new ArrayList<>();
        var settings = WebSocketSettings.DEFAULT.withDeflate(PerMessageDeflate.DEFAULT);
        WebSocketClient.connect(base, request, HostResolver.system(), settings, new WebSocketOpening() {
            @Override
            public WebSocketListener onOpen(WebSocket socket) {
                opened.add(socket);
                return log;
            }

            @Override
            public void onFailure(HandshakeFailure why) {
                failures.add(why);
            }
        });
        turn();
        return opened;
    }

    private void turn() {
        for (int i = 0; i < 50; i++) {
            base.loop(LoopFlag.NONBLOCK);
        }
    }

    @Test
    void webSocketsCountAmongTheConnectionsOfTheirServer() throws IOException {
        WebSocketRequest request = bind(serve());
        server.maxConnections(2);
        var log = new Wire.Log();
        WebSocket first = open(request, log).getFirst();
        open(request, log);
        assertEquals(2, server.connectionCount());
        assertEquals(List.of(), open(request, log));
        assertEquals(
                503,
                assertInstanceOf(HandshakeFailure.Refused.class, failures.getFirst())
                        .status());
        first.close(1000, "room for others");
        turn();
        assertEquals(List.of("closed 1000 "), log.log);
        assertEquals(List.of("closed 1000 room for others"), served.getFirst().log);
        assertEquals(1, server.connectionCount());
        open(request, log).getFirst().sendText("y".repeat(5000));
        turn();
        assertEquals(List.of("text 5000"), served.getLast().log);
    }

    @Test
    void serverTakesItsWebSocketsAlong() throws IOException {
        WebSocketRequest request = bind(serve());
        var log = new Wire.Log();
        open(request, log);
        server.close();
        turn();
        assertEquals(List.of("closed 1001 the server is closed"), served.getFirst().log);
        assertEquals(List.of("closed 1006 "), log.log);
        assertEquals(0, server.connectionCount());
    }

    @Test
    void requestsMayBeTurnedAway() throws IOException {
        WebSocketRequest request = bind(serve().admit(each -> "https://here".equals(each.header("Origin"))));
        assertEquals(List.of(), open(request, new Wire.Log()));
        assertEquals(
                403,
                assertInstanceOf(HandshakeFailure.Refused.class, failures.getFirst())
                        .status());
        var ours = request.withHeaders(Headers.of("Origin", "https://here"));
        assertEquals(1, open(ours, new Wire.Log()).size());
    }

    @Test
    void handlerThatThrowsLosesItsConnectionOnly() throws IOException {
        var bad = new WebSocketServer(_ -> {
            throw new IllegalStateException("on purpose");
        });
        WebSocketRequest request = bind(bad);
        assertEquals(List.of(), open(request, new Wire.Log()));
        assertEquals(0, server.connectionCount());
        assertInstanceOf(HandshakeFailure.Unconnected.class, failures.getFirst());
    }
}
