package io.gyre.internal.backend.iouring;

import static io.gyre.backend.Interest.READ;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.backend.SocketAcceptor;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are accepted on a ring with room for eight completions, and what becomes of them as rings and threads come and go. */
class AcceptorTest extends StreamSuite {
    private final List<Fd> clients = new ArrayList<>();
    private @Nullable Fd listening;
    private @Nullable SocketAcceptor acceptor;

    @BeforeEach
    void listen() throws IOException {
        Fd made = Descriptors.system().listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listening = made;
        acceptor = requireNonNull(backend.acceptor(made, lock, pool));
        want(true);
    }

    @AfterEach
    void endClients() {
        if (acceptor != null) {
            acceptor.close();
        }
        if (listening != null) {
            listening.close();
        }
        clients.forEach(Fd::close);
    }

    private void want(boolean on) {
        int fd = requireNonNull(listening).number();
        assertTrue(backend.change(fd, on ? 0 : READ, on ? READ : 0) >= 0);
    }

    private void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            clients.add(Descriptors.system()
                    .connect(requireNonNull(requireNonNull(listening).localAddress())));
        }
    }

    /** {@return how many connections have come, which are closed} */
    private int take() throws IOException {
        int count = 0;
        for (Fd taken = next(); taken != null; taken = next()) {
            taken.close();
            count++;
        }
        return count;
    }

    private @Nullable Fd next() throws IOException {
        return requireNonNull(acceptor).accept();
    }

    private static int descriptors() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.count();
        }
    }

    @Test
    void noneIsLostWhereTheRingIsTooSmallForAll() throws IOException {
        turn();
        int before = descriptors();
        for (int round = 0; round < 3; round++) {
            connect(MANY);
            for (int left = MANY; left > 0; ) {
                turn();
                left -= take();
            }
        }
        assertEquals(before + 3 * MANY, descriptors());
    }

    @Test
    void noneIsAcceptedBeyondWhatIsEnoughUntilSomeAreTaken() throws IOException {
        turn();
        for (int i = 0; i < 3 * MANY; i++) {
            connect(1);
            turn();
        }
        int waiting = take();
        assertTrue(
                waiting >= AcceptQueue.ENOUGH && waiting <= AcceptQueue.ENOUGH + 2,
                () -> waiting + " were accepted ahead");
        for (int left = 3 * MANY - waiting; left > 0; ) {
            turn();
            left -= take();
        }
    }

    @Test
    void noneIsAcceptedOnceItIsNotWanted() throws IOException {
        turn();
        want(false);
        connect(3);
        turn();
        assertNull(next());
        want(true);
        while (take() == 0) {
            turn();
        }
    }

    @Test
    void thoseThatCameStayWhileItIsNotWanted() throws IOException {
        connect(3);
        turn();
        turn();
        want(false);
        turn();
        assertEquals(3, take());
    }

    @Test
    void thoseThatCameAreClosedWithIt() throws IOException {
        turn();
        int before = descriptors();
        connect(MANY);
        turn();
        want(false);
        assertTrue(requireNonNull(acceptor).close());
        assertEquals(before + MANY, descriptors());
    }

    @Test
    void thoseThatCameAreClosedWithTheMechanism() throws IOException {
        turn();
        int before = descriptors();
        connect(MANY);
        turn();
        backend.close();
        assertTrue(descriptors() < before + MANY, "connections that nobody can take were left open");
        backend = open();
    }

    @Test
    void anotherThreadTakesWhatTheFormerAccepted() throws Exception {
        connect(MANY);
        turn();
        backend.leave();
        var taken = new int[1];
        Thread other = Thread.ofPlatform().start(() -> {
            try {
                while (taken[0] < MANY) {
                    turn();
                    taken[0] += take();
                }
                backend.leave();
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
        other.join();
        assertEquals(MANY, taken[0]);
    }

    @Test
    void aSocketThatCannotAcceptIsAskedByACallWhichTells() throws IOException {
        SocketAcceptor wrong = requireNonNull(backend.acceptor(pair(), lock, pool));
        read(0, true);
        send(0, "x");
        for (int i = 0; i < 3; i++) {
            turn();
        }
        IOException refused = assertThrows(IOException.class, wrong::accept);
        assertTrue(String.valueOf(refused.getMessage()).contains("EINVAL"), refused::toString);
        assertNull(wrong.accept());
        assertTrue(wrong.close());
    }

    private Fd pair() throws IOException {
        pairs.add(Descriptors.system().socketpair());
        return pairs.getFirst().first();
    }
}
