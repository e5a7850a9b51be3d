package io.gyre.conformance;

import static io.gyre.backend.Interest.READ;
import static io.gyre.backend.Interest.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.internal.ffi.Errno;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors that are closed, whose numbers find another use, or that are duplicated. */
interface LifetimeContract extends BackendUnderTest {
    /** No such number is ever open in these tests, and select's sets have room for it. */
    int NOT_OPEN = 1023;

    @Test
    default void aNumberThatFindsAnotherUseBringsNoOldReadiness() throws IOException {
        FdPair old = driver().socketpair();
        Bytes.write(old.second(), "x");
        driver().watch(old.first(), READ);
        driver().prepare();
        driver().await(0);
        driver().forget(old.first());
        old.first().close();
        FdPair fresh = driver().socketpair();
        assertEquals(old.first().number(), fresh.first().number(), "the number is used again");
        driver().watch(fresh.first(), READ);
        assertEquals(Map.of(), driver().report());
        driver().assertQuiet();
        Bytes.write(fresh.second(), "y");
        assertEquals(READ, driver().look(fresh.first()));
    }

    @Test
    default void aNumberMayBeUsedAgainBeforeTheNextWait() throws IOException {
        FdPair old = driver().socketpair();
        driver().watch(old.first(), READ | WRITE);
        assertEquals(WRITE, driver().look(old.first()));
        driver().forget(old.first());
        old.close();
        FdPair fresh = driver().socketpair();
        driver().watch(fresh.first(), READ);
        Bytes.write(fresh.second(), "x");
        assertEquals(Map.of(fresh.first().number(), READ), driver().pass(0));
    }

    @Test
    default void aNumberMayBecomeARegularFiles(@TempDir Path folder) throws IOException {
        FdPair old = driver().socketpair();
        driver().watch(old.first(), READ);
        driver().assertQuiet();
        driver().forget(old.first());
        old.first().close();
        Fd file = driver().own(fixture().openFile(Files.writeString(folder.resolve("file"), "text")));
        assertEquals(old.first().number(), file.number(), "the number is used again");
        driver().watch(file, READ);
        assertEquals(READ, driver().look(file));
        assertEquals(READ, driver().look(file));
    }

    @Test
    default void aRegularFilesNumberMayBecomeASockets(@TempDir Path folder) throws IOException {
        Fd file = fixture().openFile(Files.writeString(folder.resolve("file"), "text"));
        driver().watch(file, READ);
        assertEquals(READ, driver().look(file));
        driver().forget(file);
        file.close();
        FdPair fresh = driver().socketpair();
        driver().watch(fresh.first(), READ);
        driver().assertQuiet();
        Bytes.write(fresh.second(), "x");
        assertEquals(READ, driver().look(fresh.first()));
    }

    @Test
    default void aDescriptorThatIsClosedWithoutAWordDoesNotHideOthers() throws IOException {
        FdPair closed = driver().socketpair();
        FdPair open = driver().socketpair();
        driver().watch(closed.first(), READ);
        driver().watch(open.first(), READ);
        driver().assertQuiet();
        closed.first().close();
        Bytes.write(open.second(), "x");
        assertEquals(READ, driver().look(open.first()));
        assertEquals("x", Bytes.read(open.first()));
    }

    /** The loop must not spin: either the descriptor is told of, or it wakes nobody. */
    @Test
    default void aDescriptorThatIsClosedWithoutAWordIsToldOrQuiet() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        driver().assertQuiet();
        pair.first().close();
        long start = driver().now();
        Map<Integer, Integer> found = driver().pass(BackendDriver.SHORT);
        assertTrue(
                found.equals(Map.of(pair.first().number(), READ)) || driver().now() - start >= BackendDriver.SHORT,
                () -> "found " + found + " and did not wait");
    }

    @Test
    default void aClosedDescriptorIsForgottenWithoutComplaint() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        driver().assertQuiet();
        pair.first().close();
        driver().forget(pair.first());
        driver().assertQuiet();
    }

    /** G-057: refused at once, or found ready so that the reading fails. */
    @Test
    default void aNumberThatIsNotOpenIsRefusedOrToldOf() {
        int rc = driver().change(NOT_OPEN, READ);
        assertEquals(rc < 0 ? Map.of() : Map.of(NOT_OPEN, READ), driver().pass(0));
        assertTrue(rc >= 0 || rc == -Errno.EBADF);
        assertTrue(driver().change(NOT_OPEN, 0) >= 0);
        driver().assertQuiet();
    }

    @Test
    default void aDuplicateIsADescriptorOfItsOwn() throws IOException {
        assumeTrue(fixture().platform().kernelDescriptors(), "has no duplicates");
        FdPair pair = driver().socketpair();
        Fd twin = driver().own(pair.first().duplicate());
        driver().watch(pair.first(), READ);
        driver().watch(twin, READ);
        Bytes.write(pair.second(), "x");
        assertEquals(Map.of(pair.first().number(), READ, twin.number(), READ), driver().pass(0));
        driver().forget(pair.first());
        pair.first().close();
        assertEquals(Map.of(twin.number(), READ), driver().pass(0));
    }

    @Test
    default void aDuplicateThatNobodyWatchesIsNotToldOf() throws IOException {
        assumeTrue(fixture().platform().kernelDescriptors(), "has no duplicates");
        assumeFalse(fixture().changelist(), "is told of a removal too late, as libevent's is");
        FdPair pair = driver().socketpair();
        Fd twin = driver().own(pair.first().duplicate());
        driver().watch(pair.first(), READ);
        driver().assertQuiet();
        driver().forget(pair.first());
        pair.first().close();
        Bytes.write(pair.second(), "x");
        driver().assertQuiet();
        assertEquals("x", Bytes.read(twin));
    }

    @Test
    default void closingAWatchedSocketIsSeenByItsPeerAtOnce() throws IOException {
        assumeFalse(fixture().holdsFiles(), "holds what it watches until the interest is taken back");
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        driver().assertQuiet();
        pair.first().close();
        assertEquals("EOF", Bytes.read(pair.second()));
    }

    @Test
    default void closingASocketThatWasWatchedIsSeenByItsPeerAtOnce() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        driver().assertQuiet();
        driver().forget(pair.first());
        pair.first().close();
        assertEquals("EOF", Bytes.read(pair.second()));
    }

    @Test
    default void closingAListenerThatWasWatchedFreesItsAddressAtOnce() throws IOException {
        Fd listener = driver().make.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketAddress address = Objects.requireNonNull(listener.localAddress());
        driver().watch(listener, READ);
        driver().assertQuiet();
        driver().forget(listener);
        listener.close();
        Fd successor = driver().own(driver().make.listen(address));
        assertEquals(address, successor.localAddress());
    }

    @Test
    default void closingAWatchedPipeIsSeenAtTheOtherEndAtOnce() throws IOException {
        FdPair pipe = driver().pipe();
        driver().watch(pipe.second(), WRITE);
        assertEquals(WRITE, driver().look(pipe.second()));
        driver().forget(pipe.second());
        pipe.second().close();
        assertEquals("EOF", Bytes.read(pipe.first()));
    }

    @Test
    default void closingAWatchedListenerFreesItsAddressAtOnce() throws IOException {
        assumeFalse(fixture().holdsFiles(), "holds what it watches until the interest is taken back");
        Fd listener = driver().make.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketAddress address = Objects.requireNonNull(listener.localAddress());
        driver().watch(listener, READ);
        driver().assertQuiet();
        listener.close();
        Fd successor = driver().own(driver().make.listen(address));
        assertEquals(address, successor.localAddress());
    }

    @Test
    default void closingDuringAWaitIsSeenByThePeer() throws Exception {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        Thread closer = Thread.ofPlatform().start(() -> {
            driver().forget(pair.first());
            pair.first().close();
            driver().backend.wakeup();
        });
        driver().pass(-1);
        closer.join();
        driver().watch(pair.second(), READ);
        assertEquals(READ, driver().await(pair.second()));
        assertEquals("EOF", Bytes.read(pair.second()));
    }
}
