package io.gyre.conformance.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.BufferFilter;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.FilterBufferEvent;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventMask;
import io.gyre.listener.ConnectionListener;
import io.gyre.net.FdPair;
import io.gyre.net.HostResolver;
import io.gyre.tls.TlsBufferEvent;
import io.gyre.tls.TlsSettings;
import io.gyre.tls.TlsState;
import io.gyre.tls.TruncationException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** TLS over sockets, as libevent's own tests have it. */
@EachMechanism
class TlsSocketTest extends TlsSuite {
    private static final int LAST = 1001;

    TlsSocketTest(String mechanism) {
        super(World.named(mechanism));
    }

    private Ends overSockets(BufferEventOption... options) {
        FdPair pair = world.pair();
        return ends(
                SocketBufferEvent.of(base, pair.first(), options),
                SocketBufferEvent.of(base, pair.second(), options),
                client(),
                server(),
                BufferEventOption.DEFER_CALLBACKS,
                BufferEventOption.CLOSE_ON_FREE);
    }

    /** Two that count in turns, each by adding one to what the other says; who reaches the last number frees itself. */
    private void count(Ends ends) {
        clientNotes.onRead = this::countOn;
        serverNotes.onRead = this::countOn;
        ends.client().enable(BOTH);
        ends.server().enable(BOTH);
    }

    private void countOn(BufferEvent end) {
        forgetLog();
        int number = Integer.parseInt(take(end.input()));
        if (number == LAST) {
            end.close();
        } else {
            end.write(Integer.toString(number + 1));
        }
    }

    //
    @Test
    void countingEndsInOneErrorIfWhoReachesTheEndJustFreesItself() {
        Ends ends = overSockets(BufferEventOption.CLOSE_ON_FREE);
        count(ends);
        clientNotes.onOutcome = end -> end.write("1");
        turnUntil(() -> ends.client().isClosed() || ends.server().isClosed());
        BufferEvent left = ends.client().isClosed() ? ends.server() : ends.client();
        turnUntil(() -> left.enabled().isEmpty());
        assertRan((left == ends.client() ? "c" : "s") + ".READING|ERROR");
        assertNotNull(ends.client().handshake());
        assertEquals(1, requirePeers(ends.client()));
        assertEquals(0, requirePeers(ends.server()));
    }

    private static int requirePeers(TlsBufferEvent end) {
        var handshake = end.handshake();
        assertNotNull(handshake);
        return handshake.peerCertificates().size();
    }

    //
    @Test
    void countingEndsInOneEofWhereADirtyShutdownIsAllowed() {
        Ends ends = overSockets(BufferEventOption.CLOSE_ON_FREE);
        ends.client().allowDirtyShutdown(true);
        ends.server().allowDirtyShutdown(true);
        count(ends);
        ends.client().write("1");
        turnUntil(() -> ends.client().isClosed() || ends.server().isClosed());
        BufferEvent left = ends.client().isClosed() ? ends.server() : ends.client();
        settle();
        assertRan((left == ends.client() ? "c" : "s") + ".READING|EOF");
    }

    //
    @Test
    void countingGoesOnThroughARenegotiation() {
        FdPair pair = world.pair();
        Ends ends = ends(
                SocketBufferEvent.of(base, pair.first(), BufferEventOption.CLOSE_ON_FREE),
                SocketBufferEvent.of(base, pair.second(), BufferEventOption.CLOSE_ON_FREE),
                client().protocols("TLSv1.2"),
                server().settings(HERE.withRenegotiations(1)),
                BufferEventOption.CLOSE_ON_FREE);
        count(ends);
        clientNotes.onRead = end -> {
            if (end.input().indexOf("600".getBytes(US_ASCII), 0) == 0) {
                renegotiate((TlsBufferEvent) end);
            }
            countOn(end);
        };
        ends.client().write("1");
        turnUntil(() -> ends.client().isClosed()
                || ends.server().isClosed()
                || ends.client().enabled().isEmpty());
        TlsBufferEvent left = ends.client().isClosed() ? ends.server() : ends.client();
        turnUntil(() -> left.state() == TlsState.FAILED);
        assertTrue(left.pollError() instanceof TruncationException);
    }

    private static void renegotiate(TlsBufferEvent end) {
        try {
            end.renegotiate();
        } catch (IOException refused) {
            throw new AssertionError(refused);
        }
    }

    // R-461, S-188
    @Test
    void anEngineThatIsOpenGoesOnUnderANewBufferevent() {
        FdPair pair = world.pair();
        SocketBufferEvent below = SocketBufferEvent.of(base, pair.first());
        SocketBufferEvent otherBelow = SocketBufferEvent.of(base, pair.second());
        Ends old = open(ends(below, otherBelow, client().protocols("TLSv1.2"), server()));
        old.client().close();
        old.server().close();
        TlsBufferEvent first = TlsBufferEvent.of(below, old.client().engine(), TlsState.OPEN, HERE);
        TlsBufferEvent second = TlsBufferEvent.of(otherBelow, old.server().engine(), TlsState.OPEN, HERE);
        world.atTheEnd(first::close);
        world.atTheEnd(second::close);
        first.callbacks(clientNotes);
        second.callbacks(serverNotes);
        second.enable(BOTH);
        first.write("open already");
        turnUntil(() -> second.input().length() == 12);
        assertRan("c.write(0) s.read(12)");
    }

    //
    @Test
    void theDescriptorIsThatOfTheSocketBelow() {
        Ends ends = overSockets();
        SocketBufferEvent below = (SocketBufferEvent) ends.belowClient();
        assertNotNull(ends.client().fd());
        below.replaceFd(null);
        assertNull(ends.client().fd());
    }

    //
    @Test
    void aPeerThatIsDisabledMakesTheOtherTimeOut() {
        Ends ends = overSockets();
        ends.server().disable(BOTH);
        ends.client().timeouts(ms(2000), ms(2000));
        ends.client().enable(BOTH);
        settle();
        pass(2001);
        turnUntil(() -> !ends.client().enabled().equals(BOTH));
        settle();
        assertRan("c.READING|TIMEOUT");
    }

    // R-475, S-189
    @Test
    void aClientConnectsAndAServerWritesOneNumber() throws IOException {
        world.allowRealWaits();
        var accepted = new Object() {
            @Nullable
            TlsBufferEvent server;
        };
        var listener = ConnectionListener.bind(
                base, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), (_, fd, _) -> {
                    accepted.server = built(server()).accept(base, fd);
                    accepted.server.write("1");
                    accepted.server.callbacks(serverNotes);
                });
        world.atTheEnd(listener::close);
        serverNotes.onWrite = BufferEvent::close;
        var address = (InetSocketAddress) listener.address();
        assertNotNull(address);
        TlsBufferEvent client = built(client()).connect(base, "127.0.0.1", address.getPort(), HostResolver.system());
        world.atTheEnd(client::close);
        client.callbacks(clientNotes);
        client.allowDirtyShutdown(true);
        client.enable(BOTH);
        runLong(() -> client.input().length() == 1);
        runLong(() -> client.state() == TlsState.FAILED);
        TlsBufferEvent server = accepted.server;
        assertNotNull(server);
        assertTrue(server.isClosed());
        assertTrue(client.isTruncated());
    }

    /** For what other threads do. */
    private void runLong(BooleanSupplier done) {
        long limit = System.nanoTime() + 20_000_000_000L;
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < limit, base::explain);
            look();
        }
    }

    //
    @Test
    void highMarksLetEverythingThrough() {
        FdPair pair = world.pair();
        var filter = FilterBufferEvent.of(
                SocketBufferEvent.of(base, pair.first(), BufferEventOption.CLOSE_ON_FREE),
                BufferFilter.PASS,
                BufferFilter.PASS,
                null,
                BufferEventOption.CLOSE_ON_FREE);
        Ends ends = ends(
                filter,
                SocketBufferEvent.of(base, pair.second(), BufferEventOption.CLOSE_ON_FREE),
                client(),
                server(),
                BufferEventOption.CLOSE_ON_FREE);
        var exchange = new Exchange(ends);
        exchange.start();
        turnUntil(exchange::isDone);
        settle();
        assertEquals(Exchange.TOTAL, exchange.received[0]);
        assertEquals(Exchange.TOTAL, exchange.received[1]);
    }

    /** Both write 1 KiB by reference whenever they read, and take 512 bytes at most. */
    private static final class Exchange {
        static final int TOTAL = 40 << 10;
        private static final int PIECE = 1 << 10;

        private final MemorySegment piece = Arena.ofAuto().allocate(PIECE);
        private final Ends ends;
        final int[] received = new int[2];
        private final int[] sent = new int[2];

        Exchange(Ends ends) {
            this.ends = ends;
        }

        void start() {
            begin(ends.client(), 0);
            begin(ends.server(), 1);
        }

        private void begin(BufferEvent end, int side) {
            end.watermarks(Direction.READING, new Watermarks(0, 5 << 10));
            end.callbacks(new BufferEventCallbacks() {
                @Override
                public void onReadable(BufferEvent same) {
                    write(same, side);
                    received[side] += (int) same.input().drain(512);
                    if (!same.input().isEmpty()) {
                        same.trigger(EventMask.READ, false, true);
                    }
                }
            });
            end.enable(BOTH);
            write(end, side);
        }

        private void write(BufferEvent end, int side) {
            if (sent[side] < TOTAL) {
                sent[side] += PIECE;
                EvBuffer output = end.output();
                output.addReference(piece, _ -> {});
            }
        }

        boolean isDone() {
            return received[0] == TOTAL && received[1] == TOTAL;
        }
    }

    @Test
    void tasksMayRunInOtherThreads() {
        world.allowRealWaits();
        FdPair pair = world.pair();
        Ends ends = ends(
                SocketBufferEvent.of(base, pair.first(), BufferEventOption.CLOSE_ON_FREE),
                SocketBufferEvent.of(base, pair.second(), BufferEventOption.CLOSE_ON_FREE),
                client().settings(TlsSettings.DEFAULT),
                server().settings(TlsSettings.DEFAULT));
        runLong(() -> ends.client().handshake() != null && ends.server().handshake() != null);
        assertFalse(ends.client().isTruncated());
    }

    @Test
    void tlsRunsOverTls() {
        Ends outer = opened();
        Ends inner = ends(outer.client(), outer.server(), client(), server());
        open(inner);
        inner.client().write("deep");
        turnUntil(() -> inner.server().input().length() == 4);
        assertEquals("deep", take(inner.server().input()));
        inner.client().shutdownWriting();
        settle();
        assertEquals(TlsState.CLOSE_RECEIVED, inner.server().state());
    }
}
