package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.bufferevent.RateLimit;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventMask;
import io.gyre.tls.TlsHandshake;
import io.gyre.tls.TlsState;
import io.gyre.tls.TruncationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS bufferevents over pairs, in simulated time. */
class TlsBufferEventTest extends TlsSuite {
    TlsBufferEventTest() {
        super(World.simulated());
    }

    // S-188, S-189
    @Test
    void bothEndsLearnOnceThatTheHandshakeIsDone() {
        Ends ends = ends();
        assertEquals(TlsState.CONNECTING, ends.client().state());
        assertEquals(TlsState.ACCEPTING, ends.server().state());
        settle();
        assertRan("c.CONNECTED s.CONNECTED");
        assertEquals(TlsState.OPEN, ends.client().state());
        assertEquals(TlsState.OPEN, ends.server().state());
        assertSame(ends.belowClient(), ends.client().underlying());
    }

    @Test
    void theHandshakeTellsWhatWasAgreedUpon() {
        Ends ends = ends(client().alpn("h2", "http/1.1"), server().alpn("http/1.1"));
        settle();
        TlsHandshake client = ends.client().handshake();
        TlsHandshake server = ends.server().handshake();
        assertNotNull(client);
        assertNotNull(server);
        assertEquals("TLSv1.3", client.protocol());
        assertTrue(client.cipherSuite().startsWith("TLS_AES_"), client.cipherSuite());
        assertEquals(
                "CN=localhost",
                client.peerCertificates().getFirst().getSubjectX500Principal().getName());
        assertEquals(0, server.peerCertificates().size());
        assertEquals("http/1.1", client.applicationProtocol());
        assertEquals("http/1.1", server.applicationProtocol());
        assertEquals("localhost", server.serverName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatIsWrittenArrives(String protocol) {
        Ends ends = opened(client().protocols(protocol), server());
        ends.client().write("to the server");
        ends.server().write("to the client");
        settle();
        assertEquals("to the server", take(ends.server().input()));
        assertEquals("to the client", take(ends.client().input()));
    }

    @Test
    void whatIsWrittenBeforeTheHandshakeWaitsForIt() {
        Ends ends = ends();
        ends.client().write("early");
        ends.server().enable(EventMask.READ);
        settle();
        assertEquals("early", take(ends.server().input()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void muchArrivesInOrder(String protocol) {
        Ends ends = opened(client().protocols(protocol), server());
        var sent = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            sent.append(i).append(' ');
        }
        var received = new StringBuilder();
        serverNotes.onRead = end -> received.append(take(end.input()));
        ends.client().write(sent.toString());
        turnUntil(() -> received.length() == sent.length());
        assertEquals(sent.toString(), received.toString());
    }

    @Test
    void manySmallWritesShareRecords() {
        Ends ends = opened();
        AtomicInteger records = new AtomicInteger();
        ends.belowServer().input().addCallback((_, change) -> records.addAndGet((int) change.added()));
        for (int i = 0; i < 100; i++) {
            ends.client().write("0123456789");
        }
        settle();
        assertEquals(1000, ends.server().input().length());
        assertTrue(records.get() < 1100, "1000 bytes took " + records);
    }

    // S-192
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anAnnouncedEndIsAnEnd(String protocol) {
        Ends ends = opened(client().protocols(protocol), server());
        ends.client().write("last words");
        ends.client().shutdownWriting();
        settle();
        assertEquals("last words", take(ends.server().input()));
        // In TLS 1.2 whoever reads the end ends its own half, too (RFC 5246, section 7.2.1).
        assertRan("c.write(0) s.read(10) s.READING|EOF" + (protocol.equals("TLSv1.2") ? " c.READING|EOF" : ""));
        assertFalse(ends.server().isTruncated());
    }

    @Test
    void afterTheEndOfOneHalfTheOtherGoesOn() {
        Ends ends = opened();
        ends.client().shutdownWriting();
        settle();
        assertEquals(TlsState.CLOSE_SENT, ends.client().state());
        assertEquals(TlsState.CLOSE_RECEIVED, ends.server().state());
        ends.server().write("still here");
        settle();
        assertEquals("still here", take(ends.client().input()));
        ends.server().shutdownWriting();
        settle();
        assertEquals(TlsState.CLOSED, ends.client().state());
        assertEquals(TlsState.CLOSED, ends.server().state());
    }

    // S-192
    @Test
    void anUnannouncedEndIsAFailure() {
        Ends ends = opened();
        ends.belowClient().shutdownWriting();
        settle();
        assertRan("s.READING|ERROR");
        assertTrue(ends.server().isTruncated());
        assertTrue(ends.server().pollError() instanceof TruncationException);
        assertNull(ends.server().pollError());
        assertEquals(TlsState.FAILED, ends.server().state());
    }

    // S-192
    @Test
    void anUnannouncedEndIsAnEndWhereThatIsAllowed() {
        Ends ends = opened();
        ends.server().allowDirtyShutdown(true);
        assertTrue(ends.server().allowDirtyShutdown());
        ends.belowClient().shutdownWriting();
        settle();
        assertRan("s.READING|EOF");
        assertTrue(ends.server().isTruncated());
    }

    @Test
    void anEndDuringTheHandshakeIsOneFailure() {
        Ends ends = ends();
        ends.belowClient().shutdownWriting();
        settle();
        assertTrue(ends.server().isTruncated());
        assertRan("s.ERROR c.ERROR"); // The client has nothing to say its hello over.
    }

    @Test
    void nothingIsDoneWhileBothDirectionsAreDisabled() {
        Ends ends = ends();
        ends.server().disable(EventMask.WRITE);
        settle();
        assertRan("");
        ends.server().enable(EventMask.WRITE);
        settle();
        assertRan("c.CONNECTED s.CONNECTED");
    }

    @Test
    void aHandshakeMustBeDoneInTime() {
        Ends ends = ends(client().settings(HERE.withHandshakeTimeout(ms(500))), server());
        ends.server().disable(EventMask.WRITE);
        base.loopExit(ms(499));
        base.dispatch();
        assertRan("");
        base.loopExit(ms(10));
        base.dispatch();
        assertRan("c.ERROR");
        assertTrue(String.valueOf(ends.client().pollError()).contains("500 ms"));
    }

    // S-132
    @Test
    void theHighMarkHoldsToTheByte() {
        Ends ends = opened();
        ends.server().watermarks(Direction.READING, new Watermarks(0, 5000));
        ends.client().write("x".repeat(40_000));
        settle();
        assertEquals(5000, ends.server().input().length());
        ends.server().input().drain(1);
        settle();
        assertEquals(5000, ends.server().input().length());
        long taken = 1;
        while (taken < 40_000) {
            taken += ends.server().input().drain(5000);
            settle();
        }
        assertEquals(40_000, taken);
        assertEquals(0, ends.server().input().length());
    }

    @Test
    void littleIsEncryptedForAPeerThatDoesNotRead() {
        Ends ends = opened();
        ends.server().disable(EventMask.READ);
        ends.client().write("x".repeat(10_000_000));
        settle();
        long below = ends.belowClient().output().length()
                + ends.belowServer().input().length();
        assertTrue(below < 200_000, below + " bytes are encrypted");
        assertTrue(ends.client().output().length() > 9_800_000);
    }

    @Test
    void rateLimitsCountWhatGoesOverTheWire() {
        Ends ends = opened();
        ends.client().rateLimit(RateLimit.bytesPerSecond(1_000_000));
        long before = ends.client().tokens(Direction.WRITING);
        ends.client().write("x".repeat(1000));
        look();
        look();
        long taken = before - ends.client().tokens(Direction.WRITING);
        assertTrue(taken > 1000 && taken < 1100, taken + " tokens");
    }

    @Test
    void aRateLimitSlowsReadingDown() {
        Ends ends = opened();
        ends.server().rateLimit(RateLimit.bytesPerSecond(10_000));
        serverNotes.onRead = end -> end.input().drain(Long.MAX_VALUE);
        AtomicInteger got = new AtomicInteger();
        ends.server().input().addCallback((_, change) -> got.addAndGet((int) change.added()));
        ends.client().write("x".repeat(100_000));
        base.loopExit(ms(3000));
        base.dispatch();
        assertTrue(got.get() > 20_000 && got.get() < 50_000, got + " bytes in 3 s");
    }

    @Test
    void aReadingTimeoutHolds() {
        Ends ends = opened();
        ends.client().timeouts(ms(200), null);
        base.loopExit(ms(300));
        base.dispatch();
        assertRan("c.READING|TIMEOUT");
    }

    @Test
    void aWritingTimeoutHoldsForWhatIsEncryptedAlready() {
        Ends ends = opened();
        ends.server().disable(EventMask.READ);
        ends.belowServer().disable(EventMask.READ);
        ends.client().timeouts(null, ms(200));
        ends.client().write("x".repeat(100));
        base.loopExit(ms(300));
        base.dispatch();
        assertRan("c.WRITING|TIMEOUT");
    }

    @Test
    void oneMayCloseInAnyCallback() {
        Ends ends = ends(BufferEventOption.CLOSE_ON_FREE);
        clientNotes.onOutcome = BufferEvent::close;
        ends.server().enable(EventMask.READ);
        settle();
        assertTrue(ends.client().isClosed());
        assertTrue(ends.belowClient().isClosed());
    }

    // S-191
    @Test
    void newKeysComeWithoutAnOutcome() throws Exception {
        Ends ends = opened();
        ends.client().renegotiate();
        ends.client().write("after");
        settle();
        assertEquals("after", take(ends.server().input()));
        ends.server().write("back");
        settle();
        assertEquals("back", take(ends.client().input()));
    }

    // S-191
    @Test
    void theClientMayRenegotiateWhereTheServerAllowsIt() throws Exception {
        Ends ends = opened(client().protocols("TLSv1.2"), server().settings(HERE.withRenegotiations(1)));
        ends.client().renegotiate();
        settle();
        ends.client().write("after");
        settle();
        assertEquals("after", take(ends.server().input()));
        assertRan("c.write(0) s.read(5)");
    }

    @Test
    void aRenegotiationIsRefusedByDefault() throws Exception {
        Ends ends = opened(client().protocols("TLSv1.2"), server());
        ends.client().renegotiate();
        settle();
        assertTrue(String.valueOf(ends.server().pollError()).contains("TlsSettings.renegotiations"));
        assertEquals(TlsState.FAILED, ends.server().state());
    }

    @Test
    void whatIsWrittenAfterTheEndOfTls12IsAFailure() {
        Ends ends = opened(client().protocols("TLSv1.2"), server());
        ends.client().shutdownWriting();
        settle();
        forgetLog();
        ends.server().write("too late");
        settle();
        assertRan("s.WRITING|ERROR");
    }

    @Test
    void aCallbackOfABufferMayCloseEverything() {
        Ends ends = opened(BufferEventOption.CLOSE_ON_FREE);
        ends.server().input().addCallback((_, _) -> ends.server().close());
        ends.client().output().addCallback((_, change) -> {
            if (change.deleted() > 0) {
                ends.client().close();
            }
        });
        ends.client().write("x".repeat(10));
        settle();
        assertTrue(ends.client().isClosed());
        ends.server().close();
        assertTrue(ends.belowServer().isClosed());
    }

    @Test
    void otherThreadsMayWriteToAThreadsafeOne() throws InterruptedException {
        world.allowRealWaits();
        PairBufferEvent.Halves halves = PairBufferEvent.of(base, BufferEventOption.THREADSAFE);
        Ends ends = open(ends(halves.first(), halves.second(), client(), server(), BufferEventOption.THREADSAFE));
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 100; i++) {
                ends.client().write("0123456789");
            }
            ends.client().shutdownWriting();
        });
        writer.join();
        settle();
        assertEquals(1000, ends.server().input().length());
        assertEquals(TlsState.CLOSE_RECEIVED, ends.server().state());
    }
}
