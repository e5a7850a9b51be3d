package io.gyre.dns;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.event.EventBase;
import io.gyre.testing.MechanismUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A resolver that many threads use, on real sockets; the server is on the same loop. */
@SuppressWarnings("NullAway.Init") // By begin().
class ManyThreadsTest {
    private final EventBase base = MechanismUnderTest.newBase(Assumptions::abort);
    private DnsServer server;
    private DnsResolver resolver;
    private Thread loop;

    @BeforeEach
    void begin() throws IOException {
        var anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = DnsServer.udp(
                base,
                anywhere,
                request -> request.addAddresses(
                                request.question().name(), 60, List.of(InetAddress.getLoopbackAddress()))
                        .respond(ResponseCode.NOERROR));
        resolver = DnsResolver.of(base);
        resolver.addNameServer((InetSocketAddress) requireNonNull(server.address()));
        loop = Thread.ofPlatform().start(base::dispatch);
    }

    @AfterEach
    void end() throws InterruptedException {
        resolver.close();
        server.closeNow();
        base.execute(base::loopBreak);
        loop.join();
        base.close();
    }

    //
    @Test
    void everyCallbackRunsWhileOthersLookAtTheServers() throws InterruptedException {
        int count = 4096;
        var done = new CountDownLatch(count);
        var stop = new AtomicBoolean();
        var found = new AtomicInteger();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            readers.add(Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    assertEquals(1, resolver.nameServers().size());
                    Thread.onSpinWait();
                }
            }));
        }
        for (int i = 0; i < count; i++) {
            resolver.resolveIpv4("h" + i % 500 + ".example.", result -> {
                found.addAndGet(result instanceof DnsResult.Answered ? 1 : 0);
                done.countDown();
            });
        }
        done.await();
        stop.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        assertEquals(count, found.get());
    }

    @Test
    void aVirtualThreadWaitsForItsAnswer() throws InterruptedException {
        List<DnsResult> results = new ArrayList<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        results.add(resolver.await("www.example.", RecordType.A));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                })
                .join();
        assertInstanceOf(DnsResult.Answered.class, results.getFirst());
    }

    @Test
    void theLoopCannotWaitForItself() throws InterruptedException {
        var tried = new CompletableFuture<DnsResult>();
        base.execute(() -> {
            try {
                tried.complete(resolver.await("www.example.", RecordType.A));
            } catch (IllegalStateException | InterruptedException refused) {
                tried.completeExceptionally(refused);
            }
        });
        var failure = assertThrows(ExecutionException.class, tried::get);
        assertInstanceOf(IllegalStateException.class, failure.getCause());
    }

    @Test
    void cancellingFromAnyThreadIsToldOnTheLoop() throws InterruptedException {
        int count = 500;
        var done = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            DnsRequest request = resolver.resolveIpv4("h" + i + ".example.", result -> {
                assertEquals(loop, Thread.currentThread());
                done.countDown();
            });
            request.cancel();
        }
        done.await();
    }
}
