package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.BufferEnd;
import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.event.EventMask;
import io.gyre.tls.TlsBufferEvent;
import io.gyre.tls.TlsState;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that send what they should not. Each gets one outcome, and costs a bounded amount. */
class TlsHostileTest extends TlsSuite {
    private final PairBufferEvent.Halves halves;

    TlsHostileTest() {
        super(World.simulated());
        halves = PairBufferEvent.of(base);
        world.atTheEnd(halves.first()::close);
        world.atTheEnd(halves.second()::close);
        halves.second().enable(BOTH);
    }

    private TlsBufferEvent serverAlone() {
        TlsBufferEvent made = built(server()).over(halves.first());
        closedAtTheEnd(made);
        made.callbacks(serverNotes);
        made.enable(EventMask.READ);
        return made;
    }

    private void send(String hex) {
        halves.second().write(HexFormat.of().parseHex(hex.replace(" ", "")));
        settle();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "47455420 2f204854 54502f31 2e310d0a", // GET / HTTP/1.1
                "16", // One byte of a record, and then the end.
                "00", // No type of TLS.
                "80 2e 01 03 01", // A hello of SSL 2.0.
                "16 02 00 00 10", // A major version that never was.
                "16 03 01 ff ff", // 65535 bytes are announced.
                "16 03 01 48 01", // One more than is allowed.
                "16 03 01 00 00", // A handshake without a byte.
                "17 03 03 00 01 00", // Data before the handshake.
                "14 03 03 00 01 02", // A strange change_cipher_spec.
                "15 03 01 00 02 02 28", // A fatal alert.
                "16 03 01 00 04 01 ff ff ff", // The longest hello, of which nothing more comes.
                "16 03 01 00 05 63 00 00 01 00", // A message of an unknown type.
            })
    void whatIsNoHandshakeIsOneFailure(String hex) {
        TlsBufferEvent server = serverAlone();
        send(hex);
        halves.second().shutdownWriting();
        settle();
        assertRan("s.ERROR");
        assertEquals(TlsState.FAILED, server.state());
        assertEquals(EventMask.NONE, server.enabled());
    }

    @Test
    void aPeerWithoutTlsIsToldSo() {
        TlsBufferEvent server = serverAlone();
        halves.second().write("GET / HTTP/1.1\r\n\r\n");
        settle();
        assertTrue(String.valueOf(server.pollError()).contains("47 45 54 20"));
        assertEquals(0x15, halves.second().input().byteAt(0), "an alert");
    }

    @Test
    void aHelloOfSixteenMegabytesIsNotCollected() {
        TlsBufferEvent server = serverAlone();
        // 2^14 bytes of a message that announces 2^24 - 1.
        var record = new byte[5 + (1 << 14)];
        System.arraycopy(HexFormat.of().parseHex("160301400001ffffff"), 0, record, 0, 9);
        halves.second().write(record);
        for (int i = 0; i < 100 && !server.isClosed() && server.state() != TlsState.FAILED; i++) {
            System.arraycopy(HexFormat.of().parseHex("1603014000"), 0, record, 0, 5);
            halves.second().write(record);
            settle();
        }
        assertEquals(TlsState.FAILED, server.state());
    }

    /** Flips one bit of a record on its way. */
    @ParameterizedTest
    @ValueSource(ints = {5, 20, 50})
    void aChangedRecordIsAFailure(int at) {
        Ends ends = opened();
        ends.belowServer().disable(EventMask.READ);
        ends.client().write("x".repeat(100));
        settle();
        byte[] bytes = intercept(ends);
        bytes[at] ^= 1;
        inject(ends, bytes);
        assertRan("c.write(0) s.READING|ERROR c.READING|ERROR");
    }

    /** {@return what is on its way to the server, and does not go on} */
    private static byte[] intercept(Ends ends) {
        EvBuffer output = ends.belowClient().output();
        output.unfreeze(BufferEnd.FRONT);
        byte[] bytes = output.removeBytes((int) output.length());
        output.freeze(BufferEnd.FRONT);
        return bytes;
    }

    private void inject(Ends ends, byte[] bytes) {
        ends.belowClient().write(bytes);
        ends.belowServer().enable(EventMask.READ);
        settle();
    }

    @Test
    void aRecordThatComesTwiceIsAFailure() {
        Ends ends = opened();
        ends.belowServer().disable(EventMask.READ);
        ends.client().write("once");
        settle();
        byte[] once = intercept(ends);
        byte[] twice = Arrays.copyOf(once, 2 * once.length);
        System.arraycopy(once, 0, twice, once.length, once.length);
        forgetLog();
        inject(ends, twice);
        assertRan("s.read(4) c.write(0) s.READING|ERROR c.READING|ERROR");
    }

    @Test
    void bytesAfterTheEndAreIgnored() {
        Ends ends = opened();
        ends.client().shutdownWriting();
        settle();
        assertRan("s.READING|EOF");
        ends.server().enable(EventMask.READ);
        settle();
        assertEquals(0, ends.server().input().length());
    }

    @Test
    void aFloodOfNewKeysIsRefused() throws Exception {
        Ends ends = opened();
        for (int i = 0; i < 200 && ends.server().state() == TlsState.OPEN; i++) {
            ends.client().renegotiate();
            settle();
        }
        assertEquals(TlsState.FAILED, ends.server().state());
        assertTrue(String.valueOf(ends.server().pollError()).contains("without data"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void aHandshakeThatStallsAnywhereEndsInTime(int messages) {
        Ends ends = ends(client(), server().settings(HERE.withHandshakeTimeout(ms(1000))));
        for (int i = 0; i < messages && ends.server().handshake() == null; i++) {
            look();
        }
        ends.belowClient().disable(BOTH);
        if (ends.server().state() == TlsState.ACCEPTING) {
            base.loopExit(ms(1100));
            base.dispatch();
            assertTrue(String.valueOf(ends.server().pollError()).contains("1000 ms"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void oldVersionsAreRefused(String version) {
        TlsBufferEvent server = serverAlone();
        // A hello of that version with one suite that everybody had then.
        String minor = version.equals("TLSv1") ? "01" : "02";
        send("16 03 01 00 2f 01 00 00 2b 03 " + minor + " " + "11".repeat(32) + "00 0002 c013 01 00 0000");
        halves.second().shutdownWriting();
        settle();
        assertRan("s.ERROR");
        assertEquals(TlsState.FAILED, server.state());
    }
}
