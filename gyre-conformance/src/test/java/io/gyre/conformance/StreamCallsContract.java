package io.gyre.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Bytes through socket pairs and pipes. */
interface StreamCallsContract extends PlatformUnderTest {
    @Test
    default void aSocketPairCarriesBothWays() throws IOException {
        FdPair pair = own(make().socketpair());
        Bytes.write(pair.first(), "there");
        Bytes.write(pair.second(), "back");
        assertEquals("there", Bytes.read(pair.second()));
        assertEquals("back", Bytes.read(pair.first()));
        assertEquals("WOULD_BLOCK", Bytes.read(pair.first()));
    }

    @Test
    default void aPipeCarriesOneWay() throws IOException {
        FdPair pipe = own(make().pipe());
        Bytes.write(pipe.second(), "there");
        assertEquals("there", Bytes.read(pipe.first()));
        assertEquals("WOULD_BLOCK", Bytes.read(pipe.first()));
        assertEquals("EBADF", errno(() -> Bytes.write(pipe.first(), "back")));
        assertEquals("EBADF", errno(() -> Bytes.read(pipe.second())));
    }

    @Test
    default void aClosedEndIsTheEnd() throws IOException {
        for (FdPair pair : List.of(own(make().socketpair()), own(make().pipe()))) {
            Bytes.write(pair.second(), "last");
            pair.second().close();
            assertEquals("last", Bytes.read(pair.first()));
            assertEquals("EOF", Bytes.read(pair.first()));
            assertEquals("EOF", Bytes.read(pair.first()));
        }
    }

    @Test
    default void writingToNobodyIsABrokenPipe() throws IOException {
        FdPair pipe = own(make().pipe());
        pipe.first().close();
        assertEquals("EPIPE", errno(() -> Bytes.write(pipe.second(), "x")));
        FdPair pair = own(make().socketpair());
        pair.first().close();
        assertEquals("EPIPE", errno(() -> Bytes.write(pair.second(), "x")));
    }

    @Test
    default void aHalfIsShutDownAlone() throws IOException {
        for (FdPair pair : List.of(own(make().socketpair()), tcp())) {
            pair.first().shutdown(Shutdown.WRITING);
            assertEquals("EOF", PlatformUnderTest.awaitRead(pair.second()));
            Bytes.write(pair.second(), "still");
            assertEquals("still", PlatformUnderTest.awaitRead(pair.first()));
            assertEquals("EPIPE", errno(() -> Bytes.write(pair.first(), "x")));
        }
    }

    @Test
    default void theReadingHalfIsShutDownAlone() throws IOException {
        FdPair pair = own(make().socketpair());
        pair.first().shutdown(Shutdown.READING);
        assertEquals("EOF", Bytes.read(pair.first()));
        Bytes.write(pair.first(), "still");
        assertEquals("still", Bytes.read(pair.second()));
    }

    @Test
    default void bothHalvesAreShutDown() throws IOException {
        FdPair pair = own(make().socketpair());
        pair.first().shutdown(Shutdown.BOTH);
        assertEquals("EOF", Bytes.read(pair.first()));
        assertEquals("EOF", Bytes.read(pair.second()));
        assertEquals("EPIPE", errno(() -> Bytes.write(pair.first(), "x")));
    }

    @Test
    default void manyBytesArriveAsTheyWent() throws IOException {
        byte[] sent = new byte[1 << 20];
        new Random(1).nextBytes(sent);
        for (FdPair pair : List.of(own(make().socketpair()), own(make().pipe()), tcp())) {
            assertEquals(-1, Arrays.mismatch(sent, through(pair, sent)));
        }
    }

    private static byte[] through(FdPair pair, byte[] bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
            MemorySegment to = arena.allocate(bytes.length);
            int sent = 0;
            int got = 0;
            while (got < bytes.length) {
                // A pipe is read from its first end; the other kinds do not care.
                sent += sent < bytes.length ? Math.max(0, pair.second().write(from, sent, bytes.length - sent)) : 0;
                got += Math.max(0, pair.first().read(to, got, bytes.length - got));
            }
            return to.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    @Test
    default void onlyLiveNativeMemoryIsTaken() throws IOException {
        FdPair pair = own(make().socketpair());
        MemorySegment dead;
        try (Arena arena = Arena.ofConfined()) {
            dead = arena.allocate(8);
            assertThrows(IndexOutOfBoundsException.class, () -> pair.first().write(dead, 4, 5));
            assertThrows(IndexOutOfBoundsException.class, () -> pair.first().read(dead, -1, 1));
        }
        assertThrows(IllegalStateException.class, () -> pair.first().write(dead));
        assertThrows(IllegalArgumentException.class, () -> pair.first().write(MemorySegment.ofArray(new byte[8])));
        assertThrows(IllegalArgumentException.class, () -> pair.first().read(MemorySegment.ofArray(new byte[8])));
        assertEquals("WOULD_BLOCK", Bytes.read(pair.second()));
    }

    @Test
    default void theSmallestFreeNumberIsGivenNext() throws IOException {
        FdPair first = own(make().socketpair());
        own(make().socketpair());
        int number = first.first().number();
        first.first().close();
        Fd next = own(make().pipe()).first();
        assertEquals(number, next.number());
    }

    @Test
    default void descriptorsDoNotBlockUnlessAsked() throws IOException {
        for (FdPair pair : List.of(own(make().socketpair()), own(make().pipe()))) {
            assertEquals(true, pair.first().nonblocking(true), "was so");
            assertEquals(true, pair.first().nonblocking(false));
            assertEquals(false, pair.first().nonblocking(true));
            pair.first().closeOnExec(true);
        }
    }

    private static String errno(Executable call) {
        return assertThrows(ErrnoException.class, call).errnoName();
    }
}
