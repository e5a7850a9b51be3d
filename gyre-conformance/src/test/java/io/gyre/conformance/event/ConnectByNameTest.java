package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.net.EaiError;
import io.gyre.net.Fd;
import io.gyre.net.HostQuery;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bufferevents that look a host up and connect to it, as far as no time has to pass. */
@EachMechanism
@SuppressWarnings("NullAway.Init") // By begin().
class ConnectByNameTest extends BufferEventSuite {
    private final ScriptedResolver resolver = new ScriptedResolver();
    private SocketBufferEvent client;

    ConnectByNameTest(String mechanism) {
        super(World.named(mechanism));
    }

    /** Not where the test is made, for that comes before the descriptors are counted. */
    @BeforeEach
    void begin() {
        client = SocketBufferEvent.unconnected(base, BufferEventOption.CLOSE_ON_FREE);
        world.atTheEnd(client::close);
        client.callbacks(new Noting("c"));
    }

    private Fd listen() throws IOException {
        Fd listener = world.descriptors().listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        world.atTheEnd(listener::close);
        return listener;
    }

    private static InetSocketAddress addressOf(Fd listener) {
        return (InetSocketAddress) requireNonNull(listener.localAddress());
    }

    private InetSocketAddress nobody() throws IOException {
        try (Fd gone = world.descriptors().listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return addressOf(gone);
        }
    }

    /** {@return the peer of the client, which is about to connect} */
    private Fd accept(Fd listener) throws IOException {
        world.settle(listener, EventMask.READ);
        Fd peer = requireNonNull(listener.accept());
        world.atTheEnd(peer::close);
        return peer;
    }

    /** Lets the loop wait for what a network may delay. */
    private void waitOnce() {
        base.loop(LoopFlag.ONCE);
        look();
    }

    // S-143, S-144, S-145, S-146
    @Test
    void whatIsWrittenBeforeTheHostIsFoundIsSentOnceConnected() throws IOException {
        Fd listener = listen();
        client.connect("host.example", addressOf(listener).getPort(), resolver);
        assertEquals(HostQuery.of("host.example", addressOf(listener).getPort()), resolver.asked);
        client.write("hello");
        look();
        assertRan("");
        assertNull(client.fd());
        resolver.answer(addressOf(listener));
        look();
        Fd peer = accept(listener);
        look();
        assertRan("c.CONNECTED c.write(0)");
        assertNotNull(client.fd());
        assertNull(client.dnsError());
        world.settle(peer, EventMask.READ);
        assertEquals("hello", Bytes.receive(peer));
    }

    // S-145
    @Test
    void whatArrivesIsReadIfReadingWasEnabledBefore() throws IOException {
        Fd listener = listen();
        client.enable(EventMask.READ);
        client.connect(HostQuery.builder().host("host.example").build(), resolver);
        resolver.answer(addressOf(listener));
        look();
        Fd peer = accept(listener);
        look();
        Bytes.send(peer, "hi");
        world.settle(requireNonNull(client.fd()), EventMask.READ);
        look();
        assertRan("c.CONNECTED c.read(2)");
    }

    // S-146
    @Test
    void aHostThatIsNotFoundIsAFailureWithTheResolversError() throws IOException {
        client.connect("host.example", 80, resolver);
        resolver.fail(EaiError.NODATA);
        look();
        assertRan("c.ERROR");
        assertEquals(EaiError.NODATA, client.dnsError());
        Fd listener = listen();
        client.connect("other.example", 80, resolver);
        assertNull(client.dnsError());
        resolver.answer(addressOf(listener));
        look();
        accept(listener);
        look();
        assertRan("c.CONNECTED");
    }

    // S-144
    @Test
    void anAddressThatRefusesIsFollowedByTheNextAtOnce() throws IOException {
        Fd listener = listen();
        client.connect("host.example", 80, resolver);
        resolver.answer(nobody(), addressOf(listener));
        waitOnce();
        accept(listener);
        look();
        assertRan("c.CONNECTED");
    }

    // S-144, S-146
    @Test
    void ifEveryAddressRefusesTheLastErrorIsTold() throws IOException {
        client.connect("host.example", 80, resolver);
        resolver.answer(nobody(), nobody());
        base.dispatch();
        assertRan("c.ERROR,ECONNREFUSED");
        assertNull(client.fd());
        assertNull(client.dnsError());
    }

    @Test
    void closingGivesTheLookupUp() {
        client.connect("host.example", 80, resolver);
        client.close();
        assertFalse(resolver.pending().cancel());
        look();
        assertTrue(resolver.pending().isDone());
        assertRan("");
    }

    @Test
    void closingGivesTheAttemptsUp() throws IOException {
        Fd listener = listen();
        client.connect("host.example", 80, resolver);
        resolver.answer(addressOf(listener), nobody());
        client.callbacks(null);
        base.execute(client::close);
        look();
        look();
        assertNull(client.fd());
    }

    @Test
    void thereIsOneAttemptAtATimeAndOverStreamsOnly() {
        client.connect("host.example", 80, resolver);
        assertThrows(IllegalStateException.class, () -> client.connect("host.example", 80, resolver));
        var datagrams = HostQuery.builder()
                .host("host.example")
                .socketTypes(SocketType.DATAGRAM)
                .build();
        assertThrows(IllegalArgumentException.class, () -> client.connect(datagrams, resolver));
    }
}
