package io.gyre.conformance.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.event.EventBase;
import io.gyre.http.server.BoundSocket;
import io.gyre.http.server.HttpServer;
import io.gyre.http.websocket.HandshakeFailure;
import io.gyre.http.websocket.PerMessageDeflate;
import io.gyre.http.websocket.WebSocket;
import io.gyre.http.websocket.WebSocketClient;
import io.gyre.http.websocket.WebSocketListener;
import io.gyre.http.websocket.WebSocketOpening;
import io.gyre.http.websocket.WebSocketRequest;
import io.gyre.http.websocket.WebSocketServer;
import io.gyre.http.websocket.WebSocketSettings;
import io.gyre.testing.MechanismUnderTest;
import io.gyre.tls.TlsClient;
import io.gyre.tls.TlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Both sides over TLS, on one loop. */
class WebSocketTlsTest {
    private final List<String> log = new ArrayList<>();

    private static Path file(String name) throws URISyntaxException {
        var url = WebSocketTlsTest.class.getResource("/io/gyre/conformance/tls/" + name);
        return Path.of(Objects.requireNonNull(url, name).toURI());
    }

    /** Says one thing, and goes once it has come back. */
    private final class Talk implements WebSocketOpening, WebSocketListener {
        private final EventBase base;

        Talk(EventBase base) {
            this.base = base;
        }

        @Override
        public WebSocketListener onOpen(WebSocket socket) {
            socket.sendText("secret ".repeat(10_000));
            return this;
        }

        @Override
        public void onMessage(WebSocket socket, boolean text, EvBuffer message) {
            log.add(message.removeString(7, UTF_8) + message.length());
            socket.close(1000, "");
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason) {
            log.add("closed " + code);
            base.loopBreak();
        }

        @Override
        public void onFailure(HandshakeFailure why) {
            log.add(why.toString());
            base.loopBreak();
        }
    }

    @Test
    void messagesComeBackOverTls() throws IOException, URISyntaxException {
        WebSocketSettings settings = WebSocketSettings.DEFAULT.withDeflate(PerMessageDeflate.DEFAULT);
        TlsServer tls = TlsServer.builder()
                .identity(file("server.pem"), file("server.key"))
                .build();
        TlsClient trusting = TlsClient.builder().trust(file("ca.pem")).build();
        try (var base = MechanismUnderTest.newBase(Assumptions::abort);
                var server = new HttpServer(base)) {
            server.transports((on, fd) -> tls.accept(on, fd, BufferEventOption.CLOSE_ON_FREE));
            server.upgrade("/ws", new WebSocketServer(settings, _ -> WebSocket::send));
            BoundSocket socket = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) Objects.requireNonNull(socket.address())).getPort();
            WebSocketClient.over(
                    trusting.connect(base, "localhost", port, BufferEventOption.CLOSE_ON_FREE),
                    WebSocketRequest.of("wss://localhost:" + port + "/ws"),
                    settings,
                    new Talk(base));
            base.after(Duration.ofSeconds(30), base::loopBreak);
            base.dispatch();
        }
        assertEquals(List.of("secret 69993", "closed 1000"), log);
    }
}
