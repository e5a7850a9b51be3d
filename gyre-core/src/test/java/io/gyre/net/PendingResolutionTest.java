package io.gyre.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PendingResolutionTest {
    private static final HostQuery QUERY = HostQuery.of("example.org", 80);
    private static final HostResult FAILED = new HostResult.Failed(EaiError.NONAME, "example.org: none");

    @Test
    void onlyTheFirstOutcomeCounts() {
        var told = new ArrayList<HostResult>();
        var request = new PendingResolution(QUERY, Runnable::run, told::add);
        assertFalse(request.isDecided());
        assertTrue(request.complete(FAILED));
        assertFalse(request.complete(new HostResult.Failed(EaiError.AGAIN, "later")));
        assertTrue(request.isDecided());
        assertEquals(List.of(FAILED), told);
    }

    @Test
    void theActionForTheEndRunsOnceWheneverItIsGiven() {
        var early = new AtomicInteger();
        var request = new PendingResolution(QUERY, Runnable::run, _ -> {});
        request.whenDecided(early::incrementAndGet);
        assertThrows(IllegalStateException.class, () -> request.whenDecided(() -> {}));
        request.cancel();
        request.complete(FAILED);
        assertEquals(1, early.get());

        var late = new AtomicInteger();
        var decided = new PendingResolution(QUERY, Runnable::run, _ -> {});
        decided.complete(FAILED);
        decided.whenDecided(late::incrementAndGet);
        assertEquals(1, late.get());
    }

    @Test
    void whatTheCallbackThrowsReachesTheExecutor() {
        var request = new PendingResolution(QUERY, Runnable::run, _ -> {
            throw new IllegalStateException("from the callback");
        });
        assertThrows(IllegalStateException.class, () -> request.complete(FAILED));
        assertTrue(request.isDone());
    }

    @Test
    void racingEndsMakeOneCallback() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 2000; round++) {
                race(threads);
            }
        }
    }

    private static void race(ExecutorService threads) throws Exception {
        var told = new LinkedBlockingQueue<HostResult>();
        var cleanups = new AtomicInteger();
        var cancelled = new AtomicInteger();
        var request = new PendingResolution(QUERY, threads, told::add);
        var start = new CyclicBarrier(3);
        List<Callable<Object>> racers = List.of(
                () -> start.await() + (request.complete(FAILED) ? 1 : 0),
                () -> start.await() + (request.cancel() ? cancelled.incrementAndGet() : 0),
                () -> {
                    int arrived = start.await();
                    request.whenDecided(cleanups::incrementAndGet);
                    return arrived;
                });
        for (Future<Object> racer : threads.invokeAll(racers)) {
            racer.get();
        }
        HostResult first = told.take();
        EaiError expected = cancelled.get() == 1 ? EaiError.CANCEL : EaiError.NONAME;
        assertEquals(expected, assertInstanceOf(HostResult.Failed.class, first).error());
        assertEquals(0, told.size());
        assertEquals(1, cleanups.get());
    }

    @Test
    void aResultCannotBeSuccessWithoutAnAddress() {
        assertThrows(IllegalArgumentException.class, () -> new HostResult.Resolved(List.of(), null));
        var unresolved = InetSocketAddress.createUnresolved("example.org", 80);
        assertThrows(IllegalArgumentException.class, () -> new AddressInfo(unresolved, SocketType.STREAM));
        HostQuery.Builder noSocket = HostQuery.builder().socketTypes();
        assertThrows(IllegalArgumentException.class, noSocket::build);
    }
}
