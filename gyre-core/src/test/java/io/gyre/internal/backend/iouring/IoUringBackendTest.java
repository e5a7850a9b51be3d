package io.gyre.internal.backend.iouring;

import static io.gyre.backend.Interest.ET;
import static io.gyre.backend.Interest.READ;
import static io.gyre.backend.Interest.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What is peculiar to io_uring: rings that are full, requests that hold files, and rings that are their thread's. */
@Timeout(60)
@ParameterizedClass(name = "without the newest {0}")
@ValueSource(ints = {0, 1, 2, RingSize.OLDEST})
class IoUringBackendTest {
    private static final int MANY = 200;

    private final List<FdPair> pairs = new ArrayList<>();
    private final Map<Integer, Integer> interests = new HashMap<>();

    /** A small ring, which everything here is too much for, and of kernels of every age. */
    private final RingSize size;

    private IoUringBackend backend;

    IoUringBackendTest(int age) {
        size = new RingSize(4, 8, age);
        backend = open();
    }

    private IoUringBackend open() {
        new IoUringProvider()
                .unavailable(Platform.system())
                .ifPresent(reason -> assumeTrue(false, "SKIPPED: io_uring cannot be used here: " + reason));
        try {
            return new IoUringBackend(Platform.system(), size);
        } catch (ErrnoException refused) {
            throw new AssertionError(refused);
        }
    }

    @BeforeEach
    void makePairs() throws IOException {
        for (int i = 0; i < MANY; i++) {
            pairs.add(Descriptors.system().socketpair());
        }
    }

    @AfterEach
    void closeAll() {
        backend.close();
        pairs.forEach(FdPair::close);
    }

    private Fd near(int i) {
        return pairs.get(i).first();
    }

    private void send(int i) throws IOException {
        pairs.get(i).second().write(ByteBuffer.allocateDirect(1));
    }

    private void watch(Fd fd, int bits) {
        int before = interests.getOrDefault(fd.number(), 0);
        assertTrue(backend.change(fd.number(), before, bits) >= 0);
        interests.put(fd.number(), bits);
    }

    /** One wait. {@return what was found} */
    private Map<Integer, Integer> pass(long nanos) {
        assertEquals(0, backend.prepare());
        assertTrue(backend.await(nanos) >= 0);
        return report();
    }

    private Map<Integer, Integer> report() {
        var found = new TreeMap<Integer, Integer>();
        backend.report((fd, conditions) -> assertNull(found.put(fd, conditions), "told twice of fd " + fd));
        return found;
    }

    private void assertQuiet() {
        long start = System.nanoTime();
        long nanos = TimeUnit.MILLISECONDS.toNanos(20);
        assertEquals(Map.of(), pass(nanos));
        assertTrue(System.nanoTime() - start >= nanos, "the wait ended early");
    }

    private static void on(Runnable other) throws InterruptedException {
        Thread thread = Thread.ofPlatform().start(other);
        thread.join();
    }

    /** Whether the other end sees the end of the stream at once. */
    private boolean isClosedForItsPeer(int i) throws IOException {
        try {
            return pairs.get(i).second().read(ByteBuffer.allocateDirect(1)) == Fd.EOF;
        } catch (ErrnoException reset) {
            return true; // It had sent what was not read.
        }
    }

    @Test
    void moreLevelsThanTheRingHasRoomForAreAllTold() throws IOException {
        for (int i = 0; i < MANY; i++) {
            watch(near(i), READ);
        }
        assertQuiet();
        for (int i = 0; i < MANY; i++) {
            send(i);
        }
        var told = new TreeMap<Integer, Integer>();
        while (told.size() < MANY) {
            told.putAll(pass(-1));
        }
        for (int i = 0; i < MANY; i++) {
            assertEquals(READ, told.get(near(i).number()));
        }
    }

    @Test
    void moreEdgesThanTheRingHasRoomForAreAllToldAndNoneStops() throws IOException {
        for (int i = 0; i < MANY; i++) {
            watch(near(i), READ | ET);
        }
        assertQuiet();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < MANY; i++) {
                send(i);
            }
            var told = new TreeMap<Integer, Integer>();
            while (told.size() < MANY) {
                told.putAll(pass(-1));
            }
            while (!pass(0).isEmpty()) {
                // A request that ended for want of room is made anew, and tells of its edge again.
            }
        }
        assertQuiet();
    }

    @Test
    void anEdgeOfAFileThatNeverBlocksIsToldOnceAndAgainWhenAskedAnew() throws IOException {
        Path path = Files.createTempFile("gyre", "edge");
        try (Fd file = Descriptors.system().open(path, true, false)) {
            watch(file, READ | ET);
            assertEquals(Map.of(file.number(), READ), pass(0));
            assertQuiet();
            watch(file, 0);
            watch(file, READ | ET);
            assertEquals(Map.of(file.number(), READ), pass(0));
            watch(file, 0);
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void whatIsTakenBackInAnyStateOfItsRequestIsLetGoAtOnce() throws IOException {
        watch(near(0), READ); // Not asked for yet.
        assertQuiet();
        watch(near(1), READ); // Wanted, but the kernel does not know.
        send(2);
        watch(near(2), READ);
        assertEquals(Map.of(near(2).number(), READ), pass(-1)); // Answered, and not asked for again.
        watch(near(3), READ);
        assertEquals(0, backend.prepare());
        send(3);
        assertTrue(backend.await(-1) >= 0); // Answered, and nobody has looked.
        watch(near(4), READ | ET);
        assertTrue(pass(0).containsKey(near(3).number()));
        for (int i = 0; i < 5; i++) {
            watch(near(i), 0);
            near(i).close();
            assertTrue(isClosedForItsPeer(i), "state " + i);
        }
        assertQuiet();
    }

    @Test
    void aChangeOfInterestReplacesTheRequest() throws IOException {
        watch(near(0), READ);
        assertQuiet();
        watch(near(0), READ | WRITE);
        assertEquals(Map.of(near(0).number(), WRITE), pass(-1));
        watch(near(0), READ | ET);
        assertQuiet();
        send(0);
        assertEquals(Map.of(near(0).number(), READ), pass(-1));
        assertQuiet();
    }

    @Test
    void anotherThreadMayRunTheLoopAndNothingIsLost() throws Exception {
        watch(near(0), READ);
        watch(near(1), READ | ET);
        assertQuiet();
        backend.leave();
        on(() -> {
            assertQuiet();
            backend.leave();
        });
        send(0);
        send(1);
        assertEquals(Map.of(near(0).number(), READ, near(1).number(), READ), pass(-1));
    }

    @Test
    void aThreadThatEndsTakesItsRequestsWithItButNotTheInterest() throws Exception {
        watch(near(0), READ);
        on(this::assertQuiet); // It ends without leaving, as a thread that was stopped does.
        send(0);
        assertEquals(Map.of(near(0).number(), READ), pass(-1));
    }

    @Test
    void whileNobodyRunsTheLoopAnyThreadLetsGo() throws Exception {
        watch(near(0), READ);
        watch(near(1), READ);
        assertQuiet();
        backend.leave();
        on(() -> {
            watch(near(0), 0);
            near(0).close();
        });
        while (!isClosedForItsPeer(0)) {
            Thread.onSpinWait(); // The kernel cancels on a thread of its own.
        }
        send(1);
        assertEquals(Map.of(near(1).number(), READ), pass(-1));
    }

    @Test
    void aWaitIsEndedByAnotherThreadAfterManyWaitsAndAfterLeaving() throws Exception {
        for (int run = 0; run < 3; run++) {
            for (int i = 0; i < 100; i++) { // The ring gets its name in the thread meanwhile.
                pass(0);
            }
            Thread waker = Thread.ofPlatform().start(backend::wakeup);
            assertEquals(Map.of(), pass(-1));
            waker.join();
            backend.leave();
        }
    }

    @Test
    void closingLetsEveryFileGoAtOnce() throws IOException {
        for (int i = 0; i < MANY; i++) {
            watch(near(i), i % 2 == 0 ? READ : READ | ET);
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(Map.of(), pass(0));
        }
        backend.close();
        for (int i = 0; i < MANY; i++) {
            near(i).close();
            assertTrue(isClosedForItsPeer(i), "pair " + i);
        }
        backend = open(); // For the end of the test.
    }

    @Test
    void ringsThatWereClosedLeaveNeitherDescriptorsNorMemory() throws Exception {
        closeSome(50);
        long mappings = mappings();
        closeSome(50);
        assertEquals(mappings, mappings());
    }

    private void closeSome(int count) {
        for (int i = 0; i < count; i++) {
            backend.close();
            backend = open();
            pass(0);
        }
    }

    /** {@return how many parts of the address space are rings} */
    private static long mappings() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("io_uring")).count();
        }
    }
}
