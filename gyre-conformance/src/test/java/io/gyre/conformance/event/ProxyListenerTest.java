package io.gyre.conformance.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.event.EventCount;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.listener.ConnectionListener;
import io.gyre.listener.ListenerOption;
import io.gyre.listener.ProxyHeader;
import io.gyre.listener.ProxyTlv;
import io.gyre.net.Fd;
import io.gyre.net.SocketAddresses;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Listeners behind a proxy: which connections are let in by their PROXY headers, and what is left to be read. */
@EachMechanism
class ProxyListenerTest extends LoopSuite {
    private static final SocketAddress CLIENT = SocketAddresses.parse("192.0.2.1:54321");
    private static final SocketAddress TARGET = SocketAddresses.parse("198.51.100.2:443");
    private static final ProxyHeader ONE = ProxyHeader.v1(CLIENT, TARGET);
    private static final ProxyHeader TWO =
            ProxyHeader.v2(CLIENT, TARGET, new ProxyTlv(ProxyTlv.AUTHORITY, "a.b".getBytes(US_ASCII)));

    private final List<Fd> delivered = new ArrayList<>();
    private final MemorySegment memory = Arena.ofAuto().allocate(4096);

    ProxyListenerTest(String mechanism) {
        super(World.named(mechanism));
    }

    private ConnectionListener listener(ListenerOption... more) throws IOException {
        var options = new ArrayList<>(List.of(more));
        options.add(ListenerOption.PROXY_PROTOCOL);
        ConnectionListener made = ConnectionListener.bind(
                base,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                (_, connection, peer) -> deliver(connection, peer),
                world.listening(options.toArray(ListenerOption[]::new)));
        world.atTheEnd(made::close);
        made.proxyErrorCallback((_, _, failure) -> note(failure.reason().name()));
        return made;
    }

    private void deliver(Fd connection, @Nullable SocketAddress peer) {
        delivered.add(connection);
        world.atTheEnd(connection::close);
        note(SocketAddresses.format(requireNonNull(peer)));
    }

    private Fd connect(ConnectionListener listener) throws IOException {
        Fd client = world.descriptors().connect(requireNonNull(listener.address()));
        world.atTheEnd(client::close);
        world.settle(client, EventMask.WRITE);
        world.settle(listener.fd(), EventMask.READ);
        return client;
    }

    private static void send(Fd to, byte[] bytes) throws IOException {
        try (var arena = Arena.ofConfined()) {
            assertEquals(bytes.length, to.write(arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes)));
        }
    }

    private String read(Fd from) throws IOException {
        world.settle(from, EventMask.READ);
        int got = from.read(memory);
        return new String(memory.asSlice(0, Math.max(got, 0)).toArray(ValueLayout.JAVA_BYTE), US_ASCII);
    }

    /** Runs the loop until {@code done}, which takes several turns where bytes need time. */
    private void lookUntil(BooleanSupplier done) {
        for (int i = 0; i < 100_000 && !done.getAsBoolean(); i++) {
            base.loop(LoopFlag.NONBLOCK);
        }
        assertTrue(done.getAsBoolean(), "still waiting");
    }

    @Test
    void theCallbackGetsTheHeadersSourceAndAllThatFollowsTheHeader() throws IOException {
        for (ProxyHeader header : List.of(ONE, TWO)) {
            ConnectionListener listener = listener();
            Fd client = connect(listener);
            send(client, header.serialise());
            send(client, "hello".getBytes(US_ASCII));
            lookUntil(() -> delivered.size() == 1);
            assertRan("192.0.2.1:54321");
            assertEquals("hello", read(delivered.removeFirst()));
        }
    }

    @Test
    void aHeaderMayComeByteByByte() throws IOException {
        for (ProxyHeader header : List.of(ONE, TWO)) {
            ConnectionListener listener = listener();
            Fd client = connect(listener);
            base.loop(LoopFlag.NONBLOCK);
            for (byte each : header.serialise()) {
                assertRan("");
                assertEquals(1, listener.awaitingHeader());
                send(client, new byte[] {each});
                base.loop(LoopFlag.NONBLOCK);
            }
            send(client, new byte[] {'x'});
            lookUntil(() -> delivered.size() == 1);
            assertRan("192.0.2.1:54321");
            assertEquals(0, listener.awaitingHeader());
            assertEquals("x", read(delivered.removeFirst()));
        }
    }

    @Test
    void theWholeHeaderIsThereForThoseWhoWantIt() throws IOException {
        ConnectionListener listener = listener();
        listener.proxyCallback((_, connection, peer, header) -> {
            deliver(connection, peer);
            note(SocketAddresses.format(requireNonNull(header.destination())));
            note(header.tlvs().getFirst().text());
        });
        send(connect(listener), TWO.serialise());
        lookUntil(() -> delivered.size() == 1);
        assertRan("192.0.2.1:54321 198.51.100.2:443 a.b");
    }

    @Test
    void withoutAddressesTheConnectionsOwnCount() throws IOException {
        ConnectionListener listener = listener();
        for (ProxyHeader header : List.of(ProxyHeader.ofProxyItself(), ProxyHeader.v1(null, null))) {
            Fd client = connect(listener);
            send(client, header.serialise());
            lookUntil(() -> delivered.size() == 1);
            delivered.clear();
            assertRan(SocketAddresses.format(requireNonNull(client.localAddress())));
        }
    }

    @Test
    void aMalformedHeaderClosesTheConnectionAndIsCounted() throws IOException {
        ConnectionListener listener = listener();
        Fd client = connect(listener);
        send(client, "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
        lookUntil(() -> listener.headersRefused() == 1);
        assertRan("MALFORMED");
        assertEquals(0, listener.awaitingHeader());
        assertEquals(0, base.count(EventCount.ADDED) - 1, "more is added than the listener");
    }

    @Test
    void anEndWithinTheHeaderIsOneOfTheConnection() throws IOException {
        ConnectionListener listener = listener();
        Fd client = connect(listener);
        send(client, "PROXY".getBytes(US_ASCII));
        client.close();
        lookUntil(() -> listener.headersRefused() == 1);
        assertRan("CUT_SHORT");
    }

    @Test
    void aHeaderThatDoesNotComeInTimeClosesTheConnectionHoweverSlowlyItComes() throws IOException {
        ConnectionListener listener = listener();
        listener.proxyLimits(Duration.ofSeconds(2), 10);
        Fd client = connect(listener);
        lookUntil(() -> listener.awaitingHeader() == 1);
        pass(1500);
        send(client, "PROXY ".getBytes(US_ASCII));
        base.loop(LoopFlag.NONBLOCK);
        assertRan("");
        pass(600);
        base.loop(LoopFlag.NONBLOCK);
        assertRan("LATE");
        assertEquals(1, listener.headersRefused());
    }

    @Test
    void noMoreThanTheBoundWaitAndTheOthersComeLater() throws IOException {
        ConnectionListener listener = listener();
        listener.proxyLimits(Duration.ofSeconds(2), 2);
        Fd first = connect(listener);
        Fd second = connect(listener);
        lookUntil(() -> listener.awaitingHeader() == 2);
        Fd third = connect(listener);
        send(third, ONE.serialise());
        base.loop(LoopFlag.NONBLOCK);
        assertRan("");
        assertEquals(2, listener.awaitingHeader());
        send(second, ONE.serialise());
        lookUntil(() -> delivered.size() == 2);
        assertRan("192.0.2.1:54321 192.0.2.1:54321");
        send(first, ONE.serialise());
        lookUntil(() -> delivered.size() == 3);
        assertRan("192.0.2.1:54321");
    }

    @Test
    void whoWasAcceptedIsDeliveredThoughTheListenerIsDisabledSince() throws IOException {
        ConnectionListener listener = listener();
        Fd client = connect(listener);
        lookUntil(() -> listener.awaitingHeader() == 1);
        listener.disable();
        send(client, ONE.serialise());
        lookUntil(() -> delivered.size() == 1);
        assertRan("192.0.2.1:54321");
    }

    @Test
    void closingTheListenerClosesWhoWaits() throws IOException {
        ConnectionListener listener = listener();
        Fd client = connect(listener);
        lookUntil(() -> listener.awaitingHeader() == 1);
        listener.close();
        assertEquals(0, listener.awaitingHeader());
        assertEquals(0, base.count(EventCount.ADDED));
        assertEquals("", read(client));
    }

    @Test
    void theListenerMayBeClosedInTheErrorCallback() throws IOException {
        ConnectionListener listener = listener();
        listener.proxyErrorCallback((own, _, failure) -> {
            note(failure.reason().name());
            own.close();
        });
        Fd patient = connect(listener);
        Fd wrong = connect(listener);
        send(wrong, "x".getBytes(US_ASCII));
        lookUntil(() -> listener.headersRefused() == 1);
        assertRan("MALFORMED");
        assertFalse(listener.fd().isOpen());
        assertEquals("", read(patient));
    }

    @Test
    void aCallbackThatThrowsLosesItsConnectionOnly() throws IOException {
        ConnectionListener listener = listener();
        listener.callback((_, connection, _) -> {
            delivered.add(connection);
            throw new IllegalStateException("a callback of a test");
        });
        send(connect(listener), ONE.serialise());
        lookUntil(() -> delivered.size() == 1);
        assertFalse(delivered.getFirst().isOpen());
        assertLogged("a callback of a test");
    }

    @Test
    void aListenerWithoutTheOptionReadsNoHeaders() throws IOException {
        ConnectionListener plain =
                ConnectionListener.bind(base, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null);
        world.atTheEnd(plain::close);
        assertThrows(IllegalStateException.class, () -> plain.proxyCallback(null));
        assertThrows(IllegalStateException.class, () -> plain.proxyErrorCallback(null));
        assertThrows(IllegalStateException.class, () -> plain.proxyLimits(Duration.ofSeconds(1), 1));
        assertEquals(0, plain.headersRefused());
        ConnectionListener listener = listener();
        assertThrows(IllegalArgumentException.class, () -> listener.proxyLimits(Duration.ZERO, 1));
        assertThrows(IllegalArgumentException.class, () -> listener.proxyLimits(Duration.ofSeconds(1), 0));
    }
}
