package io.gyre.conformance;

import static io.gyre.backend.Interest.CLOSED;
import static io.gyre.backend.Interest.READ;
import static io.gyre.backend.Interest.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.backend.BackendFeature;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Peers that go, in one direction or in both: whoever can hear of it does, and nobody's loop spins. */
interface HangupContract extends BackendUnderTest {
    @Test
    default void theEndOfAStreamIsReadable() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        pair.second().shutdown(Shutdown.WRITING);
        assertEquals(READ, driver().look(pair.first()));
        assertEquals("EOF", Bytes.read(pair.first()));
    }

    @Test
    default void aHalfThatIsClosedLeavesTheOtherHalf() throws IOException {
        FdPair pair = driver().socketpair();
        pair.second().shutdown(Shutdown.WRITING);
        driver().watch(pair.first(), WRITE);
        driver().watch(pair.second(), READ);
        assertEquals(Map.of(pair.first().number(), WRITE), driver().pass(0));
        Bytes.write(pair.first(), "x");
        assertEquals(READ, driver().look(pair.second()));
        assertEquals("x", Bytes.read(pair.second()));
    }

    @Test
    default void aCloseIsKnownBeforeTheDataAreRead() throws IOException {
        assumeTrue(fixture().has(BackendFeature.EARLY_CLOSE), "does not know of a close early");
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), CLOSED);
        Bytes.write(pair.second(), "x");
        driver().assertQuiet();
        pair.second().shutdown(Shutdown.WRITING);
        assertEquals(CLOSED, driver().look(pair.first()));
        driver().watch(pair.first(), READ | CLOSED);
        assertEquals(READ | CLOSED, driver().look(pair.first()));
        driver().watch(pair.first(), READ);
        assertEquals(READ, driver().look(pair.first()));
    }

    @Test
    default void aFullCloseIsAnEarlyCloseToo() throws IOException {
        assumeTrue(fixture().has(BackendFeature.EARLY_CLOSE), "does not know of a close early");
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), CLOSED);
        pair.second().close();
        assertEquals(CLOSED, driver().look(pair.first()));
    }

    @Test
    default void aCloseThatCannotBeKnownEarlyIsQuiet() throws IOException {
        assumeFalse(fixture().has(BackendFeature.EARLY_CLOSE), "knows of a close early");
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), CLOSED);
        pair.second().shutdown(Shutdown.WRITING);
        driver().assertQuiet();
        pair.second().close();
        driver().assertQuiet();
    }

    @Test
    default void aPeerThatIsGoneIsToldToAReader() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        pair.second().close();
        assertEquals(READ, driver().look(pair.first()));
        assertEquals("EOF", Bytes.read(pair.first()));
    }

    @Test
    default void aPeerThatIsGoneIsToldToAWriter() throws IOException {
        FdPair pair = driver().socketpair();
        Bytes.fill(pair.first());
        driver().watch(pair.first(), WRITE);
        driver().assertQuiet();
        pair.second().close();
        assertEquals(WRITE, driver().look(pair.first()));
        assertThrows(ErrnoException.class, () -> Bytes.write(pair.first(), "x"));
    }

    @Test
    default void aWriterThatIsGoneIsToldToAPipesReader() throws IOException {
        FdPair pipe = driver().pipe();
        driver().watch(pipe.first(), READ);
        pipe.second().close();
        assertEquals(READ, driver().look(pipe.first()));
        assertEquals("EOF", Bytes.read(pipe.first()));
    }

    @Test
    default void aReaderThatIsGoneIsToldToAPipesWriter() throws IOException {
        FdPair pipe = driver().pipe();
        Bytes.fill(pipe.second());
        driver().watch(pipe.second(), WRITE);
        driver().assertQuiet();
        pipe.first().close();
        assertEquals(WRITE, driver().look(pipe.second()));
        assertEquals(
                "EPIPE",
                assertThrows(ErrnoException.class, () -> Bytes.write(pipe.second(), "x"))
                        .errnoName());
    }

    /** The error of a pipe's writing end concerns the only one who waits there, though for another reason. */
    @Test
    default void anErrorThatNobodyAskedForIsToldOrQuiet() throws IOException {
        FdPair pipe = driver().pipe();
        driver().watch(pipe.second(), READ);
        pipe.first().close();
        assertToldOrQuiet(pipe.second());
    }

    @Test
    default void aHangupThatNobodyAskedForIsToldOrQuiet() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), WRITE);
        pair.second().close();
        assertToldOrQuiet(pair.first());
        driver().watch(pair.first(), CLOSED);
        assertToldOrQuiet(pair.first());
    }

    @Test
    default void aHangupOfAForgottenDescriptorIsQuiet() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ | WRITE);
        assertEquals(WRITE, driver().look(pair.first()));
        driver().forget(pair.first());
        pair.second().close();
        driver().assertQuiet();
    }

    private void assertToldOrQuiet(Fd fd) {
        long start = System.nanoTime();
        Map<Integer, Integer> found = driver().pass(BackendDriver.SHORT);
        assertTrue(
                found.containsKey(fd.number()) || System.nanoTime() - start >= BackendDriver.SHORT,
                "the wait ended early, and nobody was told: a loop would spin");
    }
}
