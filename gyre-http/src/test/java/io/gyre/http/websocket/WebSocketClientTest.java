package io.gyre.http.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.event.LoopFlag;
import io.gyre.http.Headers;
import io.gyre.net.HostResolver;
import io.gyre.testing.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's handshake against a server that says what the test wishes, on virtual time. */
class WebSocketClientTest {
    private static final WebSocketRequest REQUEST = WebSocketRequest.of("ws://example.org/chat?room=1");
    private static final WebSocketSettings SETTINGS = WebSocketSettings.DEFAULT.withProtocols("b", "a");
    private static final Pattern KEY = Pattern.compile("Sec-WebSocket-Key: (\\S+)\r\n");
    private static final String UPGRADE =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n";

    private final Simulation simulation = Simulation.ordered();
    private final EventBase base = simulation.newBase();
    private final PairBufferEvent.Halves halves = PairBufferEvent.of(base);
    private final Wire wire = new Wire(halves.second());
    private final Wire.Log log = new Wire.Log();
    private @Nullable WebSocket opened;
    private @Nullable HandshakeFailure failure;

    private final WebSocketOpening opening = new WebSocketOpening() {
        @Override
        public WebSocketListener onOpen(WebSocket socket) {
            opened = socket;
            return log;
        }

        @Override
        public void onFailure(HandshakeFailure why) {
            failure = why;
        }
    };

    @AfterEach
    void close() {
        halves.first().close();
        halves.second().close();
        base.close();
        simulation.close();
    }

    private WebSocketClient ask(WebSocketSettings settings) {
        WebSocketClient client = WebSocketClient.over(halves.first(), REQUEST, settings, opening);
        turn();
        return client;
    }

    private void turn() {
        for (int i = 0; i < 5; i++) {
            base.loop(LoopFlag.NONBLOCK);
        }
    }

    private String acceptLine() {
        Matcher key = KEY.matcher(wire.text());
        assertTrue(key.find(), wire.text());
        return "Sec-WebSocket-Accept: " + Handshake.accept(key.group(1)) + "\r\n";
    }

    private void answer(String head) {
        wire.send(head);
        turn();
    }

    private void answerWell(String more) {
        answer(UPGRADE + acceptLine() + more + "\r\n");
    }

    private <T extends HandshakeFailure> T failedBy(Class<T> kind) {
        assertEquals(null, opened);
        assertTrue(halves.first().isClosed());
        return assertInstanceOf(kind, failure);
    }

    @Test
    void resolverThatThrowsLeavesNothingBehind() {
        HostResolver closed = (_, _, _) -> {
            throw new IllegalStateException("the resolver is closed");
        };
        assertThrows(
                IllegalStateException.class, () -> WebSocketClient.connect(base, REQUEST, closed, SETTINGS, opening));
        base.dispatch();
        assertEquals(Duration.ZERO, simulation.clock().elapsed(), "a handshake's time still ran");
        assertEquals(null, failure);
    }

    @Test
    void requestSaysWhatTheRfcAsks() {
        ask(SETTINGS.withDeflate(PerMessageDeflate.DEFAULT));
        String request = wire.text().replaceFirst("Key: \\S{22}==", "Key: *");
        assertEquals("""
            GET /chat?room=1 HTTP/1.1
            Host: example.org
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: *
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Protocol: b, a
            Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; server_no_context_takeover

            """.replace("\n", "\r\n"), request);
    }

    @Test
    void headersOfTheCallerAreSentAndHostMayBeAnother() {
        Headers headers = Headers.of("Origin", "https://example.org", "Host", "other");
        var request = WebSocketRequest.of("wss://[::1]:8443").withHeaders(headers);
        WebSocketClient.over(halves.first(), request, SETTINGS, opening);
        turn();
        assertTrue(wire.text().startsWith("GET / HTTP/1.1\r\nUpgrade"), wire.text());
        assertTrue(wire.text().endsWith("Origin: https://example.org\r\nHost: other\r\n\r\n"), wire.text());
        assertEquals("[::1]:8443", request.authority());
    }

    @Test
    void goodAnswerOpensAndWhatCameWithItIsRead() {
        ask(SETTINGS);
        String frame = new String(Wire.plain(0x81, new byte[] {'h', 'i'}), StandardCharsets.ISO_8859_1);
        answer("HTTP/1.1 103 Early Hints\r\n\r\n" + UPGRADE + acceptLine() + "Sec-WebSocket-Protocol: a\r\n\r\n"
                + frame);
        WebSocket socket = Objects.requireNonNull(opened);
        assertEquals("a", socket.protocol());
        assertFalse(socket.isDeflating());
        assertEquals(List.of("text hi"), log.log);
    }

    @Test
    void answerByteByByteIsUnderstood() {
        ask(SETTINGS);
        for (char each : (UPGRADE + acceptLine() + "\r\n").toCharArray()) {
            assertEquals(null, opened);
            answer(String.valueOf(each));
        }
        assertTrue(Objects.requireNonNull(opened).isOpen());
    }

    @Test
    void compressionIsUsedIfTheServerAgrees() {
        ask(SETTINGS.withDeflate(PerMessageDeflate.DEFAULT));
        answerWell("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n");
        WebSocket socket = Objects.requireNonNull(opened);
        assertTrue(socket.isDeflating());
        wire.forget();
        socket.sendText("small");
        socket.sendText("x".repeat(1000));
        turn();
        byte[] got = wire.got.toByteArray();
        assertEquals((byte) 0x81, got[0]);
        assertEquals((byte) 0xc1, got[11]);
        assertTrue(got.length < 50, got.length + " bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"200 OK", "302 Found", "401 Unauthorized", "426 Upgrade Required", "503 Service Unavailable"})
    void otherStatusIsRefused(String status) {
        ask(SETTINGS);
        answer("HTTP/1.1 " + status + "\r\nLocation: /x\r\nContent-Length: 5\r\n\r\nhello");
        var refused = failedBy(HandshakeFailure.Refused.class);
        assertEquals(Integer.parseInt(status.substring(0, 3)), refused.status());
        assertEquals("/x", refused.headers().find("Location"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
                "",
                "Sec-WebSocket-Accept: \r\n",
                "Sec-WebSocket-Accept: a\r\nSec-WebSocket-Accept: b\r\n"
            })
    void wrongAcceptIsToldApart(String line) {
        ask(SETTINGS);
        answer(UPGRADE + line + "\r\n");
        failedBy(HandshakeFailure.BadAccept.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 X\r\nConnection: Upgrade\r\n",
                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\n",
                "HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n",
                "HTTP/1.0 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            })
    void otherUpgradeIsToldApart(String head) {
        ask(SETTINGS);
        answer(head + acceptLine() + "\r\n");
        failedBy(HandshakeFailure.NotWebSocket.class);
    }

    @Test
    void whatIsNoHttpIsToldApart() {
        ask(SETTINGS);
        answer("SSH-2.0-OpenSSH_9.2\r\n\r\n");
        failedBy(HandshakeFailure.NotWebSocket.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate", "x-other", ";;", "permessage-deflate; server_max_window_bits=10"})
    void extensionThatWasNotAskedForIsToldApart(String extension) {
        ask(SETTINGS);
        answerWell("Sec-WebSocket-Extensions: " + extension + "\r\n");
        assertEquals(extension, failedBy(HandshakeFailure.BadExtension.class).extensions());
    }

    @Test
    void brokenPromiseOfTheServerIsToldApart() {
        ask(SETTINGS.withDeflate(PerMessageDeflate.DEFAULT));
        answerWell("Sec-WebSocket-Extensions: permessage-deflate\r\n"); // It was asked to forget.
        failedBy(HandshakeFailure.BadExtension.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "A", "a, b"})
    void protocolThatWasNotOfferedIsToldApart(String protocol) {
        ask(SETTINGS);
        answerWell("Sec-WebSocket-Protocol: " + protocol + "\r\n");
        assertEquals(protocol, failedBy(HandshakeFailure.BadProtocol.class).protocol());
    }

    @Test
    void silentServerTimesOut() {
        ask(SETTINGS);
        base.after(Duration.ofMillis(9999), base::loopBreak);
        base.dispatch();
        assertEquals(null, failure);
        base.after(Duration.ofMillis(2), base::loopBreak);
        base.dispatch();
        failedBy(HandshakeFailure.TimedOut.class);
    }

    @Test
    void endBeforeTheAnswerIsToldApart() {
        ask(SETTINGS);
        wire.send("HTTP/1.1 101 Swi");
        wire.transport.shutdownWriting();
        turn();
        failedBy(HandshakeFailure.Unconnected.class);
    }

    @Test
    void whoGivesUpHearsNothing() {
        ask(SETTINGS).close();
        turn();
        assertEquals(null, failure);
        assertTrue(halves.first().isClosed());
    }

    @Test
    void interimResponsesHaveAnEnd() {
        ask(SETTINGS);
        answer("HTTP/1.1 100 Continue\r\n\r\n".repeat(20));
        failedBy(HandshakeFailure.NotWebSocket.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://x/", "ws://x/#f", "ws:///x", "x", "ws://u:p@x/", "ws://x:99999/"})
    void urisOfOtherKindsAreRefused(String uri) {
        assertThrows(IllegalArgumentException.class, () -> WebSocketRequest.of(uri));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade", "connection", "Sec-WebSocket-Key", "Content-Length"})
    void headersOfTheHandshakeAreRefused(String name) {
        Headers headers = Headers.of(name, "x");
        assertThrows(IllegalArgumentException.class, () -> REQUEST.withHeaders(headers));
    }

    @Test
    void secureUriNeedsATransportOfItsOwn() {
        var secure = WebSocketRequest.of("wss://example.org/");
        assertThrows(
                IllegalArgumentException.class,
                () -> WebSocketClient.connect(base, secure, HostResolver.system(), SETTINGS, opening));
    }
}
