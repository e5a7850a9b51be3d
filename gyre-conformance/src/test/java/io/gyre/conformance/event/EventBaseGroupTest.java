package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.conformance.Tally;
import io.gyre.event.EventBase;
import io.gyre.event.EventBaseGroup;
import io.gyre.event.EventConfig;
import io.gyre.event.ShutdownReport;
import io.gyre.event.Tenancy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Groups of loops: who gets what, and how they end. */
@Tally("events on {0}")
@ParameterizedClass(name = "{0}")
@MethodSource("io.gyre.conformance.event.GroupSuite#mechanisms")
@Timeout(60)
class EventBaseGroupTest extends GroupSuite {
    EventBaseGroupTest(String mechanism) {
        super(World.named(mechanism));
    }

    @Test
    void everyLoopHasAThreadOfItsOwnWithTheGroupsName() throws Exception {
        EventBaseGroup group = group(3).start();
        Set<Thread> threads = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (EventBase base : group) {
            Thread thread = on(base, Thread::currentThread);
            threads.add(thread);
            names.add(thread.getName());
            assertFalse(thread.isVirtual());
        }
        assertEquals(3, threads.size());
        assertEquals(List.of("test-0", "test-1", "test-2"), names);
    }

    @Test
    void theBasesTakeTurns() {
        EventBaseGroup group = group(2);
        EventBase first = group.next();
        EventBase second = group.next();
        assertNotSame(first, second);
        assertSame(first, group.next());
        assertSame(second, group.next());
    }

    @Test
    void theLeastLoadedHasTheFewestTenantsAndEqualOnesTakeTurns() {
        EventBaseGroup group = group(3);
        Set<EventBase> chosen = new HashSet<>();
        List<Tenancy> tenancies = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tenancies.add(group.admit(group.leastLoaded(), () -> {}));
            chosen.add(tenancies.getLast().base());
        }
        assertEquals(3, chosen.size());
        tenancies.get(1).close();
        tenancies.get(1).close(); // Counts once.
        EventBase free = tenancies.get(1).base();
        assertEquals(0, group.load(free));
        assertSame(free, group.leastLoaded());
        assertSame(free, group.leastLoaded());
    }

    @Test
    void aLoopWithNothingToDoRunsOnUntilTheShutdown() throws Exception {
        EventBaseGroup group = group(2).start();
        EventBase base = group.next();
        on(base, () -> "");
        on(base, () -> {
            base.loopBreak();
            return "";
        });
        assertEquals("alive", on(base, () -> "alive"));
        group.shutdown(Duration.ZERO);
        assertEquals(new ShutdownReport(0, 0), group.join());
    }

    @Test
    void aShutdownWaitsForTenantsAndReportsThem() throws Exception {
        EventBaseGroup group = group(2).start();
        Tenancy one = group.admit(group.next(), () -> note("cut"));
        Tenancy two = group.admit(group.next(), () -> note("cut"));
        group.shutdown(Duration.ofHours(1));
        one.close();
        assertTrue(group.isShuttingDown());
        assertEquals("alive", on(two.base(), () -> "alive"));
        two.base().execute(two::close);
        assertEquals(new ShutdownReport(2, 0), group.join());
        assertRan("");
    }

    @Test
    void whoeverIsThereAtTheDeadlineIsCutOnItsLoop() throws Exception {
        EventBaseGroup group = group(2).start();
        var cutOn = new ArrayList<Thread>();
        Tenancy stays = group.admit(group.next(), () -> note("not this"));
        stays.onCut(() -> {
            cutOn.add(Thread.currentThread());
            stays.close(); // Counts as cut nevertheless.
        });
        Thread home = on(stays.base(), Thread::currentThread);
        Tenancy leaves = group.admit(group.next(), () -> note("not this either"));
        leaves.close();
        group.shutdown(Duration.ofMillis(1));
        assertEquals(new ShutdownReport(0, 1), group.join());
        assertEquals(List.of(home), cutOn);
        assertRan("");
    }

    @Test
    void aSecondShutdownShortensTheDeadlineAndCannotExtendIt() throws Exception {
        EventBaseGroup group = group(2).start();
        group.admit(group.next(), () -> note("cut"));
        group.shutdown(Duration.ofHours(1));
        group.shutdown(Duration.ofHours(2));
        group.shutdown(Duration.ZERO);
        assertEquals(new ShutdownReport(0, 1), group.join());
        assertRan("cut");
    }

    @Test
    void hooksRunOnTheirLoopsBeforeAnyLoopEnds() throws Exception {
        EventBaseGroup group = group(2).start();
        EventBase first = group.next();
        EventBase second = group.next();
        var ran = new CompletableFuture<Thread>();
        group.addShutdownHook(first, () -> {
            second.execute(() -> note("second still runs"));
            ran.complete(Thread.currentThread());
        });
        Runnable forgotten = () -> note("forgotten");
        group.addShutdownHook(second, forgotten);
        group.removeShutdownHook(forgotten);
        Thread home = on(first, Thread::currentThread);
        group.shutdown(Duration.ofHours(1));
        group.join();
        assertSame(home, ran.get());
        assertRan("second still runs");
        assertThrows(IllegalStateException.class, () -> group.addShutdownHook(first, forgotten));
    }

    @Test
    void oneThatThrowsWhileItIsCutDoesNotSpareTheOthers() throws Exception {
        EventBaseGroup group = group(1).start();
        var cut = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            group.admit(group.next(), () -> {
                if (cut.incrementAndGet() == 2) {
                    throw new IllegalStateException("a cut of a test");
                }
            });
        }
        group.shutdown(Duration.ZERO);
        assertEquals(new ShutdownReport(0, 3), group.join());
        assertEquals(3, cut.get());
        assertLogged("a cut of a test");
    }

    @Test
    void aLoopThatFailsEndsTheGroup() throws Exception {
        EventBaseGroup group = group(2).start();
        var error = new StackOverflowError("an error of a test");
        EventBase failing = group.next();
        group.admit(failing, () -> note("cut"));
        var other = new CountDownLatch(1);
        group.admit(group.next(), other::countDown);
        failing.execute(() -> {
            throw error;
        });
        var failure = assertThrows(IllegalStateException.class, group::join);
        assertSame(error, failure.getCause());
        other.await();
        assertRan("cut");
        assertLogged("test-0");
        assertThrows(RejectedExecutionException.class, () -> group.admit(failing, () -> {}));
    }

    @Test
    void aTenantMayCloseItsGroup() throws Exception {
        EventBaseGroup group = group(2).start();
        group.admit(group.next(), () -> note("cut"));
        group.next().execute(group::close);
        assertEquals(new ShutdownReport(0, 1), group.join());
        assertRan("cut");
    }

    @Test
    void oneThatWasNeverStartedIsClosedAndNotJoined() throws Exception {
        EventBaseGroup group = group(2);
        group.admit(group.next(), () -> note("cut"));
        assertThrows(IllegalStateException.class, group::join);
        group.close();
        group.close();
        assertRan("cut");
        assertEquals(new ShutdownReport(0, 1), group.join());
        assertThrows(IllegalStateException.class, group::start);
    }

    @Test
    void whatMakesNoSenseIsRefused() throws Exception {
        EventConfig config = config();
        assertThrows(IllegalArgumentException.class, () -> new EventBaseGroup("none", 0, config));
        assertThrows(IllegalArgumentException.class, () -> new EventBaseGroup("many", 1025, config));
        EventBaseGroup group = group(1).start();
        assertThrows(IllegalArgumentException.class, () -> group.load(base));
        assertThrows(IllegalArgumentException.class, () -> group.admit(base, () -> {}));
        assertThrows(IllegalArgumentException.class, () -> group.shutdown(Duration.ofSeconds(-1)));
        assertThrows(IllegalStateException.class, group::start);
        String refusal = on(
                group.next(),
                () -> assertThrows(IllegalStateException.class, group::join).getMessage());
        assertTrue(refusal.contains("call join elsewhere"), refusal);
    }

    @Test
    void aConfigurationThatIsRefusedLeavesNoBaseBehind() {
        EventConfig config = config();
        assertThrows(
                IllegalStateException.class,
                () -> new EventBaseGroup("half", 2, number -> {
                    if (number == 1) {
                        throw new IllegalStateException("no second one");
                    }
                    return config;
                }));
    }
}
