package io.gyre.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.Platform;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the environment says of inherited sockets; the real systemd stands in front of {@code gyre proxy}. */
@EnabledOnOs(OS.LINUX)
class InheritedSocketsTest {
    private final Platform posix = Platform.named("posix");

    private List<InheritedSockets.Inherited> take(Map<String, String> environment, int first) throws IOException {
        return InheritedSockets.take(posix, environment, 42, first);
    }

    private static Map<String, String> sockets(String count) {
        return Map.of("LISTEN_PID", "42", "LISTEN_FDS", count);
    }

    @Test
    void whatIsMeantForAnotherProcessOrNobodyIsLeftAlone() throws IOException {
        assertEquals(List.of(), take(Map.of(), 3));
        assertEquals(List.of(), take(Map.of("LISTEN_PID", "43", "LISTEN_FDS", "1"), 3));
        assertEquals(List.of(), take(sockets("0"), 3));
    }

    @Test
    void aListeningSocketIsTakenWithItsNameAndMadeNonblocking() throws IOException {
        try (Fd socket = new Descriptors(posix).listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            socket.nonblocking(false);
            InheritedSockets.Inherited unnamed =
                    take(sockets("1"), socket.number()).getFirst();
            assertEquals("unknown", unnamed.name());
            var named = Map.of("LISTEN_PID", "42", "LISTEN_FDS", "1", "LISTEN_FDNAMES", "web");
            InheritedSockets.Inherited web = take(named, socket.number()).getFirst();
            assertEquals("web", web.name());
            assertEquals(socket.localAddress(), web.fd().localAddress());
            assertTrue(socket.nonblocking(true), "it still blocks");
        }
    }

    @Test
    void whatDoesNotListenIsRefusedByName() throws IOException {
        try (Fd socket = new Descriptors(posix).socket(StandardProtocolFamily.INET, SocketType.STREAM)) {
            var refused = assertThrows(IOException.class, () -> take(sockets("1"), socket.number()));
            assertTrue(String.valueOf(refused.getMessage()).contains("Accept=no"), refused::toString);
        }
        assertThrows(IOException.class, () -> take(sockets("1"), 1_000_000), "a descriptor that is not open");
    }

    @Test
    void nonsenseAndThePortablePlatformAreRefused() {
        assertThrows(IOException.class, () -> take(sockets("x"), 3));
        assertThrows(IOException.class, () -> take(sockets("1025"), 3));
        assertThrows(IOException.class, () -> take(sockets("-1"), 3));
        assertThrows(IOException.class, () -> take(Map.of("LISTEN_PID", "42"), 3));
        var twoNames = Map.of("LISTEN_PID", "42", "LISTEN_FDS", "1", "LISTEN_FDNAMES", "a:b");
        assertThrows(IOException.class, () -> take(twoNames, 3));
        Platform nio = Platform.named("nio");
        assertThrows(IOException.class, () -> InheritedSockets.take(nio, sockets("1"), 42, 3));
    }
}
