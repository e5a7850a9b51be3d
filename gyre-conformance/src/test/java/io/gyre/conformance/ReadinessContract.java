package io.gyre.conformance;

import static io.gyre.backend.Interest.ET;
import static io.gyre.backend.Interest.READ;
import static io.gyre.backend.Interest.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.backend.BackendFeature;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a descriptor is found ready, and how often. */
interface ReadinessContract extends BackendUnderTest {
    @Test
    default void nothingIsReadyUntilSomethingHappens() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        driver().assertQuiet();
    }

    @Test
    default void dataMakeTheOtherEndReadable() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        driver().watch(pair.second(), READ);
        Bytes.write(pair.second(), "x");
        assertEquals(Map.of(pair.first().number(), READ), driver().pass(0));
    }

    @Test
    default void readinessIsToldUntilItIsUsedUp() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        Bytes.write(pair.second(), "xy");
        for (int i = 0; i < 3; i++) {
            assertEquals(READ, driver().look(pair.first()));
        }
        assertEquals("xy", Bytes.read(pair.first()));
        driver().assertQuiet();
    }

    @Test
    default void aSocketIsWritableUntilItIsFull() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), WRITE);
        assertEquals(WRITE, driver().look(pair.first()));
        long sent = Bytes.fill(pair.first());
        driver().assertQuiet();
        assertEquals(sent, Bytes.drain(pair.second()));
        assertEquals(WRITE, driver().await(pair.first()));
    }

    @Test
    default void bothConditionsAreToldTogether() throws IOException {
        FdPair pair = driver().socketpair();
        Bytes.write(pair.second(), "x");
        driver().watch(pair.first(), READ | WRITE);
        assertEquals(Map.of(pair.first().number(), READ | WRITE), driver().pass(0));
    }

    @Test
    default void aPipeIsReadAtOneEndAndWrittenAtTheOther() throws IOException {
        FdPair pipe = driver().pipe();
        driver().watch(pipe.first(), READ);
        driver().watch(pipe.second(), WRITE);
        assertEquals(Map.of(pipe.second().number(), WRITE), driver().pass(0));
        Bytes.fill(pipe.second());
        assertEquals(Map.of(pipe.first().number(), READ), driver().pass(0));
        Bytes.drain(pipe.first());
        assertEquals(WRITE, driver().await(pipe.second()));
    }

    /** G-131: what epoll cannot watch is ready all the time, as poll has it. */
    @Test
    default void aRegularFileIsAlwaysReady(@TempDir Path folder) throws IOException {
        Fd file = driver().own(fixture().openFile(Files.writeString(folder.resolve("file"), "text")));
        driver().watch(file, READ);
        for (int i = 0; i < 3; i++) {
            assertEquals(Map.of(file.number(), READ), driver().pass(-1));
        }
        assertEquals("text", Bytes.read(file));
        assertEquals("EOF", Bytes.read(file));
        assertEquals(READ, driver().look(file));
        driver().forget(file);
        driver().assertQuiet();
    }

    @Test
    default void aRegularFileDoesNotHideOthers(@TempDir Path folder) throws IOException {
        Fd file = driver().own(fixture().openFile(Files.writeString(folder.resolve("file"), "text")));
        FdPair pair = driver().socketpair();
        driver().watch(file, READ);
        driver().watch(pair.first(), READ);
        Bytes.write(pair.second(), "x");
        assertEquals(Map.of(file.number(), READ, pair.first().number(), READ), driver().pass(-1));
    }

    @Test
    default void edgesAreToldOnce() throws IOException {
        assumeTrue(fixture().has(BackendFeature.ET), "has no edge triggering");
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ | ET);
        Bytes.write(pair.second(), "x");
        assertEquals(READ, driver().look(pair.first()));
        driver().assertQuiet();
        Bytes.write(pair.second(), "y");
        assertEquals(READ, driver().look(pair.first()));
        driver().assertQuiet();
    }

    @Test
    default void anEdgeTriggeredRegularFileIsToldOnce(@TempDir Path folder) throws IOException {
        assumeTrue(fixture().has(BackendFeature.ET), "has no edge triggering");
        Fd file = driver().own(fixture().openFile(Files.writeString(folder.resolve("file"), "text")));
        driver().watch(file, READ | ET);
        assertEquals(READ, driver().look(file));
        driver().assertQuiet();
    }

    @Test
    default void manyDescriptorsAreToldOnceEach() throws IOException {
        List<FdPair> pipes = pipes(manyPipes());
        pipes.forEach(pipe -> driver().watch(pipe.first(), READ));
        driver().assertQuiet();
        for (FdPair pipe : pipes) {
            Bytes.write(pipe.second(), "x");
        }
        int told = 0;
        while (told < pipes.size()) {
            Map<Integer, Integer> found = driver().pass(0);
            assertTrue(!found.isEmpty(), "some are never told of");
            told += found.size();
            for (FdPair pipe : pipes) {
                if (found.containsKey(pipe.first().number())) {
                    Bytes.read(pipe.first());
                }
            }
        }
        assertEquals(pipes.size(), told);
        driver().assertQuiet();
    }

    @Test
    default void oneOfManyDescriptorsIsFound() throws IOException {
        List<FdPair> pipes = pipes(manyPipes());
        pipes.forEach(pipe -> driver().watch(pipe.first(), READ));
        for (int i : List.of(0, 31, 32, 63, 64, 127, pipes.size() - 1)) {
            Bytes.write(pipes.get(i).second(), "x");
            assertEquals(Map.of(pipes.get(i).first().number(), READ), driver().pass(0));
            Bytes.read(pipes.get(i).first());
        }
        pipes.forEach(pipe -> driver().forget(pipe.first()));
        driver().assertQuiet();
    }

    /** {@return a number that makes every table grow} */
    default int manyPipes() {
        return 1200;
    }

    private List<FdPair> pipes(int count) throws IOException {
        var pipes = new ArrayList<FdPair>();
        for (int i = 0; i < count; i++) {
            pipes.add(driver().pipe());
        }
        return pipes;
    }
}
