package io.gyre.conformance.event;

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
import io.gyre.event.Watcher;
import io.gyre.listener.ConnectionListener;
import io.gyre.net.FdPair;
import io.gyre.net.HostResolver;
import io.gyre.tls.TlsBufferEvent;
import io.gyre.tls.TlsSettings;
import io.gyre.tls.TlsState;
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
    TlsSocketTest(String mechanism) {
        super(World.named(mechanism));
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

    //
    @Test
    void anEndThatIsDisabledCostsNothingMeanwhile() {
        world.simulation();
        FdPair pair = world.pair();
        Ends ends = ends(
                SocketBufferEvent.of(base, pair.first(), BufferEventOption.CLOSE_ON_FREE),
                SocketBufferEvent.of(base, pair.second(), BufferEventOption.CLOSE_ON_FREE),
                client(),
                server());
        ends.client().enable(BOTH);
        ends.server().disable(BOTH);
        var turns = new int[1];
        Watcher watcher = base.onCheck(_ -> turns[0]++);
        base.after(ms(1000), () -> ends.server().enable(BOTH));
        base.loopExit(ms(999));
        base.dispatch();
        assertNull(ends.client().handshake());
        base.loopExit(ms(1000));
        base.dispatch();
        assertNotNull(ends.client().handshake());
        assertTrue(turns[0] < 100, turns[0] + " turns");
        watcher.close();
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
