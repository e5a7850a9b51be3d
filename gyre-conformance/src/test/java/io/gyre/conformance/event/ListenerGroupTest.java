package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.conformance.Tally;
import io.gyre.event.BaseFlag;
import io.gyre.event.EventBase;
import io.gyre.event.EventBaseGroup;
import io.gyre.event.ShutdownReport;
import io.gyre.event.Tenancy;
import io.gyre.listener.ListenerGroup;
import io.gyre.listener.ListenerOption;
import io.gyre.listener.PlacedCallback;
import io.gyre.listener.Placement;
import io.gyre.net.Fd;
import io.gyre.testing.Call;
import io.gyre.testing.Errno;
import io.gyre.testing.Simulation;
import io.gyre.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Groups of listeners: which loop gets a connection, and what becomes of connections in the end. */
@Tally("events on {0}")
@ParameterizedClass(name = "{0}")
@MethodSource("io.gyre.conformance.event.GroupSuite#mechanisms")
@Timeout(60)
class ListenerGroupTest extends GroupSuite {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final List<Socket> clients = new ArrayList<>();
    private final Queue<EventBase> places = new ConcurrentLinkedQueue<>();
    private final Queue<String> mistakes = new ConcurrentLinkedQueue<>();

    ListenerGroupTest(String mechanism) {
        super(World.named(mechanism));
    }

    @AfterEach
    void closeClients() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        assertEquals(List.of(), List.copyOf(mistakes));
    }

    /** Echoes, on the loop that it was given. */
    private void echo(Tenancy tenancy, Fd connection, @Nullable SocketAddress peer) {
        if (!tenancy.base().inLoop()) {
            mistakes.add("called on " + Thread.currentThread());
        }
        if (!(peer instanceof InetSocketAddress)) {
            mistakes.add("the peer is " + peer);
        }
        places.add(tenancy.base());
        var echo = SocketBufferEvent.of(tenancy.base(), connection, BufferEventOption.CLOSE_ON_FREE);
        tenancy.onCut(echo::close);
        echo.pipeTo(echo, (_, _) -> {
            echo.close();
            tenancy.close();
        });
    }

    private ListenerGroup listeners(EventBaseGroup group, Placement placement, PlacedCallback callback)
            throws IOException {
        ListenerGroup made = ListenerGroup.bind(group, ANY, placement, callback, ListenerOption.REUSEABLE);
        world.atTheEnd(group::close); // For it has to end before the base of the suite.
        return made;
    }

    /** {@return a client that was answered, so it is placed} */
    private Socket client(@Nullable SocketAddress address) throws IOException {
        Socket client = unheard(address);
        client.getOutputStream().write('x');
        assertEquals('x', client.getInputStream().read());
        return client;
    }

    private Socket unheard(@Nullable SocketAddress address) throws IOException {
        var client = new Socket();
        clients.add(client);
        client.connect(requireNonNull(address), 60_000);
        client.setSoTimeout(60_000);
        return client;
    }

    /** {@return whether the peer has closed, orderly or not} */
    private static boolean isEnded(Socket client) {
        try {
            return client.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    private static List<Integer> loads(EventBaseGroup group) {
        var loads = new ArrayList<Integer>();
        group.forEach(base -> loads.add(group.load(base)));
        return loads;
    }

    @Test
    void byRoundRobinEachLoopGetsAsManyConnections() throws IOException {
        EventBaseGroup group = group(3).start();
        ListenerGroup listeners = listeners(group, Placement.ROUND_ROBIN, this::echo);
        for (int i = 0; i < 6; i++) {
            client(listeners.address());
        }
        assertEquals(List.of(2, 2, 2), loads(group));
        assertEquals(1, listeners.listeners().size());
    }

    @Test
    void theLeastLoadedLoopGetsTheNextConnection() throws IOException {
        EventBaseGroup group = group(2).start();
        ListenerGroup listeners = listeners(group, Placement.LEAST_LOADED, this::echo);
        List<Socket> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(client(listeners.address()));
        }
        assertEquals(List.of(2, 2), loads(group));
        EventBase first = requireNonNull(places.peek());
        for (int i = 0; i < 4; i++) {
            if (places.remove() == first) {
                all.get(i).shutdownOutput();
                assertTrue(isEnded(all.get(i)));
            }
        }
        while (group.load(first) > 0) {
            Thread.onSpinWait(); // The client may see its end before the loop has counted it.
        }
        client(listeners.address());
        client(listeners.address());
        assertEquals(List.of(first, first), List.copyOf(places));
    }

    @Test
    void byReusePortEachLoopHasAListenerAndTheKernelSpreads() throws IOException {
        EventBaseGroup group = group(2).start();
        ListenerGroup listeners = listeners(group, Placement.REUSE_PORT, this::echo);
        assertEquals(2, listeners.listeners().size());
        assertEquals(
                listeners.listeners().getFirst().address(),
                listeners.listeners().getLast().address());
        for (int i = 0; i < 40; i++) {
            client(listeners.address());
        }
        assertEquals(40, group.load(group.next()) + group.load(group.next()));
        assertEquals(2, new HashSet<>(places).size(), "a fair coin falls 40 times on one side");
    }

    @Test
    void basesWithoutLocksServeTheirConnections() throws Exception {
        for (Placement placement : Placement.values()) {
            var config =
                    world.config().clock(Clock.system()).flag(BaseFlag.NOLOCK).build();
            try (var group = new EventBaseGroup("nolock", 2, config)) {
                var listeners = ListenerGroup.bind(group, ANY, placement, this::echo);
                group.start();
                for (int i = 0; i < 4; i++) {
                    client(listeners.address());
                }
                group.shutdown(Duration.ZERO);
                assertEquals(new ShutdownReport(0, 4), group.join(), placement.name());
            }
        }
    }

    @Test
    void aShutdownRefusesNewClientsServesThoseThatAreThereAndCutsThoseThatStay() throws Exception {
        for (Placement placement : Placement.values()) {
            EventBaseGroup group = group(2).start();
            ListenerGroup listeners = listeners(group, placement, this::echo);
            SocketAddress address = listeners.address();
            Socket leaves = client(address);
            Socket stays = client(address);
            group.shutdown(Duration.ofMillis(500));
            while (listeners.listeners().stream().anyMatch(each -> each.fd().isOpen())) {
                Thread.onSpinWait();
            }
            assertThrows(IOException.class, () -> client(address));
            leaves.getOutputStream().write('y');
            assertEquals('y', leaves.getInputStream().read());
            leaves.shutdownOutput();
            assertTrue(isEnded(leaves));
            assertTrue(isEnded(stays));
            assertEquals(new ShutdownReport(1, 1), group.join(), placement.name());
        }
    }

    @Test
    void aConnectionWhoseOwnerSaysNothingIsClosedWhenItIsCut() throws Exception {
        EventBaseGroup group = group(2).start();
        ListenerGroup listeners =
                listeners(group, Placement.ROUND_ROBIN, (tenancy, _, _) -> places.add(tenancy.base()));
        Socket client = unheard(listeners.address());
        while (places.isEmpty()) {
            Thread.onSpinWait();
        }
        group.shutdown(Duration.ZERO);
        assertEquals(new ShutdownReport(0, 1), group.join());
        assertTrue(isEnded(client));
    }

    @Test
    void aCallbackThatThrowsLosesItsConnectionOnly() throws IOException {
        EventBaseGroup group = group(2).start();
        var thrown = new ConcurrentLinkedQueue<Fd>();
        ListenerGroup listeners = listeners(group, Placement.ROUND_ROBIN, (tenancy, connection, peer) -> {
            if (thrown.isEmpty()) {
                thrown.add(connection);
                throw new IllegalStateException("a callback of a test");
            }
            echo(tenancy, connection, peer);
        });
        assertTrue(isEnded(unheard(listeners.address())));
        client(listeners.address());
        assertEquals(1, group.load(group.next()) + group.load(group.next()));
        assertLogged("a callback of a test");
    }

    @Test
    void closingItRefusesNewClientsOnly() throws Exception {
        EventBaseGroup group = group(2).start();
        ListenerGroup listeners = listeners(group, Placement.LEAST_LOADED, this::echo);
        SocketAddress address = listeners.address();
        Socket client = client(address);
        listeners.close();
        listeners.close();
        assertThrows(IOException.class, () -> client(address));
        client.getOutputStream().write('y');
        assertEquals('y', client.getInputStream().read());
    }

    @Test
    void aSocketThatListensAlreadyIsTakenOver() throws Exception {
        EventBaseGroup group = group(2).start();
        Fd socket = world.descriptors().listen(ANY);
        assertThrows(
                IllegalArgumentException.class,
                () -> ListenerGroup.of(group, socket, Placement.REUSE_PORT, this::echo));
        assertTrue(socket.isOpen());
        ListenerGroup listeners = ListenerGroup.of(group, socket, Placement.LEAST_LOADED, this::echo);
        client(listeners.address());
        group.close();
        assertFalse(socket.isOpen());
        Fd late = world.descriptors().listen(ANY);
        world.atTheEnd(late::close);
        assertThrows(
                IllegalStateException.class, () -> ListenerGroup.of(group, late, Placement.LEAST_LOADED, this::echo));
        assertTrue(late.isOpen());
    }

    @Test
    void anAddressThatCannotBeSharedIsRefusedWithTheRemedy() throws Exception {
        EventBaseGroup group = group(2);
        var unix = UnixDomainSocketAddress.of("/nowhere/s");
        String refusal = assertThrows(
                        IllegalArgumentException.class,
                        () -> ListenerGroup.bind(group, unix, Placement.REUSE_PORT, this::echo))
                .getMessage();
        assertTrue(String.valueOf(refusal).contains("use LEAST_LOADED"), refusal);
        Fd taken = world.descriptors().listen(ANY);
        world.atTheEnd(taken::close);
        for (Placement placement : Placement.values()) {
            assertThrows(
                    IOException.class,
                    () -> ListenerGroup.bind(group, requireNonNull(taken.localAddress()), placement, this::echo));
        }
        assertEquals(Set.of(0), new HashSet<>(loads(group)));
    }

    @Test
    void aPlatformWithoutSharedPortsIsNamed() {
        Simulation simulation = Simulation.ordered();
        simulation.platform().faults().fail(Call.SET_OPTION, Errno.ENOPROTOOPT, 1);
        var config = simulation.config().build();
        try (var group = new EventBaseGroup("simulated", 1, config)) {
            String refusal = assertThrows(
                            IllegalArgumentException.class,
                            () -> ListenerGroup.bind(group, ANY, Placement.REUSE_PORT, this::echo))
                    .getMessage();
            assertTrue(String.valueOf(refusal).contains("has no SO_REUSEPORT"), refusal);
        }
    }
}
