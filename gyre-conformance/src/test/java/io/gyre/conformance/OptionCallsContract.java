package io.gyre.conformance;

import static io.gyre.conformance.PlatformUnderTest.anyPort;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.internal.ffi.Errno;
import io.gyre.net.Fd;
import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Socket options. */
interface OptionCallsContract extends PlatformUnderTest {
    @Test
    default void switchesAreOffUntilTheyAreTurnedOn() throws IOException {
        Fd socket = own(make().socket(StandardProtocolFamily.INET, SocketType.STREAM));
        for (SocketOption option : List.of(
                SocketOption.REUSE_ADDRESS, SocketOption.REUSE_PORT, SocketOption.KEEP_ALIVE, SocketOption.NO_DELAY)) {
            assertEquals(0, socket.option(option), option.name());
            assertEquals(1, socket.option(option, 1).option(option), option.name());
            assertEquals(0, socket.option(option, 0).option(option), option.name());
        }
        Fd datagrams = own(make().socket(StandardProtocolFamily.INET, SocketType.DATAGRAM));
        assertEquals(1, datagrams.option(SocketOption.BROADCAST, 1).option(SocketOption.BROADCAST));
    }

    @Test
    default void aSilentPeerIsProbedAsTold() throws IOException {
        Fd socket = own(make().socket(StandardProtocolFamily.INET, SocketType.STREAM));
        socket.keepAlive(true, 30);
        assertEquals(1, socket.option(SocketOption.KEEP_ALIVE));
        assertEquals(30, socket.option(SocketOption.KEEP_IDLE));
        assertEquals(10, socket.option(SocketOption.KEEP_INTERVAL));
        assertEquals(3, socket.option(SocketOption.KEEP_COUNT));
    }

    @Test
    default void buffersAreAsLargeAsAskedFor() throws IOException {
        Fd socket = own(make().socket(StandardProtocolFamily.INET, SocketType.STREAM));
        for (SocketOption option : List.of(SocketOption.RECEIVE_BUFFER, SocketOption.SEND_BUFFER)) {
            assertTrue(socket.option(option, 32768).option(option) >= 32768, option.name());
        }
    }

    @Test
    default void aListenerKeepsWhatWasSetBefore() throws IOException {
        Fd socket = own(make().socket(StandardProtocolFamily.INET, SocketType.STREAM));
        socket.option(SocketOption.REUSE_ADDRESS, 1).option(SocketOption.RECEIVE_BUFFER, 12345);
        int size = socket.option(SocketOption.RECEIVE_BUFFER);
        assertEquals(0, platform().bind(socket.number(), anyPort()));
        assertEquals(0, platform().listen(socket.number(), 4));
        assertEquals(1, socket.option(SocketOption.REUSE_ADDRESS));
        assertEquals(size, socket.option(SocketOption.RECEIVE_BUFFER));
    }

    @Test
    default void aSocketTellsWhetherItListens() throws IOException {
        Fd socket = own(make().socket(StandardProtocolFamily.INET, SocketType.STREAM));
        assertEquals(0, socket.option(SocketOption.LISTENS));
        assertEquals(0, platform().bind(socket.number(), anyPort()));
        assertEquals(0, platform().listen(socket.number(), 4));
        assertEquals(1, socket.option(SocketOption.LISTENS));
        assertEquals(-Errno.ENOPROTOOPT, platform().setOption(socket.number(), SocketOption.LISTENS, 0));
    }

    @Test
    default void aListenerReusesNoAddressUnasked() throws IOException {
        Fd socket = own(make().socket(StandardProtocolFamily.INET, SocketType.STREAM));
        assertEquals(0, platform().bind(socket.number(), anyPort()));
        assertEquals(0, platform().listen(socket.number(), 4));
        assertEquals(0, socket.option(SocketOption.REUSE_ADDRESS));
    }

    @Test
    default void anOptionOfTcpIsRefusedElsewhere() throws IOException {
        Fd socket = own(make().socket(StandardProtocolFamily.UNIX, SocketType.STREAM));
        int rc = platform().setOption(socket.number(), SocketOption.NO_DELAY, 1);
        assertTrue(rc == -Errno.EOPNOTSUPP || rc == -Errno.ENOPROTOOPT, Errno.name(-rc));
    }

    @Test
    default void aNonsensicalValueIsRefused() throws IOException {
        Fd socket = own(make().socket(StandardProtocolFamily.INET, SocketType.STREAM));
        assertEquals(-Errno.EINVAL, platform().setOption(socket.number(), SocketOption.KEEP_IDLE, -1));
    }

    @Test
    default void ipv6MayTakeIpv4AsWell() throws IOException {
        int number = platform().socket(StandardProtocolFamily.INET6, SocketType.STREAM);
        assumeTrue(number >= 0, "this machine has no IPv6");
        Fd socket = own(make().adopt(number, true));
        assertEquals(0, socket.ipv6Only(false).option(SocketOption.IPV6_ONLY));
    }
}
