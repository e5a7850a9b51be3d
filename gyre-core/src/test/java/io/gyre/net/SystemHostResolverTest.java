package io.gyre.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.net.HostQuery.Family;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs by hand what a real resolver leaves to threads and timers, so that every order of events can be tried. */
class SystemHostResolverTest {
    private static final HostQuery QUERY = HostQuery.of("example.org", 80);

    /** Tasks that wait until the test runs them. */
    private static final class Tasks implements Executor {
        private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            waiting.add(task);
        }

        void runAll() {
            for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
                task.run();
            }
        }
    }

    private final Tasks workers = new Tasks();
    private final Tasks loop = new Tasks();
    private final List<Runnable> deadlines = new ArrayList<>();
    private final List<HostResult> told = new ArrayList<>();
    private final List<String> lookups = new ArrayList<>();
    private int deadlinesStopped;
    private Family configured = Family.UNSPEC;
    private SystemHostResolver.Lookup answer = _ -> new InetAddress[] {address("1.2.3.4"), address("::1")};
    private final HostResolver resolver = new SystemHostResolver(
            new SystemHostResolver.World(
                    host -> {
                        lookups.add(host);
                        return answer.lookup(host);
                    },
                    new LookupQueue(workers, 2, 3),
                    (_, action) -> {
                        deadlines.add(action);
                        return () -> deadlinesStopped++;
                    },
                    () -> configured,
                    ServiceNames.parse("")),
            Duration.ofSeconds(30));

    //
    @Test
    void aNameIsLookedUpByAWorkerAndToldByTheExecutor() {
        Resolution request = resolver.resolve(QUERY, loop, told::add);
        assertEquals(List.of(), lookups);
        workers.runAll();
        assertEquals(List.of("example.org"), lookups);
        assertEquals(List.of(), told);
        assertFalse(request.isDone());
        loop.runAll();
        assertEquals(
                List.of(SocketAddresses.parse("1.2.3.4:80"), SocketAddresses.parse("[::1]:80")),
                assertInstanceOf(HostResult.Resolved.class, told.getFirst()).addresses());
        assertTrue(request.isDone());
        assertEquals(1, deadlinesStopped);
    }

    @Test
    void aLiteralNeedsNeitherWorkerNorTimerButTheExecutor() {
        resolver.resolve(HostQuery.of("::1", 80), loop, told::add);
        assertEquals(List.of(), told);
        assertTrue(workers.waiting.isEmpty() && deadlines.isEmpty());
        loop.runAll();
        assertInstanceOf(HostResult.Resolved.class, told.getFirst());
    }

    @Test
    void anAnswerAfterTheDeadlineIsDropped() {
        resolver.resolve(QUERY, loop, told::add);
        deadlines.getFirst().run();
        workers.runAll();
        loop.runAll();
        assertEquals(1, told.size());
        HostResult.Failed failure = failure();
        assertEquals(EaiError.AGAIN, failure.error());
        assertTrue(failure.message().startsWith("example.org (service 80): timed out after 30 s;"), failure.message());
    }

    @Test
    void aDeadlineAfterTheAnswerChangesNothing() {
        resolver.resolve(QUERY, loop, told::add);
        workers.runAll();
        deadlines.getFirst().run();
        loop.runAll();
        assertEquals(1, told.size());
        assertInstanceOf(HostResult.Resolved.class, told.getFirst());
    }

    // G-763
    @Test
    void cancellingIsToldOnceAndSavesTheLookup() {
        Resolution request = resolver.resolve(QUERY, loop, told::add);
        assertTrue(request.cancel());
        assertFalse(request.cancel());
        assertEquals(List.of(), told);
        workers.runAll();
        deadlines.getFirst().run();
        loop.runAll();
        assertEquals(1, told.size());
        assertEquals(EaiError.CANCEL, failure().error());
        assertEquals(List.of(), lookups);
        assertEquals(1, deadlinesStopped);
    }

    @Test
    void cancellingCatchesAnAnswerThatIsOnItsWay() {
        Resolution request = resolver.resolve(QUERY, loop, told::add);
        workers.runAll();
        assertTrue(request.cancel());
        loop.runAll();
        assertEquals(1, told.size());
        assertEquals(EaiError.CANCEL, failure().error());
    }

    @Test
    void cancellingAfterTheCallbackBeganIsTooLate() {
        var within = new ArrayList<Boolean>();
        var requests = new ArrayList<Resolution>();
        requests.add(resolver.resolve(
                QUERY, loop, _ -> within.add(requests.getFirst().cancel())));
        workers.runAll();
        loop.runAll();
        assertEquals(List.of(false), within);
        assertFalse(requests.getFirst().cancel());
    }

    @ParameterizedTest
    @CsvSource({
        "example.org: Name or service not known, NONAME",
        "example.org: Temporary failure in name resolution, AGAIN",
        "example.org: No address associated with hostname, NODATA",
        "example.org: Non-recoverable failure in name resolution, FAIL",
        "example.org: System error, SYSTEM",
        ", NONAME"
    })
    void theSystemsWordsTellTheError(String words, EaiError error) {
        answer = _ -> {
            throw new UnknownHostException(words);
        };
        resolver.resolve(QUERY, loop, told::add);
        workers.runAll();
        loop.runAll();
        assertEquals(error, failure().error());
    }

    @Test
    void aLookupThatThrowsStillEndsInACallback() {
        answer = _ -> {
            throw new IllegalStateException("broken provider");
        };
        resolver.resolve(QUERY, loop, told::add);
        assertThrows(IllegalStateException.class, workers::runAll);
        loop.runAll();
        assertEquals(EaiError.FAIL, failure().error());
        assertTrue(failure().message().contains("broken provider"), failure().message());
    }

    @Test
    void runningOutOfMemoryIsTold() {
        answer = _ -> {
            throw new OutOfMemoryError("as if");
        };
        resolver.resolve(QUERY, loop, told::add);
        assertThrows(OutOfMemoryError.class, workers::runAll);
        loop.runAll();
        assertEquals(EaiError.MEMORY, failure().error());
    }

    @Test
    void aFamilyThatTheHostLacksIsLeftOutOnRequest() {
        configured = Family.INET;
        HostQuery query = HostQuery.builder()
                .host("example.org")
                .flags(HostQuery.Flag.ADDRCONFIG)
                .build();
        resolver.resolve(query, loop, told::add);
        resolver.resolve(query.withFamily(Family.INET6), loop, told::add);
        workers.runAll();
        loop.runAll();
        assertEquals(List.of(SocketAddresses.parse("1.2.3.4")), addresses(0));
        assertEquals(List.of(SocketAddresses.parse("::1")), addresses(1), "a family asked for is not left out");
    }

    @Test
    void aHostWithBothFamiliesOrNoneLeavesNothingOut() {
        assertEquals(Family.INET6, SystemHostResolver.onlyOne(EnumSet.of(Family.INET6)));
        assertEquals(Family.UNSPEC, SystemHostResolver.onlyOne(EnumSet.of(Family.INET, Family.INET6)));
        assertEquals(Family.UNSPEC, SystemHostResolver.onlyOne(EnumSet.noneOf(Family.class)));
    }

    @Test
    void moreLookupsThanPlacesWaitAndMoreThanMayWaitAreRefused() {
        for (int i = 0; i < 6; i++) {
            resolver.resolve(QUERY, loop, told::add);
        }
        assertEquals(2, workers.waiting.size());
        loop.runAll();
        assertEquals(EaiError.AGAIN, failure().error());
        workers.runAll();
        loop.runAll();
        assertEquals(6, told.size());
        assertEquals(5, lookups.size());
        resolver.resolve(QUERY, loop, told::add);
        assertEquals(1, workers.waiting.size(), "the places are free again");
    }

    @Test
    void requestsGivenUpMakeRoomForOthers() {
        var requests = new ArrayList<Resolution>();
        for (int i = 0; i < 5; i++) {
            requests.add(resolver.resolve(QUERY, loop, told::add));
        }
        requests.get(3).cancel();
        resolver.resolve(QUERY, loop, told::add);
        workers.runAll();
        loop.runAll();
        assertEquals(6, told.size());
        assertEquals(5, lookups.size());
        assertEquals(EaiError.CANCEL, failure().error());
    }

    @Test
    void aWorkerThatDiesLeavesItsPlaceToThoseWaiting() {
        for (int i = 0; i < 3; i++) {
            resolver.resolve(QUERY, loop, told::add);
        }
        answer = _ -> {
            answer = _ -> new InetAddress[] {address("1.2.3.4")};
            throw new IllegalStateException("once");
        };
        assertThrows(IllegalStateException.class, workers::runAll);
        workers.runAll();
        loop.runAll();
        assertEquals(3, told.size());
    }

    @Test
    void anExecutorThatRefusesLosesTheCallbackButNothingElse() {
        Resolution request = resolver.resolve(
                QUERY,
                _ -> {
                    throw new RejectedExecutionException("closed");
                },
                told::add);
        workers.runAll();
        assertTrue(request.isDone());
        assertFalse(request.cancel());
        assertEquals(List.of(), told);
    }

    @Test
    void aDeadlineMustLieInTheFuture() {
        assertThrows(IllegalArgumentException.class, () -> HostResolver.system(Duration.ZERO));
    }

    @Test
    void theRealTimerRunsItsActionUnlessStopped() throws Exception {
        var fired = new ArrayBlockingQueue<String>(2);
        SystemHostResolver.later(Duration.ofMillis(1), () -> fired.add("stopped"))
                .run();
        SystemHostResolver.later(Duration.ofMillis(2), () -> fired.add("fired"));
        String first = fired.poll(10, TimeUnit.SECONDS);
        // The stopped one may have been due before it was stopped; then it came first.
        assertEquals("fired", "stopped".equals(first) ? fired.poll(10, TimeUnit.SECONDS) : first);
        SystemHostResolver.later(Duration.ofSeconds(Long.MAX_VALUE), () -> fired.add("at the end of time"))
                .run();
    }

    @Test
    void localhostIsFoundByTheRealSystem() throws Exception {
        var results = new ArrayBlockingQueue<HostResult>(1);
        HostQuery query = HostQuery.builder()
                .host("localhost")
                .port(80)
                .flags(HostQuery.Flag.CANONNAME, HostQuery.Flag.ADDRCONFIG)
                .build();
        HostResolver.system().resolve(query, Runnable::run, results::add);
        HostResult result = results.poll(30, TimeUnit.SECONDS);
        HostResult.Resolved resolved = assertInstanceOf(HostResult.Resolved.class, result);
        assertTrue(resolved.addresses().stream().allMatch(SocketAddresses::isLoopback), resolved.toString());
        assertEquals("localhost", resolved.canonicalName());
    }

    private HostResult.Failed failure() {
        return assertInstanceOf(HostResult.Failed.class, told.getFirst());
    }

    private List<?> addresses(int index) {
        return assertInstanceOf(HostResult.Resolved.class, told.get(index)).addresses();
    }

    private static InetAddress address(String literal) {
        InetAddress address = InetText.address(literal);
        assertNotNull(address);
        return address;
    }
}
