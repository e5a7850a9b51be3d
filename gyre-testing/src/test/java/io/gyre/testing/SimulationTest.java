package io.gyre.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.backend.BackendFeature;
import io.gyre.event.BaseFlag;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private final Simulation simulation = Simulation.ordered();
    private final EventBase base = simulation.newBase();
    private final List<String> log = new ArrayList<>();

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    private void note(String what) {
        log.add(what + " at " + simulation.clock().elapsed().toMillis());
    }

    private Fd watched(Fd fd, EventMask mask, String name) {
        base.event(fd, mask.or(EventMask.PERSIST), (_, fired) -> note(name + " " + fired))
                .add();
        return fd;
    }

    @Test
    void theLoopMovesTheClockToTheNanosecondWhereOthersWait() {
        base.after(Duration.ofNanos(1_234_567_891), () -> note("timer"));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertEquals(Duration.ofNanos(1_234_567_891), simulation.clock().elapsed());
    }

    @Test
    void theWorldActsWhileTheLoopWaits() throws IOException {
        FdPair pair = simulation.descriptors().socketpair();
        int fd = pair.first().number();
        base.event(
                        pair.first(),
                        EventMask.READ.or(EventMask.PERSIST),
                        (_, _) -> note(Io.recv(simulation.platform(), fd, 9)))
                .add();
        simulation.peer(pair.second()).sendAt(ms(30), "hello").sendAt(ms(40), "again");
        base.after(ms(20), () -> note("timer"));
        base.loopExit(ms(100));
        base.dispatch();
        assertEquals(List.of("timer at 20", "hello at 30", "again at 40"), log);
        assertEquals(ms(100), simulation.clock().elapsed());
    }

    @Test
    void theWorldActsWithinACallbackThatTakesTime() throws IOException {
        FdPair pair = simulation.descriptors().socketpair();
        simulation.peer(pair.second()).sendAt(ms(15), "x");
        base.after(ms(10), () -> {
            simulation.clock().advance(ms(10));
            note(Io.recv(simulation.platform(), pair.first().number(), 9));
        });
        base.dispatch();
        assertEquals(List.of("x at 20"), log);
    }

    @Test
    void anActionOfTheWorldMayStopTheLoop() {
        base.addVirtual();
        simulation.after(ms(5), base::loopBreak);
        assertEquals(LoopResult.STOPPED, base.dispatch());
        assertEquals(ms(5), simulation.clock().elapsed());
    }

    @Test
    void anActionOfTheWorldMayShortenTheWait() {
        base.after(ms(50), () -> note("long"));
        simulation.at(ms(10), () -> base.after(ms(5), () -> note("short")));
        base.dispatch();
        assertEquals(List.of("short at 15", "long at 50"), log);
    }

    @Test
    void aLoopThatWouldWaitForEverSaysWhatItWaitsFor() throws IOException {
        FdPair pair = simulation.descriptors().socketpair();
        watched(pair.first(), EventMask.READ, "never");
        var stuck = assertThrows(StuckLoopException.class, base::dispatch);
        assertEquals(
                "the loop would wait for ever, at PT0S: no timer runs, and nothing is arranged to happen; it watches"
                        + " fd 3 (Unix socket, connected, with 0 bytes to be read) for READ; seed 0",
                stuck.getMessage());
    }

    @Test
    void aLoopThatSpinsIsFound() throws IOException {
        simulation.provider().spinLimit(50);
        FdPair pair = simulation.descriptors().socketpair();
        AtomicInteger calls = new AtomicInteger();
        base.event(pair.first(), EventMask.WRITE.or(EventMask.PERSIST), (_, _) -> calls.incrementAndGet())
                .add();
        var stuck = assertThrows(StuckLoopException.class, base::dispatch);
        assertTrue(stuck.toString().contains("has looked 50 times without time passing"));
        assertEquals(50, calls.get());
    }

    @Test
    void aLoopMayReallyWaitForOtherThreads() throws Exception {
        simulation.provider().allowRealWaits();
        base.addVirtual();
        Thread other = Thread.ofPlatform()
                .start(() -> base.execute(() -> {
                    note("task");
                    base.removeVirtual();
                }));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        other.join();
        assertEquals(List.of("task at 0"), log);
    }

    @Test
    void aDescriptorMadeReadyByAnotherThreadEndsARealWait() throws Exception {
        simulation.provider().allowRealWaits();
        FdPair pair = simulation.descriptors().socketpair();
        base.event(pair.first(), EventMask.READ, (_, fired) -> note("read " + fired))
                .add();
        Thread other = Thread.ofPlatform()
                .start(() -> Io.send(simulation.platform(), pair.second().number(), "x"));
        base.dispatch();
        other.join();
        assertEquals(List.of("read READ at 0"), log);
    }

    private static List<Integer> orderOf(long seed) throws IOException {
        Simulation seeded = Simulation.seeded(seed);
        EventBase base = seeded.newBase();
        var order = new ArrayList<Integer>();
        for (int i = 0; i < 8; i++) {
            Fd fd = seeded.descriptors().socketpair().first();
            base.event(fd, EventMask.WRITE, (event, _) -> order.add(event.number()))
                    .add();
        }
        base.dispatch();
        return order;
    }

    @Test
    void theSeedDecidesTheOrderOfWhatIsReadyAtOnce() throws IOException {
        assertEquals(List.of(3, 5, 7, 9, 11, 13, 15, 17), orderOf(0));
        assertEquals(orderOf(42), orderOf(42));
        assertNotEquals(orderOf(0), orderOf(42));
        assertNotEquals(orderOf(43), orderOf(42));
    }

    // S-069
    @Test
    void anEdgeTriggeredEventIsReportedForEachChange() throws IOException {
        FdPair pair = simulation.descriptors().socketpair();
        watched(pair.first(), EventMask.READ.or(EventMask.ET), "edge");
        simulation.peer(pair.second()).sendAt(ms(1), "a").sendAt(ms(2), "b");
        base.loopExit(ms(9));
        base.dispatch();
        assertEquals(List.of("edge READ|ET at 1", "edge READ|ET at 2"), log);
    }

    @Test
    void regularFilesAreAlwaysReady() {
        Fd file = simulation.platform().file(new byte[0]);
        watched(file, EventMask.READ, "file");
        base.loop(LoopFlag.ONCE);
        base.loop(LoopFlag.ONCE);
        assertEquals(List.of("file READ at 0", "file READ at 0"), log);
    }

    @Test
    void theMechanismCanDoEverything() {
        assertEquals("simulated", base.method());
        assertEquals(EnumSet.allOf(BackendFeature.class), base.features());
    }

    @Test
    void theMechanismWorksOnItsOwnPlatformOnly() {
        assertTrue(simulation.provider().unavailable(new SimulatedPlatform()).isPresent());
        assertThrows(
                IllegalArgumentException.class,
                () -> new EventBase(
                        simulation.config().platform(new SimulatedPlatform()).build()));
    }

    @Test
    void faultsReachTheMechanismToo() throws IOException {
        FdPair pair = simulation.descriptors().socketpair();
        simulation.platform().faults().fail(Call.CHANGE, Errno.ENOSPC, 1);
        var event = base.event(pair.first(), EventMask.WRITE, (_, _) -> note("written"));
        assertThrows(UncheckedIOException.class, event::add);
        event.add();
        simulation.platform().faults().fail(Call.AWAIT, Errno.EINTR, 1);
        base.dispatch();
        assertEquals(List.of("written at 0"), log);
    }

    @Test
    void aBaseWithoutALockWorksAsWell() {
        EventBase unlocked = simulation.newBase(simulation.config().flag(BaseFlag.NOLOCK));
        unlocked.after(ms(7), () -> note("timer"));
        unlocked.dispatch();
        assertEquals(List.of("timer at 7"), log);
    }

    @Test
    void whatATestLeavesOpenIsFoundAtItsEnd() throws IOException {
        FdPair pipe = simulation.descriptors().pipe();
        String left =
                assertThrows(IllegalStateException.class, simulation::close).toString();
        assertTrue(left.contains("2 descriptors were left open (seed 0): [fd 3: reading end of a pipe"), left);
        pipe.close();
        simulation.close();
    }

    @Test
    void aPeerKeepsWhatItReceived() throws IOException {
        FdPair pair = simulation.descriptors().socketpair();
        ScriptedPeer peer = simulation.peer(pair.second()).endAt(ms(2)).closeAt(ms(3));
        Io.send(simulation.platform(), pair.first().number(), "one ");
        assertEquals("one ", peer.receivedText());
        Io.send(simulation.platform(), pair.first().number(), "two");
        assertEquals("one two", peer.receivedText());
        assertEquals(false, peer.atEnd());
        simulation.clock().advance(ms(2));
        assertEquals("0", Io.recv(simulation.platform(), pair.first().number(), 9));
        pair.first().close();
        assertEquals(true, peer.atEnd());
        simulation.clock().advance(ms(1));
        assertEquals(List.of(), simulation.platform().openDescriptors());
    }

    @Test
    void aPeerMayBreakTheConnection() throws IOException {
        FdPair pair = simulation.descriptors().socketpair();
        simulation.peer(pair.second()).resetAt(ms(2));
        simulation.clock().advance(ms(2));
        assertEquals("ECONNRESET", Io.recv(simulation.platform(), pair.first().number(), 9));
    }

    @Test
    void aPeerComplainsIfNotAllGoes() throws IOException {
        simulation.platform().bufferBytes(3);
        FdPair pair = simulation.descriptors().socketpair();
        ScriptedPeer peer = simulation.peer(pair.second());
        assertThrows(IllegalStateException.class, () -> peer.send("1234"));
    }
}
