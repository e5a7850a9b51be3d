package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.BufferFilter;
import io.gyre.bufferevent.FilterBufferEvent;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.event.EventCount;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.net.FdPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a callback may do to its own bufferevent and to others: every kind, every callback, every such deed. */
class BufferEventCallbacksTest extends BufferEventSuite {
    private static final BufferEventOption CLOSE_ON_FREE = BufferEventOption.CLOSE_ON_FREE;
    private static final BufferEventOption DEFER_CALLBACKS = BufferEventOption.DEFER_CALLBACKS;

    /** What is under test. */
    enum Kind {
        SOCKET,
        DEFERRED_SOCKET,
        UNLOCKED_SOCKET,
        PAIR,
        FILTER_ON_SOCKET,
        FILTER_ON_PAIR,
        DEFERRED_FILTER_ON_SOCKET,
        FILTER_ON_FILTER
    }

    /** Which callback it is, and so how it comes about. */
    enum Moment {
        READABLE,
        WRITABLE,
        END,
        TIMEOUT,
        CONNECTED
    }

    /** What the callback does. */
    enum Deed {
        THROW,
        CLOSE,
        CLOSE_THE_PEER,
        CLOSE_WHAT_IS_BELOW,
        CLOSE_EVERYTHING
    }

    private final List<Exception> uncaught = new ArrayList<>();
    private final EventBase loop = world.base(config -> config.uncaught((_, _, thrown) -> uncaught.add(thrown)));
    private final List<BufferEvent> made = new ArrayList<>();
    private BufferEvent peer;
    private BufferEvent subject;
    private BufferEvent bystander;
    private BufferEvent bystandersPeer;

    BufferEventCallbacksTest() {
        super(World.simulated());
        BufferEvent[] near = sockets();
        bystander = near[0];
        bystandersPeer = near[1];
        peer = bystander;
        subject = bystander;
    }

    static Stream<Arguments> all() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(Moment.values())
                        .flatMap(moment -> Arrays.stream(Deed.values()).map(deed -> Arguments.of(kind, moment, deed))));
    }

    static Stream<Arguments> kindsAndMoments() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(Moment.values()).map(moment -> Arguments.of(kind, moment)));
    }

    private BufferEvent[] sockets(BufferEventOption... options) {
        FdPair pair = world.pair();
        return new BufferEvent[] {
            keep(SocketBufferEvent.of(loop, pair.first(), options)),
            keep(SocketBufferEvent.of(loop, pair.second(), CLOSE_ON_FREE))
        };
    }

    private BufferEvent[] halves() {
        PairBufferEvent.Halves halves = PairBufferEvent.of(loop);
        return new BufferEvent[] {keep(halves.first()), keep(halves.second())};
    }

    private BufferEvent keep(BufferEvent event) {
        made.add(event);
        return event;
    }

    private BufferEvent filter(BufferEvent below, BufferEventOption... options) {
        return keep(FilterBufferEvent.of(below, BufferFilter.PASS, BufferFilter.PASS, null, options));
    }

    private void make(Kind kind) {
        BufferEvent[] ends = switch (kind) {
            case SOCKET, FILTER_ON_SOCKET, DEFERRED_FILTER_ON_SOCKET, FILTER_ON_FILTER -> sockets(CLOSE_ON_FREE);
            case DEFERRED_SOCKET -> sockets(CLOSE_ON_FREE, DEFER_CALLBACKS);
            case UNLOCKED_SOCKET ->
                sockets(
                        CLOSE_ON_FREE,
                        DEFER_CALLBACKS,
                        BufferEventOption.THREADSAFE,
                        BufferEventOption.UNLOCK_CALLBACKS);
            case PAIR, FILTER_ON_PAIR -> halves();
        };
        peer = ends[1];
        subject = switch (kind) {
            case SOCKET, DEFERRED_SOCKET, UNLOCKED_SOCKET, PAIR -> ends[0];
            case FILTER_ON_SOCKET, FILTER_ON_PAIR -> filter(ends[0], CLOSE_ON_FREE);
            case DEFERRED_FILTER_ON_SOCKET -> filter(ends[0], CLOSE_ON_FREE, DEFER_CALLBACKS);
            case FILTER_ON_FILTER -> filter(filter(ends[0], CLOSE_ON_FREE), CLOSE_ON_FREE);
        };
        peer.enable(EventMask.READ);
        subject.enable(EventMask.READ);
    }

    /** Brings a callback about, from outside of the loop. */
    private void provoke(Moment moment) {
        switch (moment) {
            case READABLE -> peer.write("to be read");
            case WRITABLE -> loop.execute(this::write);
            case END -> peer.shutdownWriting();
            case TIMEOUT -> subject.timeouts(ms(10), null);
            case CONNECTED -> subject.trigger(new Outcome.Connected(), true);
        }
    }

    private void write() {
        if (!subject.isClosed()) {
            subject.write("written");
        }
    }

    /** Lets time pass as well. */
    private void run() {
        for (int i = 0; i < 5; i++) {
            loop.loop(LoopFlag.NONBLOCK);
            pass(11);
        }
    }

    /** Does something in one kind of callback, the first time only, and counts all. */
    private static final class Doing implements BufferEventCallbacks {
        private final Moment when;
        private final Runnable deed;
        int calls;
        int done;

        Doing(Moment when, Runnable deed) {
            this.when = when;
            this.deed = deed;
        }

        private void called(Moment moment) {
            calls++;
            if (moment == when && done++ == 0) {
                deed.run();
            }
        }

        @Override
        public void onReadable(BufferEvent bufferEvent) {
            called(Moment.READABLE);
        }

        @Override
        public void onWritable(BufferEvent bufferEvent) {
            called(Moment.WRITABLE);
        }

        @Override
        public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
            called(
                    switch (outcome) {
                        case Outcome.Connected _ -> Moment.CONNECTED;
                        case Outcome.Eof _ -> Moment.END;
                        case Outcome.Timeout _ -> Moment.TIMEOUT;
                        case Outcome.Failed _ -> Moment.WRITABLE;
                    });
        }
    }

    private void act(Deed deed) {
        switch (deed) {
            case THROW -> throw new IllegalStateException("thrown by a callback");
            case CLOSE -> subject.close();
            case CLOSE_THE_PEER -> peer.close();
            case CLOSE_WHAT_IS_BELOW -> lowest().close();
            case CLOSE_EVERYTHING -> made.forEach(BufferEvent::close);
        }
    }

    private BufferEvent lowest() {
        BufferEvent each = subject;
        for (BufferEvent below = each.underlying(); below != null; below = each.underlying()) {
            each = below;
        }
        return each;
    }

    /** That two others still get what they are sent. */
    private void checkTheBystanders() {
        String got = "";
        if (!bystander.isClosed()) {
            bystandersPeer.enable(EventMask.READ);
            bystander.write("still here");
            run();
            got = take(bystandersPeer.input());
        }
        assertEquals("still here", got);
    }

    private void closeAllAndCheckThatNothingIsLeft() {
        made.forEach(BufferEvent::close);
        run();
        assertEquals(0, loop.count(EventCount.ADDED), loop::explain);
        assertEquals(0, loop.buffers().liveBytes());
    }

    @ParameterizedTest
    @MethodSource("all")
    void whateverACallbackDoesTheLoopGoesOnAndNothingIsLeft(Kind kind, Moment moment, Deed deed) {
        make(kind);
        var doing = new Doing(moment, () -> act(deed));
        subject.callbacks(doing);
        provoke(moment);
        run();
        assertTrue(doing.done >= 1, "it was called");
        boolean ends =
                deed != Deed.CLOSE_THE_PEER && (deed != Deed.CLOSE_WHAT_IS_BELOW || subject.underlying() == null);
        assertEquals(ends, subject.isClosed());
        assertEquals(deed == Deed.THROW ? 1 : 0, uncaught.size(), uncaught::toString);
        if (subject.isClosed()) {
            int before = doing.calls;
            run();
            assertEquals(before, doing.calls, "nothing is called after closing");
        }
        if (deed != Deed.CLOSE_EVERYTHING) {
            checkTheBystanders();
        }
        closeAllAndCheckThatNothingIsLeft();
    }

    /** Another one is called first: because its descriptor has the lower number, or because its callback was deferred earlier. */
    @ParameterizedTest
    @MethodSource("kindsAndMoments")
    void closedInTheCallbackOfAnotherItIsNotCalledAnyMore(Kind kind, Moment moment) {
        make(kind);
        var closing = new Doing(Moment.READABLE, () -> subject.close());
        var closed = new Doing(Moment.READABLE, () -> {});
        bystander.callbacks(closing);
        subject.callbacks(closed);
        bystander.enable(EventMask.READ);
        boolean fromTheLoop = moment == Moment.CONNECTED || moment == Moment.WRITABLE;
        if (fromTheLoop || kind == Kind.PAIR || kind == Kind.FILTER_ON_PAIR) {
            bystander.trigger(EventMask.READ, true, true);
        } else {
            bystandersPeer.write("x");
        }
        if (moment == Moment.END) {
            loop.execute(peer::shutdownWriting); // When the x is sent, and not before.
        } else {
            provoke(moment);
        }
        run();
        assertTrue(subject.isClosed());
        assertEquals(1, closing.calls);
        assertEquals(0, closed.calls);
        closeAllAndCheckThatNothingIsLeft();
    }

    /** An Error ends the loop, which may be run again. */
    @ParameterizedTest
    @MethodSource("kindsAndMoments")
    void anErrorComesOutOfTheLoopAndLosesTheBufferEvent(Kind kind, Moment moment) {
        make(kind);
        var doing = new Doing(moment, () -> {
            throw new AssertionError("thrown by a callback");
        });
        subject.callbacks(doing);
        provoke(moment);
        assertThrows(AssertionError.class, this::run);
        assertTrue(subject.isClosed());
        checkTheBystanders();
        assertEquals(1, doing.done);
        closeAllAndCheckThatNothingIsLeft();
    }

    /** Whose change is called back. */
    enum Which {
        INPUT,
        OUTPUT
    }

    static Stream<Arguments> buffers() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(Which.values())
                        .flatMap(which -> Arrays.stream(Deed.values()).map(deed -> Arguments.of(kind, which, deed))));
    }

    /** The bytes are on their way while a buffer calls back, in the midst of a transfer. */
    @ParameterizedTest
    @MethodSource("buffers")
    void whateverACallbackOfABufferDoesTheLoopGoesOnAndNothingIsLeft(Kind kind, Which which, Deed deed) {
        make(kind);
        int[] done = new int[1];
        EvBuffer buffer = which == Which.INPUT ? subject.input() : subject.output();
        buffer.addCallback((_, change) -> {
            boolean transferred = which == Which.INPUT ? change.added() > 0 : change.deleted() > 0;
            if (transferred && done[0]++ == 0) {
                act(deed);
            }
        });
        loop.execute(() -> provoke(which == Which.INPUT ? Moment.READABLE : Moment.WRITABLE));
        run();
        assertEquals(1, done[0]);
        if (deed == Deed.CLOSE) {
            assertTrue(subject.isClosed());
        }
        if (deed != Deed.CLOSE_EVERYTHING) {
            checkTheBystanders();
        }
        closeAllAndCheckThatNothingIsLeft();
    }

    // A filter's own functions.

    private BufferEvent withFilter(BufferFilter inbound, BufferFilter outbound, Kind below, Runnable onClose) {
        BufferEvent[] ends = below == Kind.PAIR ? halves() : sockets(CLOSE_ON_FREE);
        peer = ends[1];
        subject = keep(FilterBufferEvent.of(ends[0], inbound, outbound, onClose, CLOSE_ON_FREE));
        peer.enable(EventMask.READ);
        subject.enable(EventMask.READ);
        return subject;
    }

    static Stream<Arguments> filterDeeds() {
        return Stream.of(Kind.SOCKET, Kind.PAIR)
                .flatMap(below -> Arrays.stream(Deed.values()).map(deed -> Arguments.of(below, deed)));
    }

    @ParameterizedTest
    @MethodSource("filterDeeds")
    void anInputFilterMayDoTheSame(Kind below, Deed deed) {
        int[] calls = new int[1];
        BufferFilter acting = (source, destination, limit, mode) -> {
            if (calls[0]++ == 0) {
                act(deed);
            }
            return BufferFilter.PASS.filter(source, destination, limit, mode);
        };
        withFilter(acting, BufferFilter.PASS, below, () -> {});
        peer.write("to be filtered");
        run();
        assertTrue(calls[0] >= 1);
        afterFiltering(deed);
    }

    @ParameterizedTest
    @MethodSource("filterDeeds")
    void anOutputFilterMayDoTheSame(Kind below, Deed deed) {
        int[] calls = new int[1];
        BufferFilter acting = (source, destination, limit, mode) -> {
            if (calls[0]++ == 0) {
                act(deed);
            }
            return BufferFilter.PASS.filter(source, destination, limit, mode);
        };
        withFilter(BufferFilter.PASS, acting, below, () -> {});
        loop.execute(this::write);
        run();
        assertTrue(calls[0] >= 1);
        afterFiltering(deed);
    }

    private void afterFiltering(Deed deed) {
        if (deed != Deed.CLOSE_EVERYTHING) {
            checkTheBystanders();
        }
        closeAllAndCheckThatNothingIsLeft();
    }

    @ParameterizedTest
    @MethodSource("filterDeeds")
    void whatIsCalledAtTheCloseMayDoTheSame(Kind below, Deed deed) {
        int[] calls = new int[1];
        withFilter(BufferFilter.PASS, BufferFilter.PASS, below, () -> {
            calls[0]++;
            act(deed);
        });
        BufferEvent filter = subject;
        loop.execute(filter::close);
        run();
        assertEquals(1, calls[0]);
        assertTrue(filter.isClosed());
        assertTrue(requireNonNull(filter.underlying()).isClosed());
        assertEquals(deed == Deed.THROW ? 1 : 0, uncaught.size());
        afterFiltering(deed);
    }
}
