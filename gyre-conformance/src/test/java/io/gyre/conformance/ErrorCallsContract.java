package io.gyre.conformance;

import static io.gyre.conformance.PlatformUnderTest.anyPort;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.internal.ffi.Errno;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** What is refused, and by which error. */
interface ErrorCallsContract extends PlatformUnderTest {
    /** No such number is ever open in these tests. */
    int NOT_OPEN = 1_000_000;

    // S-110
    @Test
    default void aNumberThatIsNotOpenIsABadDescriptor() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(8);
            for (int fd : new int[] {NOT_OPEN, -1}) {
                for (IntSupplier call : calls(fd, buffer)) {
                    assertEquals("EBADF", Errno.name(-call.getAsInt()));
                }
                assertNull(platform().localAddress(fd));
                assertNull(platform().remoteAddress(fd));
                assertEquals(false, platform().isTerminal(fd));
            }
        }
    }

    private List<IntSupplier> calls(int fd, MemorySegment buffer) {
        var calls = new ArrayList<IntSupplier>(socketCalls(fd, buffer));
        calls.add(() -> platform().read(fd, buffer, 0, 8));
        calls.add(() -> platform().write(fd, buffer, 0, 8));
        calls.add(() -> platform().setNonblocking(fd, true));
        calls.add(() -> platform().setCloseOnExec(fd, true));
        calls.add(() -> platform().close(fd));
        return calls;
    }

    private List<IntSupplier> socketCalls(int fd, MemorySegment buffer) {
        return List.of(
                () -> platform().recv(fd, buffer, 0, 8),
                () -> platform().send(fd, buffer, 0, 8),
                () -> platform().bind(fd, anyPort()),
                () -> platform().listen(fd, 1),
                () -> platform().connect(fd, anyPort()),
                () -> platform().accept(fd),
                () -> platform().shutdown(fd, Shutdown.BOTH),
                () -> platform().option(fd, SocketOption.KEEP_ALIVE),
                () -> platform().setOption(fd, SocketOption.KEEP_ALIVE, 1));
    }

    @Test
    default void aPipeIsNoSocket() throws IOException {
        int fd = own(make().pipe()).first().number();
        try (Arena arena = Arena.ofConfined()) {
            for (IntSupplier call : socketCalls(fd, arena.allocate(8))) {
                assertEquals("ENOTSOCK", Errno.name(-call.getAsInt()));
            }
        }
        assertNull(platform().localAddress(fd));
        assertEquals(false, platform().isTerminal(fd));
    }

    @Test
    default void whatIsNotConnectedIsNotReadOrShutDown() throws IOException {
        Fd socket = own(make().socket(StandardProtocolFamily.INET, SocketType.STREAM));
        Fd listener = own(make().listen(anyPort()));
        for (Fd fd : List.of(socket, listener)) {
            assertEquals(
                    "ENOTCONN",
                    assertThrows(ErrnoException.class, () -> Bytes.read(fd)).errnoName());
            assertEquals(-Errno.ENOTCONN, platform().shutdown(socket.number(), Shutdown.WRITING));
        }
        assertNull(socket.remoteAddress());
    }

    @Test
    default void onlyAListenerAccepts() throws IOException {
        Fd socket = own(make().socket(StandardProtocolFamily.INET, SocketType.STREAM));
        assertEquals(-Errno.EINVAL, platform().accept(socket.number()));
    }

    @Test
    default void aPeerThatLeavesDataUnreadResetsTheConnection() throws IOException {
        FdPair pair = tcp();
        Bytes.write(pair.first(), "unread");
        PlatformUnderTest.awaitRead(pair.second());
        Bytes.write(pair.first(), "more");
        Bytes.write(pair.second(), "x"); // Its arrival shows that what went the other way has arrived as well.
        assertEquals("x", PlatformUnderTest.awaitRead(pair.first()));
        pair.second().close();
        ErrnoException reset = assertThrows(ErrnoException.class, () -> PlatformUnderTest.awaitRead(pair.first()));
        assertEquals("ECONNRESET", reset.errnoName());
    }

    // S-110
    @Test
    default void aNumberIsClosedOnce() throws IOException {
        int number = own(make().pipe()).first().release();
        assertEquals(0, platform().close(number));
        assertEquals(-Errno.EBADF, platform().close(number));
    }
}
