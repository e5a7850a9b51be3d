package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.event.EventConfig;
import io.gyre.event.Mechanism;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server with fewer descriptors than clients. */
class FewDescriptorsTest {
    private static final int CLIENTS = 200;

    private static GyreProcess server(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(GyreProcess.builder(List.of("bash", "-c", "ulimit -n 100; exec \"$@\"", "bash"))
                        .command());
        command.set(command.size() - 1, CrowdedServer.class.getName());
        command.addAll(List.of(arguments));
        return GyreProcess.start(new ProcessBuilder(command));
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static boolean answers(Socket client) {
        try {
            client.getOutputStream().write('x');
            return client.getInputStream().read() == 'x';
        } catch (IOException reset) {
            return false; // Closed by the server before or after the byte was sent.
        }
    }

    // S-220
    @Test
    void of200ClientsThatWaitAtOnceEachIsServedOrTurnedAwayAndCounted() throws IOException {
        assertServesOrTurnsAway();
    }

    @Test
    void soIsEachWhereTheMechanismAcceptsAhead() throws IOException {
        assumeTrue(
                Mechanism.all(EventConfig.builder().preferMethod("io_uring").build()).stream()
                        .anyMatch(each -> each.name().equals("io_uring")
                                && each.unavailable().isEmpty()),
                "SKIPPED: io_uring cannot be used here");
        assertServesOrTurnsAway("ahead");
    }

    private static void assertServesOrTurnsAway(String... arguments) throws IOException {
        var clients = new ArrayList<Socket>();
        try (GyreProcess server = server(arguments)) {
            int port = server.port();
            try (Socket first = connect(port)) {
                assertTrue(answers(first), "not even one is served");
            }
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(connect(port));
            }
            awaitLine(server, "EMFILE");
            int refused = 0;
            for (Socket client : clients) {
                refused += answers(client) ? 0 : 1;
            }
            assertTrue(refused >= 1 && refused < CLIENTS / 2, refused + " clients were turned away");
            awaitLine(server, "turned away " + refused);
            try (Socket last = connect(port)) {
                assertTrue(answers(last), "the server is well again");
            }
            assertTrue(server.process.isAlive());
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static void awaitLine(GyreProcess server, String expected) throws IOException {
        for (String line = server.line(); !line.equals(expected); line = server.line()) {
            assertTrue(!line.isEmpty(), "the server ended before it said " + expected);
        }
    }
}
