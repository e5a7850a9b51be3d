package io.gyre.conformance;

import static io.gyre.conformance.PlatformUnderTest.addressOf;
import static io.gyre.conformance.PlatformUnderTest.anyPort;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.internal.ffi.Errno;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
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
}
