package io.gyre.conformance;

import static io.gyre.conformance.PlatformUnderTest.addressOf;
import static io.gyre.conformance.PlatformUnderTest.anyPort;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.internal.ffi.Errno;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.InetText;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Separate messages. */
interface DatagramCallsContract extends PlatformUnderTest {
    /** {@return two sockets that send to each other} */
    private FdPair udp() throws IOException {
        Fd first = own(make().socket(StandardProtocolFamily.INET, SocketType.DATAGRAM));
        Fd second = own(make().socket(StandardProtocolFamily.INET, SocketType.DATAGRAM));
        assertEquals(0, platform().bind(first.number(), anyPort()));
        assertEquals(0, platform().connect(second.number(), addressOf(first)));
        assertEquals(0, platform().connect(first.number(), addressOf(second)));
        return new FdPair(first, second);
    }

    @Test
    default void datagramsStaySeparate() throws IOException {
        FdPair pair = udp();
        assertEquals("WOULD_BLOCK", Bytes.read(pair.first()));
        Bytes.write(pair.second(), "one");
        Bytes.write(pair.second(), "two");
        assertEquals("one", PlatformUnderTest.awaitRead(pair.first()));
        assertEquals("two", PlatformUnderTest.awaitRead(pair.first()));
    }

    @Test
    default void anEmptyDatagramIsOne() throws IOException {
        Fd receiver = own(make().socket(StandardProtocolFamily.INET, SocketType.DATAGRAM));
        assertEquals(0, platform().bind(receiver.number(), anyPort()));
        try (DatagramChannel sender = DatagramChannel.open()) {
            sender.send(ByteBuffer.allocate(0), addressOf(receiver));
            assertEquals(0, awaitRecv(receiver, 8));
        }
    }

    /** The JDK drops an empty datagram to a peer that is connected, which must not look like success. */
    @Test
    default void anEmptyDatagramIsSentOrRefused() throws IOException {
        FdPair pair = udp();
        try (Arena arena = Arena.ofConfined()) {
            int rc = platform().send(pair.second().number(), arena.allocate(1), 0, 0);
            if (rc != -Errno.EOPNOTSUPP) {
                assertEquals(0, rc);
                assertEquals(0, awaitRecv(pair.first(), 8));
            }
        }
    }

    private int awaitRecv(Fd fd, int count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(count);
            return Spin.until(() -> platform().recv(fd.number(), buffer, 0, count), got -> got != -Errno.EAGAIN);
        }
    }

    @Test
    default void whatDoesNotFitIsLost() throws IOException {
        FdPair pair = udp();
        Bytes.write(pair.second(), "long message");
        Bytes.write(pair.second(), "next");
        assertEquals(4, awaitRecv(pair.first(), 4));
        assertEquals("next", PlatformUnderTest.awaitRead(pair.first()));
    }

    @Test
    default void aDatagramNeedsADestination() throws IOException {
        Fd socket = own(make().socket(StandardProtocolFamily.INET, SocketType.DATAGRAM));
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(-Errno.EDESTADDRREQ, platform().send(socket.number(), arena.allocate(1), 0, 1));
        }
    }

    @Test
    default void aDatagramThatIsTooLongIsRefused() throws IOException {
        FdPair pair = udp();
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(-Errno.EMSGSIZE, platform().send(pair.second().number(), arena.allocate(70000), 0, 70000));
        }
    }

    private Fd bound() throws IOException {
        Fd socket = own(make().socket(StandardProtocolFamily.INET, SocketType.DATAGRAM));
        assertEquals(0, platform().bind(socket.number(), anyPort()));
        return socket;
    }

    private static MemorySegment text(Arena arena, String text) {
        return arena.allocateFrom(text, StandardCharsets.US_ASCII);
    }

    /** {@return the datagram and its sender, once there is one} */
    private String awaitFrom(Fd fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(64);
            SocketAddress[] from = new SocketAddress[1];
            int got =
                    Spin.until(() -> platform().recvfrom(fd.number(), buffer, 0, 64, from), rc -> rc != -Errno.EAGAIN);
            byte[] bytes = buffer.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE);
            return new String(bytes, StandardCharsets.US_ASCII) + " from " + from[0];
        }
    }

    @Test
    default void aDatagramSaysWhoSentItAndCanBeAnswered() throws IOException {
        Fd server = bound();
        Fd client = bound();
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(8, client.sendTo(text(arena, "question"), 0, 8, addressOf(server)));
            assertEquals("question from " + addressOf(client), awaitFrom(server));
            assertEquals(6, server.sendTo(text(arena, "answer"), 0, 6, addressOf(client)));
            assertEquals("answer from " + addressOf(server), awaitFrom(client));
        }
    }

    @Test
    default void aConnectedSocketHearsItsPeerOnly() throws IOException {
        Fd server = bound();
        Fd stranger = bound();
        Fd client = own(make().socket(StandardProtocolFamily.INET, SocketType.DATAGRAM));
        assertEquals(0, platform().connect(client.number(), addressOf(server)));
        try (Arena arena = Arena.ofConfined()) {
            stranger.sendTo(text(arena, "forged"), 0, 6, addressOf(client));
            server.sendTo(text(arena, "true"), 0, 4, addressOf(client));
            assertEquals("true from " + addressOf(server), awaitFrom(client));
            assertEquals(Fd.WOULD_BLOCK, client.receiveFrom(arena.allocate(8), 0, 8, new SocketAddress[1]));
        }
    }

    @Test
    default void whoeverSendsWithoutANameGetsOne() throws IOException {
        Fd server = bound();
        Fd client = own(make().socket(StandardProtocolFamily.INET, SocketType.DATAGRAM));
        try (Arena arena = Arena.ofConfined()) {
            client.sendTo(text(arena, "hi"), 0, 2, addressOf(server));
            int port = ((InetSocketAddress) addressOf(client)).getPort();
            assertEquals("hi from /127.0.0.1:" + port, awaitFrom(server).replace("localhost/", "/"));
        }
    }

    @Test
    default void datagramsOfIpv6SayTheirSenderToo() throws IOException {
        Fd server = own(make().socket(StandardProtocolFamily.INET6, SocketType.DATAGRAM));
        Fd client = own(make().socket(StandardProtocolFamily.INET6, SocketType.DATAGRAM));
        var loopback = new InetSocketAddress(InetText.address("::1"), 0);
        assumeTrue(platform().bind(server.number(), loopback) == 0, "no IPv6 here");
        assertEquals(0, platform().bind(client.number(), loopback));
        try (Arena arena = Arena.ofConfined()) {
            client.sendTo(text(arena, "six"), 0, 3, addressOf(server));
            String got = awaitFrom(server);
            assertTrue(got.startsWith("six from /[0:0:0:0:0:0:0:1"), got);
            assertTrue(got.endsWith(":" + ((InetSocketAddress) addressOf(client)).getPort()), got);
        }
    }
}
