package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.listener.AcceptCallback;
import io.gyre.listener.ConnectionListener;
import io.gyre.listener.ListenerOption;
import io.gyre.net.Fd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is particular to listeners whose connections the mechanism accepts by itself; all else they share with the others, and their suites. */
class AcceptAheadTest extends LoopSuite {
    private static final int MANY = 300;

    private final List<Fd> clients = new ArrayList<>();

    AcceptAheadTest() {
        super(World.named(World.ASYNC));
    }

    private ConnectionListener listener(AcceptCallback callback) throws IOException {
        ConnectionListener made = ConnectionListener.bind(
                base,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                callback,
                ListenerOption.ACCEPT_AHEAD);
        world.atTheEnd(made::close);
        return made;
    }

    private void connect(ConnectionListener listener, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Fd client = world.descriptors().connect(requireNonNull(listener.address()));
            world.atTheEnd(client::close);
            world.settle(client, EventMask.WRITE);
            clients.add(client);
        }
    }

    private void look() {
        base.loop(LoopFlag.NONBLOCK);
    }

    private boolean hasEnded(Fd client) throws IOException {
        world.settle(client, EventMask.READ);
        try {
            return client.read(Arena.ofAuto().allocate(1)) == Fd.EOF;
        } catch (IOException reset) {
            return true;
        }
    }

    private final AcceptCallback closing = (_, connection, _) -> {
        note("accept");
        connection.close();
    };

    private static int descriptors() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.count();
        }
    }

    @Test
    void aBurstIsDeliveredOneBatchAfterTheOther() throws IOException {
        var count = new int[1];
        ConnectionListener listener = listener((_, connection, _) -> {
            count[0]++;
            connection.close();
        });
        connect(listener, MANY);
        for (int delivered = 0; delivered < MANY; delivered = count[0]) {
            base.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK);
            assertEquals(Math.min(delivered + 64, MANY), count[0]);
        }
    }

    @Test
    void connectionsAreClosedOnExec() throws IOException {
        ConnectionListener listener = listener((_, connection, _) -> {
            note(flags(connection));
            connection.close();
        });
        connect(listener, 1);
        look();
        assertRan("02004002"); // O_CLOEXEC, O_NONBLOCK and O_RDWR.
    }

    private static String flags(Fd connection) {
        try {
            return Files.readAllLines(Path.of("/proc/self/fdinfo/" + connection.number())).stream()
                    .filter(line -> line.startsWith("flags:"))
                    .map(line -> line.substring("flags:".length()).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void whatHadComeBeforeItWasClosedIsClosedWithIt() throws IOException {
        int before = descriptors();
        ConnectionListener listener = listener((own, connection, _) -> {
            note("accept");
            connection.close();
            own.close();
        });
        connect(listener, MANY);
        look();
        assertRan("accept");
        for (Fd client : clients) {
            assertTrue(hasEnded(client));
            client.close();
        }
        assertEquals(before, descriptors());
    }

    @Test
    void whatHadComeBeforeTheBaseWasClosedIsClosedWithIt() throws IOException {
        int before = descriptors();
        ConnectionListener listener = listener((own, connection, _) -> {
            connection.close();
            own.disable();
        });
        connect(listener, MANY);
        look();
        base.close();
        listener.close();
        for (Fd client : clients) {
            assertTrue(hasEnded(client));
            client.close();
        }
        assertTrue(descriptors() < before);
    }

    @Test
    void whileItIsDisabledFurtherConnectionsWaitInTheBacklog() throws IOException {
        ConnectionListener listener = listener(closing);
        look(); // The mechanism accepts by itself from now on.
        listener.disable();
        connect(listener, 1);
        look();
        assertRan("");
        world.settle(listener.fd(), EventMask.READ);
        try (Fd waited = listener.fd().accept()) {
            assertNotNull(waited, "the connection was accepted ahead, though the listener is disabled");
        }
        listener.enable();
        connect(listener, 1);
        look();
        assertRan("accept");
    }

    @Test
    void anotherThreadMayCloseItWhileTheLoopSleeps() throws Exception {
        var running = new CountDownLatch(1);
        ConnectionListener listener = listener((_, connection, _) -> {
            connection.close();
            running.countDown();
        });
        connect(listener, 1);
        Thread closer = Thread.ofPlatform().start(() -> {
            try {
                running.await();
            } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
            }
            listener.close();
        });
        base.dispatch(); // Ends when nothing is left to wait for.
        closer.join();
        assertFalse(listener.fd().isOpen());
        assertTrue(hasEnded(clients.getFirst()));
    }

    @Test
    void itIsWithoutEffectWhereTheMechanismCannot() throws IOException {
        World epoll = World.named("epoll");
        try (var plain = epoll.base();
                var listener = ConnectionListener.bind(
                        plain,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        closing,
                        ListenerOption.ACCEPT_AHEAD)) {
            connect(listener, 1);
            world.settle(listener.fd(), EventMask.READ);
            plain.loop(LoopFlag.NONBLOCK);
            assertRan("accept");
        }
    }
}
