package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.backend.BackendFeature;
import io.gyre.event.Event;
import io.gyre.event.EventCount;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Events that wait for a descriptor: what they are told, and when they are pending. */
@EachMechanism
class DescriptorEventsTest extends LoopSuite {
    private static final EventMask READ_WRITE = EventMask.READ.or(EventMask.WRITE);
    private static final EventMask ANYTHING = READ_WRITE.or(EventMask.CLOSED).or(EventMask.TIMEOUT);

    DescriptorEventsTest(String mechanism) {
        super(World.named(mechanism));
    }

    // S-068, S-075, R-026
    @Test
    void aWriterRunsOnAnEmptySocketAndMayWriteThere() {
        FdPair pair = world.pair();
        base.event(pair.first(), EventMask.WRITE, noting("w", () -> Bytes.send(pair.first(), "hello")))
                .add();
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("w(WRITE)");
        world.settle(pair.second(), EventMask.READ);
        assertEquals("hello", Bytes.receive(pair.second()));
    }

    // S-073
    @Test
    void anEventThatWasNotAddedNeverRuns() {
        Event reader = reader("rd", world.readablePair().first());
        assertFalse(reader.isPending());
        assertEquals(LoopResult.EMPTY, base.loop(LoopFlag.NONBLOCK));
        assertRan("");
    }

    // S-068, S-076
    @Test
    void aLevelIsReportedUntilItIsGone() {
        FdPair pair = world.readablePair();
        persistentReader("rd", pair.first()).add();
        base.loop(LoopFlag.ONCE);
        base.loop(LoopFlag.ONCE);
        Bytes.receive(pair.first());
        base.loop(LoopFlag.NONBLOCK);
        assertRan("rd(READ) rd(READ)");
    }

    // S-074
    @Test
    void addingAnEventAgainChangesNothing() {
        Event reader = reader("rd", world.readablePair().first()).add().add();
        assertEquals(EventMask.READ, reader.pending(ANYTHING));
        base.dispatch();
        assertRan("rd(READ)");
    }

    // S-076, S-077, S-091
    @Test
    void aRemovedEventMayBeAddedAgain() {
        Event reader = persistentReader("rd", world.readablePair().first()).add();
        reader.remove();
        assertFalse(reader.isPending());
        reader.remove();
        base.loop(LoopFlag.NONBLOCK);
        assertRan("");
        reader.add();
        base.loop(LoopFlag.ONCE);
        assertRan("rd(READ)");
    }

    // S-077
    @Test
    void anEventIsNoLongerPendingInItsCallbackAndMayBeAddedThere() {
        FdPair pair = world.readablePair();
        int[] left = {1};
        base.event(pair.first(), EventMask.READ, (event, _) -> {
                    note("pending:" + event.isPending());
                    if (left[0]-- > 0) {
                        event.add();
                    }
                })
                .add();
        base.dispatch();
        assertRan("pending:false pending:false");
    }

    // S-076
    @Test
    void aPersistentEventIsStillPendingInItsCallback() {
        base.event(world.readablePair().first(), EventMask.READ.or(EventMask.PERSIST), (event, _) -> {
                    note("pending:" + event.isPending());
                    event.remove();
                })
                .add();
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("pending:true");
    }

    // S-079
    @Test
    void aClosedEventNeverRunsAndItsDescriptorStaysOpen() {
        FdPair pair = world.readablePair();
        reader("rd", pair.first()).add().close();
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("");
        assertEquals("x", Bytes.receive(pair.first()));
    }

    //
    @Test
    void everyReaderOfADescriptorRuns() {
        Fd fd = world.readablePair().first();
        reader("r1", fd).add();
        reader("r2", fd).add();
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("r2(READ) r1(READ)");
    }

    //
    @Test
    void aReaderAndAWriterOfOneDescriptorAreToldApart() {
        FdPair pair = world.pair();
        EventMask persist = EventMask.PERSIST;
        base.event(pair.first(), EventMask.READ.or(persist), noting("r")).add();
        Event writer = base.event(pair.first(), EventMask.WRITE.or(persist), noting("w"))
                .add();
        base.loop(LoopFlag.ONCE);
        assertRan("w(WRITE)");
        writer.remove();
        Bytes.send(pair.second(), "x");
        world.settle(pair.first(), EventMask.READ);
        base.loop(LoopFlag.ONCE);
        assertRan("r(READ)");
    }

    //
    @Test
    void bytesGoBothWaysAsFastAsTheOtherSideReads() {
        FdPair pair = world.pair();
        var first = new Talker(pair.first(), 4096, 8192);
        var second = new Talker(pair.second(), 8192, 4096);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertEquals(8192, first.got);
        assertEquals(4096, second.got);
    }

    /** Writes so many bytes and reads so many, by two events that are removed at the end. */
    private final class Talker {
        int got;
        private int sent;

        Talker(Fd fd, int toSend, int toGet) {
            base.event(fd, EventMask.WRITE.or(EventMask.PERSIST), (event, _) -> {
                        Bytes.send(fd, "x".repeat(512));
                        sent += 512;
                        if (sent == toSend) {
                            event.remove();
                        }
                    })
                    .add();
            base.event(fd, EventMask.READ.or(EventMask.PERSIST), (event, _) -> {
                        got += Bytes.receive(fd).length();
                        if (got == toGet) {
                            event.remove();
                        }
                    })
                    .add();
        }
    }

    //
    @Test
    void manyDescriptorsAreAllReported() throws IOException {
        for (int i = 0; i < 70; i++) {
            Fd fd = datagramSocket();
            base.event(fd, EventMask.WRITE, noting("w")).add();
        }
        assertEquals(LoopResult.EMPTY, base.loop(LoopFlag.NONBLOCK));
        assertRan("w(WRITE) ".repeat(70).trim());
    }

    // S-003, R-053
    @Test
    void manyDescriptorsMayBeAddedOneByOne() throws IOException {
        var calls = new ArrayList<int[]>();
        for (int i = 0; i < 70; i++) {
            int[] mine = new int[1];
            calls.add(mine);
            base.event(datagramSocket(), EventMask.WRITE.or(EventMask.PERSIST), (_, _) -> mine[0]++)
                    .add();
            base.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK);
        }
        base.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK);
        for (int i = 0; i < 70; i++) {
            assertEquals(71 - i, calls.get(i)[0], "socket " + i);
        }
    }

    private Fd datagramSocket() throws IOException {
        Fd fd = world.descriptors().socket(StandardProtocolFamily.INET, SocketType.DATAGRAM);
        world.atTheEnd(fd::close);
        return fd;
    }

    // G-056
    @Test
    void anEventWithoutADescriptorWaitsForItInVain() {
        Event event = base.event(null, EventMask.READ, noting("never")).add();
        assertEquals(EventMask.READ, event.pending(ANYTHING));
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.NONBLOCK));
        assertRan("");
    }

    // S-090, G-057
    @Test
    void aDescriptorThatIsNotOpenIsRefused() {
        assumeLooksAtOnce();
        Event event = reader("rd", world.descriptors().borrow(9999, true));
        var refused = assertThrows(UncheckedIOException.class, event::add);
        assertTrue(String.valueOf(refused.getCause()).contains("9999"), refused::toString);
        assertFalse(event.isPending());
        assertEquals(LoopResult.EMPTY, base.dispatch());
    }

    @Test
    void aDescriptorThatWasClosedIsRefused() {
        FdPair pair = world.pair();
        Event event = reader("rd", pair.first());
        pair.first().close();
        var refused = assertThrows(UncheckedIOException.class, event::add);
        assertTrue(String.valueOf(refused.getCause()).contains("EBADF"), refused::toString);
        assertFalse(event.isPending());
    }

    @Test
    void aNumberThatNoDescriptorHasIsRefused() {
        Event event = reader("rd", world.descriptors().borrow(-1, true));
        assertThrows(UncheckedIOException.class, event::add);
        assertFalse(event.isPending());
    }

    @Test
    void aTimeoutOfARefusedEventDoesNotRunEither() {
        assumeLooksAtOnce();
        Event event = reader("rd", world.descriptors().borrow(9999, true));
        assertThrows(UncheckedIOException.class, () -> event.add(ms(0)));
        assertFalse(event.isPending());
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("");
    }

    //
    @Test
    void eventsMayBeActivatedByTheNumberOfTheirDescriptor() {
        FdPair a = world.pair();
        FdPair b = world.pair();
        reader("rA", a.first()).add();
        base.event(a.first(), EventMask.WRITE, noting("wA")).add();
        persistentReader("rB", b.first()).add();
        base.event(b.first(), EventMask.READ.or(EventMask.PERSIST), noting("tB"))
                .add(ms(600_000));
        base.activateByFd(1000, EventMask.READ);
        base.activateByFd(-1, EventMask.READ);
        base.activateBySignal(1000);
        base.activateBySignal(-1);
        assertEquals(0, base.count(EventCount.ACTIVE));
        base.activateByFd(a.first().number(), EventMask.WRITE);
        base.activateByFd(b.first().number(), EventMask.READ);
        base.activateByFd(b.first().number(), EventMask.TIMEOUT);
        base.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK);
        assertRan("wA(WRITE) tB(TIMEOUT|READ) rB(READ)");
    }

    // S-032
    @Test
    void everyMechanismTellsOfPipes() throws IOException {
        FdPair pipe = world.descriptors().pipe();
        world.atTheEnd(pipe::close);
        base.event(pipe.second(), EventMask.WRITE, noting("w", () -> Bytes.send(pipe.second(), "x")))
                .add();
        reader("r", pipe.first()).add();
        base.dispatch();
        assertRan("w(WRITE) r(READ)");
    }

    // S-031
    @Test
    void aMechanismWithoutEdgesTreatsThemAsLevels() {
        FdPair pair = world.readablePair();
        base.event(pair.first(), EventMask.READ.or(EventMask.PERSIST).or(EventMask.ET), (_, _) -> note("rd"))
                .add();
        base.loop(LoopFlag.ONCE);
        base.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK);
        assertRan(base.features().contains(BackendFeature.ET) ? "rd" : "rd rd");
    }
}
