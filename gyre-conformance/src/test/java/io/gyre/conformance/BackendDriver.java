package io.gyre.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.backend.Backend;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Drives a mechanism as a base does: changes and reports under a lock, waits outside of it. Closes what it made. */
final class BackendDriver implements AutoCloseable {
    /** How long a wait lasts that is expected to find nothing. */
    static final long SHORT = TimeUnit.MILLISECONDS.toNanos(20);

    /** How long a wait may last that is expected to find something. */
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);

    final Backend backend;
    final Descriptors make;
    private final Clock clock;
    private final Lock lock = new ReentrantLock();
    private final Map<Integer, Integer> interests = new HashMap<>();
    private final Deque<Runnable> closers = new ArrayDeque<>();
    private volatile boolean waiting;

    /** What the last wait gave. */
    private int result;

    BackendDriver(BackendFixture fixture) throws ErrnoException {
        backend = fixture.open();
        make = fixture.descriptors();
        clock = fixture.clock();
    }

    FdPair socketpair() throws ErrnoException {
        return own(make.socketpair());
    }

    FdPair pipe() throws ErrnoException {
        return own(make.pipe());
    }

    Fd own(Fd fd) {
        closers.push(fd::close);
        return fd;
    }

    private FdPair own(FdPair pair) {
        closers.push(pair::close);
        return pair;
    }

    /** Makes {@code bits} the interest, and interrupts a wait that does not see it. */
    void watch(Fd fd, int bits) {
        int rc = change(fd.number(), bits);
        assertTrue(rc >= 0, () -> "change of " + fd + " to " + bits + " gave " + rc);
    }

    void forget(Fd fd) {
        watch(fd, 0);
    }

    /** As {@link #watch}, and gives the mechanism's answer. */
    int change(int fd, int bits) {
        lock.lock();
        try {
            int rc = backend.change(fd, interests.getOrDefault(fd, 0), bits);
            if (rc >= 0) {
                interests.put(fd, bits);
            }
            if (rc == 1 && waiting) {
                backend.wakeup();
            }
            return rc;
        } finally {
            lock.unlock();
        }
    }

    /** One wait. {@return what was found, by descriptor, as far as it was asked for} */
    Map<Integer, Integer> pass(long timeoutNanos) {
        prepare();
        await(timeoutNanos);
        return report();
    }

    void prepare() {
        lock.lock();
        try {
            assertTrue(backend.prepare() >= 0);
            waiting = true;
        } finally {
            lock.unlock();
        }
    }

    void await(long timeoutNanos) {
        int rc = backend.await(timeoutNanos);
        waiting = false;
        assertTrue(rc >= 0, () -> "await gave " + rc);
        result = rc;
    }

    Map<Integer, Integer> report() {
        lock.lock();
        try {
            var found = new TreeMap<Integer, Integer>();
            backend.report((fd, conditions) ->
                    assertNull(found.put(fd, conditions & interests.getOrDefault(fd, 0)), "told twice of fd " + fd));
            assertTrue(found.isEmpty() || result > 0, "a wait that gave 0 has found " + found);
            found.values().removeIf(conditions -> conditions == 0);
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** {@return what {@code fd} is found ready for at once} */
    int look(Fd fd) {
        return pass(0).getOrDefault(fd.number(), 0);
    }

    /** {@return what {@code fd} is found ready for in the end} */
    int await(Fd fd) {
        long start = System.nanoTime();
        int conditions = 0;
        while (conditions == 0) {
            assertTrue(System.nanoTime() - start < LONG, () -> fd + " is never found ready");
            conditions = pass(LONG).getOrDefault(fd.number(), 0);
        }
        return conditions;
    }

    /** {@return the time by which waits are measured} */
    long now() {
        return clock.nanoTime();
    }

    /** Waits for a short time, which must find nothing and last to its end. */
    void assertQuiet() {
        long start = now();
        assertEquals(Map.of(), pass(SHORT));
        assertTrue(now() - start >= SHORT, "the wait ended early, and nothing was found: a loop would spin");
    }

    @Override
    public void close() {
        backend.close();
        closers.forEach(Runnable::run);
    }
}
