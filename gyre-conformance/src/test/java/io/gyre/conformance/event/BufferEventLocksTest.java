package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.BufferFilter;
import io.gyre.bufferevent.FilterBufferEvent;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bufferevents that several threads use, and those that one has for itself. */
@EachMechanism
@SuppressWarnings("NullAway.Init") // By connect().
class BufferEventLocksTest extends BufferEventSuite {
    private final Counting counts = new Counting();
    private FdPair pair;

    BufferEventLocksTest(String mechanism) {
        super(World.named(mechanism));
        world.allowRealWaits();
    }

    @BeforeEach
    void connect() {
        pair = world.pair();
    }

    private static void inAnotherThread(Runnable action) {
        CompletableFuture.runAsync(action).join();
    }

    /** {@return a thread that has begun to wait for the lock} Or has got it, if nobody holds it. */
    private static Thread locking(BufferEvent event) {
        Thread other = Thread.ofPlatform().start(() -> {
            event.lock();
            event.unlock();
        });
        while (other.isAlive() && other.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return other;
    }

    // S-138
    @Test
    void whatManyThreadsWriteArrivesWholeAndInTheOrderOfEach() {
        int threads = 4;
        int lines = 500;
        var writer = over(pair.first(), counts, BufferEventOption.THREADSAFE);
        var reader = over(pair.second(), new Counting());
        reader.enable(EventMask.READ);
        List<CompletableFuture<Void>> all = IntStream.range(0, threads)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < lines; i++) {
                        writer.write(thread + " " + i + "\n");
                    }
                }))
                .toList();
        var received = new StringBuilder();
        runUntil(() -> {
            received.append(take(reader.input()));
            return all.stream().allMatch(CompletableFuture::isDone)
                    && received.chars().filter(c -> c == '\n').count() == (long) threads * lines;
        });
        List<String> got = received.toString().lines().toList();
        for (int thread = 0; thread < threads; thread++) {
            String mine = thread + " ";
            assertEquals(
                    IntStream.range(0, lines).mapToObj(i -> mine + i).toList(),
                    got.stream().filter(line -> line.startsWith(mine)).toList());
        }
    }

    // S-138
    @Test
    void aWriteFromAnotherThreadWakesTheLoop() {
        var writer = over(pair.first(), counts, BufferEventOption.THREADSAFE);
        var reader = over(pair.second(), new Counting() {
            @Override
            public void onReadable(BufferEvent bufferEvent) {
                base.loopBreak();
            }
        });
        reader.enable(EventMask.READ);
        var writing = CompletableFuture.runAsync(() -> writer.write("wake up"));
        base.loop(LoopFlag.NO_EXIT_ON_EMPTY);
        writing.join();
        assertEquals("wake up", take(reader.input()));
    }

    // S-138
    @Test
    void anotherThreadMayCloseItBetweenTwoTurns() {
        var event = over(pair.first(), counts, BufferEventOption.THREADSAFE, BufferEventOption.CLOSE_ON_FREE);
        event.enable(EventMask.READ);
        Bytes.send(pair.second(), "abc");
        world.settle(pair.first(), EventMask.READ);
        look();
        inAnotherThread(event::close);
        look();
        assertTrue(event.isClosed());
        assertFalse(pair.first().isOpen());
        assertEquals(1, counts.all());
    }

    // S-164, S-165
    @Test
    void theLoopStaysAwayWhileTheLockIsHeld() throws InterruptedException {
        var event = over(pair.first(), counts, BufferEventOption.THREADSAFE);
        event.enable(EventMask.READ);
        Bytes.send(pair.second(), "abc");
        world.settle(pair.first(), EventMask.READ);
        event.lock();
        event.write("ab");
        Thread loop = Thread.ofPlatform().start(this::look);
        while (loop.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertEquals(0, event.input().length());
        assertEquals(2, event.output().length());
        event.write("c");
        event.unlock();
        loop.join();
        runUntil(() -> event.output().isEmpty());
        assertEquals(3, event.input().length());
        world.settle(pair.second(), EventMask.READ);
        assertEquals("abc", Bytes.receive(pair.second()));
    }

    // S-165
    @Test
    void theBuffersHaveTheSameLock() throws InterruptedException {
        var event = over(pair.first(), counts, BufferEventOption.THREADSAFE);
        event.lock();
        Thread other = Thread.ofPlatform().start(() -> event.output().add("x"));
        while (other.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        event.unlock();
        other.join();
        assertEquals(1, event.output().length());
    }

    // S-164
    @Test
    void withoutTheOptionThereIsNoLock() throws InterruptedException {
        var event = over(pair.first(), counts);
        event.lock();
        locking(event).join();
        event.unlock();
    }

    // S-138, S-140
    @Test
    void callbacksHoldTheLockUnlessToldOtherwise() {
        for (boolean unlocked : new boolean[] {false, true}) {
            FdPair own = world.pair();
            BufferEventOption[] options = unlocked
                    ? new BufferEventOption[] {
                        BufferEventOption.THREADSAFE,
                        BufferEventOption.DEFER_CALLBACKS,
                        BufferEventOption.UNLOCK_CALLBACKS
                    }
                    : new BufferEventOption[] {BufferEventOption.THREADSAFE, BufferEventOption.DEFER_CALLBACKS};
            var waits = new ArrayList<Boolean>();
            SocketBufferEvent event = over(own.first(), counts, options);
            event.callbacks(new BufferEventCallbacks() {
                @Override
                public void onReadable(BufferEvent bufferEvent) {
                    waits.add(locking(bufferEvent).isAlive());
                }
            });
            event.enable(EventMask.READ);
            Bytes.send(own.second(), "x");
            world.settle(own.first(), EventMask.READ);
            look();
            assertEquals(List.of(!unlocked), waits);
        }
    }

    // S-138
    @Test
    void aFilterHasTheLockOfTheOneBelow() throws InterruptedException {
        var below = over(pair.first(), counts, BufferEventOption.THREADSAFE);
        var filter = FilterBufferEvent.of(below, BufferFilter.PASS, BufferFilter.PASS, null);
        world.atTheEnd(filter::close);
        below.lock();
        Thread other = locking(filter);
        assertTrue(other.isAlive());
        below.unlock();
        other.join();
    }

    /** Both threads are named, so that it is clear who is where he should not be. */
    @Test
    void withoutTheOptionAnotherThreadCannotWrite() {
        var event = over(pair.first(), counts);
        look();
        String here = Thread.currentThread().toString();
        inAnotherThread(() -> {
            var wrong = assertThrows(WrongThreadException.class, () -> event.write("x"));
            String message = String.valueOf(wrong.getMessage());
            assertTrue(message.contains(here), message);
            assertTrue(message.contains(Thread.currentThread().toString()), message);
        });
        assertEquals(0, event.output().length());
    }

    // S-134
    @Test
    void callbacksComeInsideTheCallUnlessTheyAreDeferred() {
        var event = over(pair.first(), new Noting("b"));
        var filter = FilterBufferEvent.of(event, BufferFilter.PASS, BufferFilter.PASS, null);
        world.atTheEnd(filter::close);
        filter.callbacks(new Noting("f"));
        filter.write("x");
        assertRan("f.write(0)");
        event.output().addCallback((_, change) -> note("added " + change.added()));
        filter.write("yz");
        assertRan("added 2 f.write(0)");
    }

    // S-141
    @Test
    void aSocketIsTakenAsItIs() throws IOException {
        pair.first().nonblocking(false);
        over(pair.first(), counts);
        boolean changed = pair.first().nonblocking(false);
        assertFalse(changed, "making the bufferevent has changed it");
        pair.first().nonblocking(true);
    }

    // S-150
    @Test
    void callbacksAreSetAsOneAndAskedFor() {
        var event = SocketBufferEvent.of(base, pair.first());
        world.atTheEnd(event::close);
        assertNull(event.callbacks());
        var notes = new Noting("b");
        event.callbacks(notes);
        assertSame(notes, event.callbacks());
        event.callbacks(new BufferEventCallbacks() {}); // None of the three is needed.
        event.trigger(EventMask.READ.or(EventMask.WRITE), true, false);
        event.callbacks(null);
        assertNull(event.callbacks());
        event.trigger(EventMask.READ, true, false);
        assertRan("");
    }

    // S-151
    @Test
    void directionsAreEnabledAndDisabledAloneOrTogether() {
        var event = over(pair.first(), counts);
        EventMask both = EventMask.READ.or(EventMask.WRITE);
        event.enable(EventMask.READ);
        assertEquals(both, event.enabled());
        event.disable(EventMask.WRITE);
        assertEquals(EventMask.READ, event.enabled());
        event.disable(both);
        assertEquals(EventMask.NONE, event.enabled());
        event.enable(both);
        assertEquals(both, event.enabled());
        for (EventMask wrong : List.of(EventMask.NONE, EventMask.TIMEOUT, both.or(EventMask.PERSIST))) {
            assertThrows(IllegalArgumentException.class, () -> event.enable(wrong));
            assertThrows(IllegalArgumentException.class, () -> event.disable(wrong));
        }
        assertEquals(both, event.enabled());
    }
}
