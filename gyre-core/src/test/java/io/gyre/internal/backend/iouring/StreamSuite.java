package io.gyre.internal.backend.iouring;

import static io.gyre.backend.Interest.READ;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.Gyre;
import io.gyre.backend.SocketStream;
import io.gyre.buffer.BufferPool;
import io.gyre.buffer.EvBuffer;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.FdPair;
import io.gyre.net.Platform;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Streams of a mechanism whose rings are small, over socket pairs. */
@Timeout(60)
abstract class StreamSuite {
    static final int MANY = 100;

    final BufferPool pool = BufferPool.confined();
    final Lock lock = new ReentrantLock();
    final List<FdPair> pairs = new ArrayList<>();
    final List<SocketStream> streams = new ArrayList<>();
    IoUringBackend backend = open();
    int told;

    static IoUringBackend open() {
        new IoUringProvider()
                .unavailable(Platform.system())
                .ifPresent(reason -> assumeTrue(false, "SKIPPED: io_uring cannot be used here: " + reason));
        try {
            var backend = new IoUringBackend(Platform.system(), new RingSize(4, 8, 0));
            assumeTrue(backend.hasStreams(), "SKIPPED: this kernel is too old for streams: Linux 6.1 is needed");
            return backend;
        } catch (ErrnoException refused) {
            throw new AssertionError(refused);
        }
    }

    @AfterEach
    void closeAll() {
        Gyre.globalShutdown(); // Ends debug mode.
        streams.forEach(SocketStream::close);
        backend.close();
        pairs.forEach(FdPair::close);
        pool.close();
        assertEquals(0, pool.heldBytes(), "memory that did not come back");
    }

    SocketStream stream() throws IOException {
        FdPair pair = Descriptors.system().socketpair();
        pairs.add(pair);
        var made = requireNonNull(backend.stream(pair.first(), lock, pool, () -> told++));
        streams.add(made);
        return made;
    }

    void read(int i, boolean on) {
        int fd = pairs.get(i).first().number();
        assertTrue(backend.change(fd, on ? 0 : READ, on ? READ : 0) >= 0);
    }

    /** {@return the descriptors that were found readable} */
    List<Integer> turn() {
        var found = new ArrayList<Integer>();
        assertTrue(backend.prepare() >= 0);
        assertTrue(backend.await(0) >= 0);
        backend.report((fd, _) -> found.add(fd));
        return found;
    }

    void send(int i, String text) throws IOException {
        MemorySegment bytes = Arena.ofAuto().allocateFrom(text);
        assertEquals(text.length(), pairs.get(i).second().write(bytes, 0, text.length()));
    }

    EvBuffer filled(String text) {
        return new EvBuffer(pool).add(text);
    }

    static String take(EvBuffer buffer) {
        return buffer.removeString((int) buffer.length(), StandardCharsets.UTF_8);
    }

    /** {@return how many bytes wait for the peer, each of which is {@code all}} */
    int received(int i, char all) throws IOException {
        MemorySegment room = Arena.ofAuto().allocate(1 << 20);
        int sum = 0;
        for (int got = pairs.get(i).second().read(room);
                got > 0;
                got = pairs.get(i).second().read(room)) {
            for (int at = 0; at < got; at++) {
                assertEquals((byte) all, room.get(ValueLayout.JAVA_BYTE, at));
            }
            sum += got;
        }
        return sum;
    }
}
