package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.event.EventCount;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.listener.AcceptCallback;
import io.gyre.listener.ConnectionListener;
import io.gyre.listener.ListenerOption;
import io.gyre.net.Fd;
import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Listeners: which connections are delivered, and when. */
@EachMechanism
class ListenerTest extends LoopSuite {
    ListenerTest(String mechanism) {
        super(World.named(mechanism));
    }

    private static SocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private final AcceptCallback noting = (_, connection, peer) -> {
        note(
                peer == null
                        ? "accept"
                        : "accept from "
                                + ((InetSocketAddress) peer).getAddress().getHostAddress());
        connection.close();
    };

    private ConnectionListener listener(AcceptCallback callback, ListenerOption... options) throws IOException {
        ConnectionListener made = ConnectionListener.bind(base, anyPort(), callback, world.listening(options));
        world.atTheEnd(made::close);
        return made;
    }

    private void connect(ConnectionListener listener) throws IOException {
        Fd client = world.descriptors().connect(requireNonNull(listener.address()));
        world.atTheEnd(client::close);
        world.settle(client, EventMask.WRITE);
        world.settle(listener.fd(), EventMask.READ);
    }

    // S-216, S-217, S-219, R-434
    @Test
    void twoListenersGetPortsOfTheirOwnAndTheirOwnConnections() throws IOException {
        ConnectionListener one = listener((_, connection, _) -> {
            note("one");
            connection.close();
        });
        ConnectionListener two = listener((_, connection, _) -> {
            note("two");
            connection.close();
        });
        assertNotEquals(one.address(), two.address());
        assertSame(base, one.base());
        connect(one);
        connect(one);
        connect(two);
        look();
        assertRan("one one two");
    }

    private void look() {
        base.loop(LoopFlag.NONBLOCK);
    }

    // G-401
    @Test
    void connectionsAreKeptAlive() throws IOException {
        assumeTrue(!world.platform().name().equals("nio"), "the JDK's listeners have no such option");
        assertEquals(1, listener(noting).fd().option(SocketOption.KEEP_ALIVE));
    }

    // G-392
    @Test
    void aSocketThatDoesNotListenIsTakenAsItIs() throws IOException {
        Fd bound = world.descriptors().socket(StandardProtocolFamily.INET, SocketType.STREAM);
        assertEquals(0, bound.platform().bind(bound.number(), anyPort()));
        ConnectionListener mute = ConnectionListener.of(base, bound, noting, ListenerOption.CLOSE_ON_FREE);
        world.atTheEnd(mute::close);
        mute.disable();
        Fd client = world.descriptors().connect(requireNonNull(mute.address()));
        world.atTheEnd(client::close);
        world.settle(client, EventMask.WRITE);
        assertEquals("ECONNREFUSED", requireNonNull(client.socketError()).errnoName());
    }

    // S-217, G-394
    @Test
    void allThatWaitAreAcceptedInOneBatch() throws IOException {
        ConnectionListener listener = listener(noting);
        connect(listener);
        connect(listener);
        connect(listener);
        look();
        assertRan("accept from 127.0.0.1 accept from 127.0.0.1 accept from 127.0.0.1");
    }

    // S-218, G-395, G-396, G-397, R-440
    @Test
    void disablingEndsTheBatchAndTheRestWaits() throws IOException {
        ConnectionListener listener = listener((own, connection, _) -> {
            note("accept");
            connection.close();
            own.disable();
        });
        connect(listener);
        connect(listener);
        look();
        look();
        assertRan("accept");
        listener.enable();
        look();
        assertRan("accept");
    }

    // S-226, G-402
    @Test
    void aDisabledOneAndOneWithoutCallbackAcceptNothing() throws IOException {
        ConnectionListener disabled = listener(noting, ListenerOption.DISABLED);
        ConnectionListener mute = ConnectionListener.bind(base, anyPort(), null, world.listening());
        world.atTheEnd(mute::close);
        connectUnseen(disabled);
        connectUnseen(mute);
        look();
        assertRan("");
        disabled.enable();
        mute.callback(noting);
        world.settle(disabled.fd(), EventMask.READ);
        world.settle(mute.fd(), EventMask.READ);
        look();
        assertRan("accept from 127.0.0.1 accept from 127.0.0.1");
    }

    private void connectUnseen(ConnectionListener listener) throws IOException {
        Fd client = world.descriptors().connect(requireNonNull(listener.address()));
        world.atTheEnd(client::close);
    }

    // S-222, G-399, R-439
    @Test
    void itMayBeClosedInItsCallback() throws IOException {
        ConnectionListener listener = listener((own, connection, _) -> {
            note("accept");
            connection.close();
            own.close();
        });
        connect(listener);
        connect(listener);
        look();
        assertRan("accept");
        assertFalse(listener.fd().isOpen());
    }

    // S-216
    @Test
    void aListenerOnSomebodyElsesSocketLeavesItOpen() throws IOException {
        Fd socket = world.descriptors().listen(anyPort());
        world.atTheEnd(socket::close);
        ConnectionListener listener = ConnectionListener.of(base, socket, noting, world.listening());
        connect(listener);
        look();
        assertRan("accept from 127.0.0.1");
        listener.close();
        assertTrue(socket.isOpen());
    }

    // S-217
    @Test
    void aCallbackThatThrowsLosesItsConnectionOnly() throws IOException {
        Fd[] seen = new Fd[1];
        ConnectionListener listener = listener((_, connection, _) -> {
            note("accept");
            if (seen[0] == null) {
                seen[0] = connection;
                throw new IllegalStateException("a callback of a test");
            }
            connection.close();
        });
        connect(listener);
        connect(listener);
        look();
        look();
        assertRan("accept accept");
        assertFalse(requireNonNull(seen[0]).isOpen());
        assertLogged("a callback of a test");
    }

    // S-220, R-437, R-445
    @Test
    void aFailureToAcceptGoesToTheErrorCallback() {
        ConnectionListener wrong =
                ConnectionListener.of(base, world.readablePair().first(), noting, world.listening());
        world.atTheEnd(wrong::close);
        wrong.errorCallback((own, failure) -> {
            note(own == wrong ? "error" : "?");
            own.disable();
        });
        look();
        assertRan("error");
    }

    // G-391, R-443
    @Test
    void whatMakesNoSenseIsRefused() throws IOException {
        assertThrows(IllegalArgumentException.class, () -> ConnectionListener.bind(base, anyPort(), 0, noting));
        assertThrows(
                IllegalArgumentException.class,
                () -> ConnectionListener.bind(
                        base, UnixDomainSocketAddress.of("/nowhere/s"), noting, ListenerOption.REUSEABLE));
        assertEquals(0, base.count(EventCount.ADDED));
        SocketAddress taken = requireNonNull(listener(noting).address());
        assertThrows(IOException.class, () -> ConnectionListener.bind(base, taken, noting));
    }

    // S-221, S-223
    @Test
    void acceptedSocketsBlockOnlyIfAskedTo() throws IOException {
        assumeTrue(world.platform().kernelDescriptors(), "nothing blocks there, or not while it is watched");
        boolean[] was = new boolean[2];
        ConnectionListener usual = listener((_, connection, _) -> {
            was[0] = wasNonblocking(connection);
            connection.close();
        });
        ConnectionListener blocking = listener(
                (_, connection, _) -> {
                    was[1] = wasNonblocking(connection);
                    connection.close();
                },
                ListenerOption.LEAVE_SOCKETS_BLOCKING);
        connect(usual);
        connect(blocking);
        was[1] = true;
        look();
        assertTrue(was[0]);
        assertFalse(was[1]);
    }

    private static boolean wasNonblocking(Fd connection) {
        try {
            return connection.nonblocking(true);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    // S-222
    @Test
    void aListenerClosesSomebodyElsesSocketIfAskedTo() throws IOException {
        Fd socket = world.descriptors().listen(anyPort());
        ConnectionListener.of(base, socket, noting, world.listening(ListenerOption.CLOSE_ON_FREE))
                .close();
        assertFalse(socket.isOpen());
    }

    // S-224
    @Test
    void aReuseableAddressMayBeBoundAgainAtOnce() throws IOException {
        ConnectionListener first = listener(noting, ListenerOption.REUSEABLE);
        SocketAddress address = requireNonNull(first.address());
        connect(first);
        look();
        first.close();
        ConnectionListener second =
                ConnectionListener.bind(base, address, noting, world.listening(ListenerOption.REUSEABLE));
        world.atTheEnd(second::close);
        assertEquals(address, second.address());
        assertRan("accept from 127.0.0.1");
    }

    @Test
    void severalMayHaveAPortThatIsReuseable() throws IOException {
        ConnectionListener first = listener(noting, ListenerOption.REUSEABLE_PORT);
        SocketAddress address = requireNonNull(first.address());
        ConnectionListener second =
                ConnectionListener.bind(base, address, noting, world.listening(ListenerOption.REUSEABLE_PORT));
        world.atTheEnd(second::close);
        assertEquals(address, second.address());
    }

    // S-227
    @Test
    void aDeferredOneDeliversAConnectionThatHasSentSomething() throws IOException {
        ConnectionListener listener = listener(noting, ListenerOption.DEFERRED_ACCEPT); // Elsewhere it has no effect.
        assumeTrue(world.platform().kernelDescriptors(), "only the kernel can defer");
        Fd client = world.descriptors().connect(requireNonNull(listener.address()));
        world.atTheEnd(client::close);
        world.settle(client, EventMask.WRITE);
        look();
        assertRan("");
        Bytes.send(client, "x");
        world.settle(listener.fd(), EventMask.READ);
        look();
        assertRan("accept from 127.0.0.1");
    }

    @Test
    void anIpv6OneTakesIpv4AsTold() throws IOException {
        assumeTrue(world.platform().kernelDescriptors(), "the JDK's sockets always take both");
        SocketAddress everywhere = new InetSocketAddress(InetAddress.getByName("::"), 0);
        for (ListenerOption option : List.of(ListenerOption.BIND_IPV6ONLY, ListenerOption.BIND_IPV4_AND_IPV6)) {
            ConnectionListener made = ConnectionListener.bind(base, everywhere, noting, world.listening(option));
            world.atTheEnd(made::close);
            int only = option == ListenerOption.BIND_IPV6ONLY ? 1 : 0;
            assertEquals(only, made.fd().option(SocketOption.IPV6_ONLY));
        }
    }

    @Test
    void optionsForBindingComeTooLateForABoundSocket() throws IOException {
        Fd socket = world.descriptors().listen(anyPort());
        world.atTheEnd(socket::close);
        for (ListenerOption late : List.of(ListenerOption.REUSEABLE, ListenerOption.REUSEABLE_PORT)) {
            assertThrows(IllegalArgumentException.class, () -> ConnectionListener.of(base, socket, noting, late));
        }
    }

    //
    @Test
    void theErrorCallbackMayCloseTheListener() {
        ConnectionListener wrong =
                ConnectionListener.of(base, world.readablePair().first(), noting, world.listening());
        wrong.errorCallback((own, _) -> {
            note("error");
            own.close();
        });
        look();
        assertRan("error");
    }

    // S-225
    @Test
    void anotherThreadMayDisableAndEnable() throws Exception {
        ConnectionListener listener = listener(noting);
        Thread.ofPlatform().start(listener::disable).join();
        connectUnseen(listener);
        look();
        assertRan("");
        Thread.ofPlatform().start(listener::enable).join();
        world.settle(listener.fd(), EventMask.READ);
        look();
        assertRan("accept from 127.0.0.1");
    }
}
