package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.BufferFilter;
import io.gyre.bufferevent.FilterBufferEvent;
import io.gyre.bufferevent.LayeredBufferEvent;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.tls.TlsBufferEvent;
import io.gyre.tls.TlsClient;
import io.gyre.tls.TlsHandshake;
import io.gyre.tls.TlsServer;
import io.gyre.tls.TlsState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two ends count in turns up to 1001, as in libevent's own tests of TLS. Who comes to the end frees itself without a word, and the
 * other hears of that; what counts is how often each outcome was told.
 */
@EachMechanism
class TlsCountingTest extends TlsSuite {
    private static final int LAST = 1001;

    /** What is below TLS: libevent tells apart a TLS bufferevent with a socket from one over another bufferevent. */
    enum Transport {
        SOCKET,
        FILTER
    }

    private int connected;
    private int ended;
    private int timedOut;
    private final List<IOException> errors = new ArrayList<>();
    /** The very objects, for a second handshake may agree upon the same. */
    private final Set<TlsHandshake> handshakes = Collections.newSetFromMap(new IdentityHashMap<>());

    /** What is done before the last outcome frees the end that gets it. */
    private Consumer<TlsBufferEvent> last = _ -> {};

    private Consumer<TlsBufferEvent> whenConnected = _ -> {};

    /** The number at which the client renegotiates. */
    private int renegotiateAt;

    TlsCountingTest(String mechanism) {
        super(World.named(mechanism));
    }

    private final class Counting implements BufferEventCallbacks {
        private final boolean client;

        Counting(boolean client) {
            this.client = client;
        }

        @Override
        public void onReadable(BufferEvent end) {
            int number = Integer.parseInt(take(end.input()));
            if (number == LAST) {
                end.close();
                return;
            }
            if (client && number == renegotiateAt) {
                renegotiate((TlsBufferEvent) end);
            }
            end.write(Integer.toString(number + 1));
        }

        @Override
        public void onOutcome(BufferEvent same, Outcome outcome) {
            var end = (TlsBufferEvent) same;
            switch (outcome) {
                case Outcome.Connected _ -> {
                    connected++;
                    handshakes.add(Objects.requireNonNull(end.handshake()));
                    if (client) {
                        whenConnected.accept(end);
                    }
                    return;
                }
                case Outcome.Eof _ -> ended++;
                case Outcome.Timeout _ -> timedOut++;
                case Outcome.Failed(var _, var cause) -> errors.add(cause);
            }
            last.accept(end);
            end.close();
        }
    }

    private static void renegotiate(TlsBufferEvent end) {
        try {
            end.renegotiate();
        } catch (IOException refused) {
            throw new AssertionError(refused);
        }
    }

    private Ends over(Transport transport, TlsClient.Builder client, TlsServer.Builder server) {
        FdPair pair = world.pair();
        Ends made = ends(
                below(transport, pair.first()),
                below(transport, pair.second()),
                client,
                server,
                BufferEventOption.DEFER_CALLBACKS,
                BufferEventOption.CLOSE_ON_FREE);
        start(made.client(), made.server());
        return made;
    }

    private void start(TlsBufferEvent client, TlsBufferEvent server) {
        client.callbacks(new Counting(true));
        server.callbacks(new Counting(false));
        client.enable(BOTH);
        server.enable(BOTH);
    }

    private BufferEvent below(Transport transport, Fd fd) {
        SocketBufferEvent socket = SocketBufferEvent.of(base, fd, BufferEventOption.CLOSE_ON_FREE);
        return switch (transport) {
            case SOCKET -> socket;
            case FILTER ->
                FilterBufferEvent.of(
                        socket, BufferFilter.PASS, BufferFilter.PASS, null, BufferEventOption.CLOSE_ON_FREE);
        };
    }

    private void count(TlsBufferEvent client, TlsBufferEvent server) {
        turnUntil(() -> client.isClosed() && server.isClosed());
        assertEquals(0, timedOut);
    }

    private void assertOneError() {
        assertEquals(1, errors.size());
        assertEquals(0, ended);
    }

    private void assertOneEof() {
        assertEquals(1, ended);
        assertEquals(List.of(), errors);
    }

    //
    @ParameterizedTest
    @EnumSource
    void theCountEndsInOneError(Transport transport) {
        Ends ends = over(transport, client(), server());
        ends.client().write("1");
        count(ends.client(), ends.server());
        assertEquals(2, connected);
        assertOneError();
        assertEquals(1, handshakeOf(ends.client()).peerCertificates().size());
        assertEquals(0, handshakeOf(ends.server()).peerCertificates().size());
    }

    private static TlsHandshake handshakeOf(TlsBufferEvent end) {
        return Objects.requireNonNull(end.handshake());
    }

    //
    @ParameterizedTest
    @EnumSource
    void theFirstNumberMayBeWrittenWhenTheHandshakeIsDone(Transport transport) {
        whenConnected = end -> end.write("1");
        Ends ends = over(transport, client(), server());
        count(ends.client(), ends.server());
        assertEquals(2, connected);
        assertOneError();
    }

    //
    @ParameterizedTest
    @EnumSource
    void theCountEndsInOneEofWhereAnUncleanEndIsAllowed(Transport transport) {
        Ends ends = allowDirty(over(transport, client(), server()));
        ends.client().write("1");
        count(ends.client(), ends.server());
        assertEquals(2, connected);
        assertOneEof();
    }

    private static Ends allowDirty(Ends ends) {
        ends.client().allowDirtyShutdown(true);
        ends.server().allowDirtyShutdown(true);
        return ends;
    }

    private Ends renegotiating(Transport transport) {
        renegotiateAt = 600;
        Ends ends = over(transport, client().protocols("TLSv1.2"), server().settings(HERE.withRenegotiations(1)));
        ends.client().write("1");
        return ends;
    }

    private void assertRenegotiatedWithoutAWord(Ends ends) {
        assertEquals(2, connected);
        assertFalse(handshakes.contains(handshakeOf(ends.client())));
        assertFalse(handshakes.contains(handshakeOf(ends.server())));
    }

    //
    @ParameterizedTest
    @EnumSource
    void theCountGoesOnThroughARenegotiation(Transport transport) {
        Ends ends = renegotiating(transport);
        count(ends.client(), ends.server());
        assertRenegotiatedWithoutAWord(ends);
        assertOneError();
    }

    //
    @ParameterizedTest
    @EnumSource
    void theCountAfterARenegotiationEndsInOneEofWhereAnUncleanEndIsAllowed(Transport transport) {
        Ends ends = allowDirty(renegotiating(transport));
        count(ends.client(), ends.server());
        assertRenegotiatedWithoutAWord(ends);
        assertOneEof();
    }

    /** {@return two new bufferevents, with the engines and the transport of two that are open and then freed} */
    private List<TlsBufferEvent> reopened() {
        FdPair pair = world.pair();
        SocketBufferEvent below = SocketBufferEvent.of(base, pair.first(), BufferEventOption.CLOSE_ON_FREE);
        SocketBufferEvent other = SocketBufferEvent.of(base, pair.second(), BufferEventOption.CLOSE_ON_FREE);
        Ends old = open(ends(below, other, client().protocols("TLSv1.2"), server()));
        old.client().close();
        old.server().close();
        return List.of(reopen(below, old.client()), reopen(other, old.server()));
    }

    private TlsBufferEvent reopen(SocketBufferEvent below, TlsBufferEvent old) {
        TlsBufferEvent made = TlsBufferEvent.of(
                below,
                old.engine(),
                TlsState.OPEN,
                HERE,
                BufferEventOption.DEFER_CALLBACKS,
                BufferEventOption.CLOSE_ON_FREE);
        world.atTheEnd(made::close);
        return made;
    }

    // R-461, S-188
    @Test
    void anOpenEngineCountsOnUnderANewBufferevent() {
        List<TlsBufferEvent> both = reopened();
        start(both.get(0), both.get(1));
        both.get(0).write("1");
        count(both.get(0), both.get(1));
        assertEquals(0, connected);
        assertOneError();
    }

    //
    @Test
    void anOpenEngineCountsToOneEofWhereAnUncleanEndIsAllowed() {
        List<TlsBufferEvent> both = reopened();
        both.forEach(each -> each.allowDirtyShutdown(true));
        start(both.get(0), both.get(1));
        both.get(0).write("1");
        count(both.get(0), both.get(1));
        assertEquals(0, connected);
        assertOneEof();
    }

    //
    @ParameterizedTest
    @EnumSource
    void theDescriptorMayBeTakenAwayInTheLastOutcome(Transport transport) {
        last = end -> {
            assertNotNull(end.fd());
            socketBelow(end).replaceFd(null);
            assertNull(end.fd());
        };
        Ends ends = over(transport, client(), server());
        ends.client().write("1");
        count(ends.client(), ends.server());
        assertOneError();
    }

    private static SocketBufferEvent socketBelow(LayeredBufferEvent end) {
        return end.underlying() instanceof LayeredBufferEvent between
                ? socketBelow(between)
                : (SocketBufferEvent) end.underlying();
    }

    //
    @ParameterizedTest
    @EnumSource
    void nothingIsPendingInTheLastOutcome(Transport transport) {
        last = end -> {
            Fd fd = end.fd();
            assertTrue(
                    base.forEachEvent(
                            each -> each.fd() != fd || each.pending(BOTH).isEmpty()),
                    base::explain);
        };
        Ends ends = over(transport, client(), server());
        ends.client().write("1");
        count(ends.client(), ends.server());
        assertOneError();
    }

    //
    @ParameterizedTest
    @EnumSource
    void aPeerThatIsDisabledMakesTheOtherTimeOutOnce(Transport transport) {
        Ends ends = over(transport, client(), server());
        ends.server().disable(BOTH);
        ends.client().timeouts(ms(2000), ms(2000));
        ends.client().write("1");
        settle();
        pass(1999);
        settle();
        assertEquals(0, timedOut);
        pass(2);
        turnUntil(ends.client()::isClosed);
        assertEquals(1, timedOut);
        assertEquals(0, connected + ended + errors.size());
    }
}
