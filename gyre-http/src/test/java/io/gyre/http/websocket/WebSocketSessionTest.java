package io.gyre.http.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.testing.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One WebSocket and a peer that knows bytes only, on virtual time. */
class WebSocketSessionTest {
    private static final WebSocketSettings QUIET =
            WebSocketSettings.DEFAULT.withTimeouts(WebSocketTimeouts.DEFAULT.withPing(null, Duration.ofSeconds(20)));

    private final Simulation simulation = Simulation.ordered();
    private final EventBase base = simulation.newBase();
    private final PairBufferEvent.Halves halves = PairBufferEvent.of(base);
    private final Wire wire = new Wire(halves.second());
    private final Wire.Log log = new Wire.Log();

    @AfterEach
    void close() {
        halves.first().close();
        halves.second().close();
        base.close();
        simulation.close();
    }

    private WebSocket open(boolean client, WebSocketSettings settings, Wire.@Nullable Log listener) {
        var socket = new WebSocket(halves.first(), client, settings, null, null);
        socket.start(listener == null ? log : listener, null);
        return socket;
    }

    private void turn() {
        for (int i = 0; i < 20; i++) {
            base.loop(LoopFlag.NONBLOCK);
        }
    }

    private void pass(Duration time) {
        base.after(time, base::loopBreak);
        base.dispatch();
        turn();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    // What is sent.

    @Test
    void serverSendsPlainFramesWithTheShortestLength() {
        WebSocket socket = open(false, QUIET, null);
        socket.sendText("hi");
        socket.sendText("ü");
        socket.sendBinary(new byte[126]);
        turn();
        assertEquals("81026869" + "8102c3bc" + "827e007e" + "00".repeat(126), wire.hex());
        wire.forget();
        socket.sendBinary(new byte[65536]);
        turn();
        assertTrue(wire.hex().startsWith("827f000000000001000000"));
        assertEquals(65546, wire.got.size());
    }

    @Test
    void fragmentsAreSentAsSuchAndNothingComesBetweenThem() {
        WebSocket socket = open(false, QUIET, null);
        try (var part = new EvBuffer()) {
            socket.sendFragment(true, part.add("a"), false);
            assertThrows(IllegalStateException.class, () -> socket.sendText("b"));
            socket.ping(new byte[0]);
            socket.sendFragment(true, part.add("c"), true);
        }
        socket.sendText("d");
        turn();
        assertEquals("010161" + "8900" + "800163" + "810164", wire.hex());
    }

    @Test
    void clientMasksEachFrameWithAnotherKey() {
        WebSocket socket = open(true, QUIET, null);
        socket.sendText("same");
        socket.sendText("same");
        turn();
        byte[] got = wire.got.toByteArray();
        assertEquals(20, got.length);
        String first = HexFormat.of().formatHex(got, 0, 10);
        String second = HexFormat.of().formatHex(got, 10, 20);
        assertTrue(first.startsWith("8184") && second.startsWith("8184"));
        assertFalse(first.equals(second), first);
        for (int i = 0; i < 4; i++) {
            assertEquals("same".charAt(i), got[6 + i] ^ got[2 + i]);
        }
    }

    @Test
    void largeMessageOfAClientIsMaskedThroughout() {
        byte[] large = new byte[100_001];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        WebSocket socket = open(true, QUIET, null);
        socket.sendBinary(large);
        try (var buffer = new EvBuffer()) {
            socket.send(false, buffer.add(large));
        }
        turn();
        byte[] got = wire.got.toByteArray();
        assertEquals(2 * (14 + large.length), got.length);
        for (int frame = 0; frame < 2; frame++) {
            int from = frame * (14 + large.length);
            for (int i = 0; i < large.length; i++) {
                assertEquals(large[i], (byte) (got[from + 14 + i] ^ got[from + 10 + (i & 3)]), "at " + i);
            }
        }
    }

    // What comes.

    @Test
    void peerIsAnsweredAndListenedTo() {
        open(false, QUIET, null);
        wire.send(Wire.masked(0x81, bytes("hello")));
        wire.send(Wire.masked(0x89, bytes("life")));
        wire.send(Wire.masked(0x8a, bytes("xyz")));
        turn();
        assertEquals(List.of("text hello", "pong 3"), log.log);
        assertEquals("8a04" + HexFormat.of().formatHex(bytes("life")), wire.hex());
    }

    @Test
    void clientRefusesMaskedFrames() {
        open(true, QUIET, null);
        wire.send(Wire.masked(0x81, bytes("hello")));
        turn();
        halves.second().close();
        pass(Duration.ofSeconds(6));
        assertEquals(List.of("closed 1002 a server must not mask its frames"), log.log);
    }

    @Test
    void clientTakesPlainFrames() {
        open(true, QUIET, null);
        wire.send(Wire.plain(0x01, bytes("hel")));
        wire.send(Wire.plain(0x80, bytes("lo")));
        turn();
        assertEquals(List.of("text hello"), log.log);
    }

    // The close.

    @ParameterizedTest
    @CsvSource({"03e8,1000", "0bb8,3000", "1387,4999", "03f0,1008", "03f6,1014", "'',1005"})
    void closeOfThePeerIsAnsweredWithItsCode(String payload, int code) {
        open(false, QUIET, null);
        wire.send(Wire.masked(0x88, hex(payload)));
        wire.send(Wire.masked(0x81, bytes("ignored")));
        turn();
        assertEquals("8802" + (payload.isEmpty() ? "03e8" : payload), wire.hex());
        assertTrue(wire.ended, "the server ends the connection");
        wire.transport.shutdownWriting();
        turn();
        assertEquals(List.of("closed " + code + " "), log.log);
        assertTrue(halves.first().isClosed());
    }

    @Test
    void ownCloseEndsWithThePeersAnswer() {
        WebSocket socket = open(false, QUIET, null);
        socket.close(4000, "enough");
        socket.close(4001, "is only said once");
        socket.sendText("never sent");
        wire.send(Wire.masked(0x81, bytes("dropped")));
        wire.send(Wire.masked(0x88, hex("0fa0")));
        wire.transport.shutdownWriting();
        turn();
        assertEquals("8808" + "0fa0" + HexFormat.of().formatHex(bytes("enough")), wire.hex());
        assertEquals(List.of("closed 4000 "), log.log);
    }

    @Test
    void closeThatIsNotAnsweredIsCutAtItsDeadline() {
        open(false, QUIET, null).close(1000, "bye");
        pass(Duration.ofMillis(4999));
        assertEquals(List.of(), log.log);
        pass(Duration.ofMillis(1));
        assertEquals(List.of("closed 1006 bye"), log.log);
    }

    @Test
    void clientWaitsForTheServerToEndTheConnection() {
        WebSocket socket = open(true, QUIET, null);
        socket.close(1000, "");
        wire.send(Wire.plain(0x88, hex("03e8")));
        pass(Duration.ofSeconds(1));
        assertEquals(List.of(), log.log);
        assertFalse(wire.ended);
        wire.transport.shutdownWriting();
        turn();
        assertEquals(List.of("closed 1000 "), log.log);
    }

    @Test
    void clientWaitsNoLongerThanTheDeadline() {
        open(true, QUIET, null);
        wire.send(Wire.plain(0x88, hex("03e8")));
        pass(Duration.ofSeconds(5));
        assertEquals(List.of("closed 1000 "), log.log);
    }

    @Test
    void endWithoutACloseIsAbnormal() {
        open(false, QUIET, null);
        turn();
        wire.transport.shutdownWriting();
        turn();
        assertEquals(List.of("closed 1006 "), log.log);
    }

    @Test
    void longReasonIsCutAtACharacter() {
        WebSocket socket = open(false, QUIET, null);
        socket.close(1000, "ü".repeat(100));
        turn();
        byte[] got = wire.got.toByteArray();
        assertEquals(2 + 122, got[1]);
        assertEquals("ü".repeat(61), new String(got, 4, 122, StandardCharsets.UTF_8));
    }

    @Test
    void codesThatMustNotBeSentAreRefused() {
        WebSocket socket = open(false, QUIET, null);
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000}) {
            assertThrows(IllegalArgumentException.class, () -> socket.close(code, ""));
        }
    }

    // Time.

    @Test
    void silentPeerIsAskedAndThenCut() {
        open(false, WebSocketSettings.DEFAULT, null);
        pass(Duration.ofMillis(29_999));
        assertEquals("", wire.hex());
        pass(Duration.ofMillis(2));
        assertEquals("8900", wire.hex());
        pass(Duration.ofSeconds(19));
        assertEquals(List.of(), log.log);
        pass(Duration.ofSeconds(1));
        assertEquals(List.of("closed 1006 no sign of life"), log.log);
    }

    @Test
    void pongAndWhateverElseComesKeepsAlive() {
        open(false, WebSocketSettings.DEFAULT, null);
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofSeconds(40));
            assertEquals("8900", wire.hex());
            wire.forget();
            wire.send(i % 2 == 0 ? Wire.masked(0x8a, new byte[0]) : Wire.masked(0x01, new byte[0]));
            turn();
            if (i % 2 == 1) {
                wire.send(Wire.masked(0x80, new byte[0]));
            }
        }
        turn();
        assertEquals(Collections.nCopies(5, "text "), log.log);
    }

    @Test
    void silenceOfMessagesEndsItWhateverThePongs() {
        open(
                false,
                WebSocketSettings.DEFAULT.withTimeouts(WebSocketTimeouts.DEFAULT
                        .withIdle(Duration.ofSeconds(70))
                        .withPing(null, Duration.ofSeconds(1))),
                null);
        pass(Duration.ofSeconds(60));
        wire.send(Wire.masked(0x81, bytes("x")));
        pass(Duration.ofSeconds(69));
        wire.send(Wire.masked(0x8a, new byte[0]));
        assertEquals("", wire.hex());
        pass(Duration.ofSeconds(2));
        assertTrue(wire.hex().startsWith("881903e9"), wire.hex());
        wire.send(Wire.masked(0x88, hex("03e9")));
        wire.transport.shutdownWriting();
        turn();
        assertEquals("closed 1001 ", log.log.getLast());
    }

    // Back-pressure.

    @Test
    void floodOfPingsByAPeerThatReadsNothingIsBounded() {
        open(false, QUIET, null);
        turn();
        wire.transport.disable(EventMask.READ);
        byte[] ping = Wire.masked(0x89, new byte[125]);
        for (int i = 0; i < 50_000; i++) {
            wire.send(ping);
        }
        turn();
        long answered = halves.first().output().length();
        assertTrue(answered < (1 << 20) + 1000, answered + " bytes of pongs wait");
        wire.transport.enable(EventMask.READ);
        pass(Duration.ofSeconds(1));
        assertEquals(50_000 * 127, wire.got.size());
    }

    @Test
    void echoOfAPeerThatReadsNothingIsBoundedAndGoesOnLater() {
        var echo = new Wire.Log() {
            @Override
            public void onMessage(WebSocket socket, boolean text, EvBuffer message) {
                socket.send(text, message);
            }
        };
        WebSocket socket = open(false, QUIET, echo);
        turn();
        wire.transport.disable(EventMask.READ);
        for (int i = 0; i < 30; i++) {
            wire.send(Wire.masked(0x82, new byte[100_000]));
        }
        turn();
        assertTrue(socket.isOutputFull());
        assertTrue(socket.pendingOutput() < 1_300_000, socket.pendingOutput() + " bytes wait");
        wire.transport.enable(EventMask.READ);
        pass(Duration.ofSeconds(1));
        assertEquals(30 * 100_010, wire.got.size());
        assertEquals("drained", echo.log.getLast());
        assertFalse(socket.isOutputFull());
    }

    @Test
    void pauseHoldsMessagesBackUntilResume() {
        var once = new Wire.Log() {
            @Override
            public void onMessage(WebSocket socket, boolean text, EvBuffer message) {
                super.onMessage(socket, text, message);
                socket.pause();
            }
        };
        WebSocket socket = open(false, WebSocketSettings.DEFAULT, once);
        wire.send(Wire.masked(0x81, bytes("1")));
        wire.send(Wire.masked(0x81, bytes("2")));
        pass(Duration.ofMinutes(5));
        assertEquals(List.of("text 1"), once.log);
        socket.resume();
        pass(Duration.ofSeconds(1));
        assertEquals(List.of("text 1", "text 2"), once.log);
    }

    @Test
    void throwingListenerClosesWithInternalError() {
        var thrower = new Wire.Log() {
            @Override
            public void onMessage(WebSocket socket, boolean text, EvBuffer message) {
                throw new IllegalStateException("on purpose");
            }
        };
        open(false, QUIET, thrower);
        wire.send(Wire.masked(0x81, bytes("x")));
        turn();
        assertTrue(wire.hex().startsWith("881803f3"), wire.hex());
        wire.transport.shutdownWriting();
        turn();
        assertEquals(List.of("closed 1011 the application failed"), thrower.log);
    }

    @Test
    void listenerMayCloseAtAnyPoint() {
        var closer = new Wire.Log() {
            @Override
            public void onMessage(WebSocket socket, boolean text, EvBuffer message) {
                socket.close();
            }
        };
        open(false, QUIET, closer);
        wire.send(Wire.masked(0x81, bytes("x")));
        wire.send(Wire.masked(0x81, bytes("y")));
        turn();
        assertEquals(List.of("closed 1006 "), closer.log);
        assertTrue(halves.first().isClosed());
    }
}
