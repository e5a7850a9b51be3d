package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.buffer.BufferEnd;
import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.event.EventMask;
import io.gyre.tls.TlsBufferEvent;
import io.gyre.tls.TlsState;
import java.util.Arrays;
import java.util.HexFormat;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void aPeerThatAsksForNewKeysAndReadsNothingIsAFailure() throws SSLException {
        assumeTrue(provider() == null, "only the JDK's engine asks for new keys when it is told to");
        Ends ends = opened();
        ends.belowClient().disable(EventMask.READ);
        for (int i = 0; i < 20_000 && ends.server().state() != TlsState.FAILED; i++) {
            ends.client().renegotiate();
            settle();
        }
        assertEquals(TlsState.FAILED, ends.server().state());
        assertTrue(ends.belowServer().output().length() < 300_000);
        forgetLog();
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

    /** Nothing of them is kept, and the handshake's time goes on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "15 03 03 00 02 01 5a", // A warning: user_canceled.
                "14 03 03 00 01 01", // A change_cipher_spec, as middleboxes want them.
                "16 03 03 00 01 01", // A hello in pieces of one byte, of which each begins as the first.
            })
    void aFloodDuringTheHandshakeEndsInTimeAndIsNotKept(String hex) {
        Ends ends = ends(client(), server().settings(HERE.withHandshakeTimeout(ms(1000))));
        ends.client().disable(BOTH);
        ends.server().enable(BOTH);
        byte[] flood = HexFormat.of().parseHex(hex.replace(" ", "").repeat(100));
        for (int i = 0; i < 200; i++) {
            ends.belowClient().write(flood);
            settle();
            assertTrue(ends.belowServer().input().length() < 1 << 17);
        }
        pass(1001);
        settle();
        assertEquals(TlsState.FAILED, ends.server().state());
        assertRan("s.ERROR");
    }

    /** A record that was changed on its way makes the other end send an alert, in each state that an open connection can come to. */
    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, false, FAILED, s.READING|ERROR c.READING|ERROR",
        "TLSv1.3, false, FAILED, s.READING|ERROR c.READING|ERROR",
        "TLSv1.3, true, CLOSE_RECEIVED, s.READING|ERROR", // Nothing may follow a close_notify.
    })
    void anAlertInAnyOpenStateIsOneFailure(String protocol, boolean ended, TlsState after, String told) {
        Ends ends = opened(client().protocols(protocol), server());
        if (ended) {
            ends.server().shutdownWriting();
        }
        settle();
        forgetLog();
        ends.belowClient().write(HexFormat.of().parseHex("1703030020" + "00".repeat(32)));
        settle();
        assertRan(told);
        assertEquals(TlsState.FAILED, ends.server().state());
        assertEquals(after, ends.client().state());
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "02"})
    void oldVersionsAreRefusedWithTheAlertForThat(String minor) {
        TlsBufferEvent server = serverAlone();
        // A hello of TLS 1.0 or 1.1 with one suite that everybody had then.
        send("16 03 01 00 2f 01 00 00 2b 03 " + minor + " " + "11".repeat(32) + "00 0002 c013 01 00 0000");
        assertEquals(TlsState.FAILED, server.state());
        assertEquals(
                "0246", HexFormat.of().formatHex(halves.second().input().removeBytes(7), 5, 7), "protocol_version");
        halves.second().shutdownWriting();
        settle();
        assertRan("s.ERROR");
    }
}
