package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.BufferFilter;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.FilterBufferEvent;
import io.gyre.bufferevent.FlushMode;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventMask;
import io.gyre.listener.ConnectionListener;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What libevent's own tests of bufferevents show, over sockets. */
@EachMechanism
@SuppressWarnings("NullAway.Init") // By connect().
class BufferEventTransferTest extends BufferEventSuite {
    private static final int SIZE = 8333;
    private static final String GREETING = letters(77);

    private final Counting writers = new Counting();
    private final Collecting readers = new Collecting();
    private FdPair pair;
    private SocketBufferEvent writer;
    private SocketBufferEvent reader;

    BufferEventTransferTest(String mechanism) {
        super(World.named(mechanism));
    }

    @BeforeEach
    void connect() {
        pair = world.pair();
        writer = over(pair.first(), writers);
        reader = over(pair.second(), readers);
    }

    /** Takes all of the input, but not before it holds so much. */
    private static final class Collecting extends Counting {
        final EvBuffer all = new EvBuffer();
        final List<Long> found = new ArrayList<>();
        int from = SIZE;

        @Override
        public void onReadable(BufferEvent bufferEvent) {
            super.onReadable(bufferEvent);
            found.add(bufferEvent.input().length());
            if (bufferEvent.input().length() >= from) {
                bufferEvent.read(all);
            }
        }
    }

    private static byte[] data(int size) {
        byte[] data = new byte[size];
        for (int i = 0; i < size; i++) {
            data[i] = (byte) i;
        }
        return data;
    }

    private byte[] received() {
        world.atTheEnd(readers.all::close);
        return readers.all.removeBytes((int) readers.all.length());
    }

    //
    @Test
    void whatIsWrittenInOneGoArrives() {
        assertSame(pair.first(), writer.fd());
        assertSame(writers, writer.callbacks());
        assertNull(writer.underlying());
        assertEquals(EventMask.WRITE, writer.enabled());
        reader.enable(EventMask.READ);
        assertEquals(EventMask.READ.or(EventMask.WRITE), reader.enabled());
        writer.write(data(SIZE));
        runUntil(() -> readers.all.length() == SIZE && writers.writes == 1);
        assertArrayEquals(data(SIZE), received());
        assertEquals(List.of(), writers.outcomes);
        assertEquals(List.of(), readers.outcomes);
    }

    // S-160, R-192, R-193, R-194, R-229, R-230, G-341
    @ParameterizedTest
    @EnumSource(FlushMode.class)
    void aSocketHasNothingToFlush(FlushMode mode) {
        reader.enable(EventMask.READ);
        writer.write(data(SIZE));
        assertEquals(false, writer.flush(EventMask.WRITE, mode));
        assertEquals(SIZE, writer.output().length());
        runUntil(() -> readers.all.length() == SIZE && writers.writes == 1);
        assertArrayEquals(data(SIZE), received());
        assertEquals(List.of(), writers.outcomes);
        assertEquals(List.of(), readers.outcomes);
    }

    // S-153, R-199, R-232
    @Test
    void marksHoldForEveryCallback() {
        readers.from = 0;
        assertEquals(0, writer.watermarks(Direction.WRITING).low());
        writer.watermarks(Direction.WRITING, new Watermarks(100, 0));
        assertEquals(100, writer.watermarks(Direction.WRITING).low());
        assertEquals(Watermarks.NONE, writer.watermarks(Direction.READING));
        reader.watermarks(Direction.READING, new Watermarks(10, 20));
        reader.enable(EventMask.READ);
        var left = new ArrayList<Long>();
        writer.callbacks(new Counting() {
            @Override
            public void onWritable(BufferEvent bufferEvent) {
                left.add(bufferEvent.output().length());
            }
        });
        writer.write(data(65_000));
        runUntil(() -> readers.all.length() == 65_000);
        look();
        assertArrayEquals(data(65_000), received());
        assertTrue(readers.found.stream().allMatch(n -> n >= 10 && n <= 20), readers.found::toString);
        assertTrue(!left.isEmpty() && left.stream().allMatch(n -> n <= 100), left::toString);
        assertEquals(List.of(), readers.outcomes);
        assertTrue(!base.explain().contains("WRITE"), base::explain);
    }

    // G-297
    @Test
    void withALowMarkTheWriterIsCalledWhileItStillHasSomething() {
        reader.close();
        writer.watermarks(Direction.WRITING, new Watermarks(500_000, 0));
        var left = new ArrayList<Long>();
        writer.callbacks(new Counting() {
            @Override
            public void onWritable(BufferEvent bufferEvent) {
                left.add(bufferEvent.output().length());
            }
        });
        writer.write(data(1_000_000));
        int[] got = new int[1];
        runUntil(() -> (got[0] += Bytes.receive(pair.second()).length()) > 0
                && writer.output().isEmpty());
        assertTrue(left.size() > 1 && left.getFirst() <= 500_000 && left.getFirst() > 0, left::toString);
        assertEquals(0, left.getLast());
    }

    //
    @Test
    void oneFilterAddsWhatTheOtherTakesAway() {
        var calls = new AtomicInteger();
        var top = filter(writer, BufferFilter.PASS, ExFilters.adding(calls));
        var bottom = filter(reader, ExFilters.STRIPPING, BufferFilter.PASS);
        top.callbacks(writers);
        bottom.callbacks(readers);
        assertSame(writer, top.underlying());
        assertSame(pair.first(), top.fd());
        assertSame(reader, bottom.underlying());
        bottom.enable(EventMask.READ);
        top.write(data(SIZE));
        runUntil(() -> readers.all.length() == SIZE && writers.writes == 1);
        assertArrayEquals(data(SIZE), received());
        assertEquals(1, calls.get());
        assertEquals(List.of(), writers.outcomes);
        assertEquals(List.of(), readers.outcomes);
    }

    private FilterBufferEvent filter(BufferEvent below, BufferFilter inbound, BufferFilter outbound) {
        var made = FilterBufferEvent.of(below, inbound, outbound, null);
        world.atTheEnd(made::close);
        return made;
    }

    /** Options of a bufferevent that connects. */
    enum Options {
        NONE,
        DEFER,
        LOCK_AND_DEFER,
        UNLOCKED;

        private BufferEventOption[] all() {
            EnumSet<BufferEventOption> all = switch (this) {
                case NONE -> EnumSet.noneOf(BufferEventOption.class);
                case DEFER -> EnumSet.of(BufferEventOption.DEFER_CALLBACKS);
                case LOCK_AND_DEFER -> EnumSet.of(BufferEventOption.THREADSAFE, BufferEventOption.DEFER_CALLBACKS);
                case UNLOCKED -> EnumSet.complementOf(EnumSet.of(BufferEventOption.ASYNC));
            };
            all.add(BufferEventOption.CLOSE_ON_FREE);
            return all.toArray(BufferEventOption[]::new);
        }
    }

    //
    @ParameterizedTest
    @EnumSource(Options.class)
    void twoClientsConnectAndAreGreeted(Options options) throws IOException {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var listener = ConnectionListener.bind(base, loopback, (_, peer, _) -> greet(peer, options));
        world.atTheEnd(listener::close);
        var first = client(options);
        var second = client(options);
        first.connect(requireNonNull(listener.address()));
        second.connect(requireNonNull(listener.address()));
        var all = List.of((Counting) requireNonNull(first.callbacks()), (Counting) requireNonNull(second.callbacks()));
        runUntil(() -> all.stream().allMatch(each -> each.outcomes.size() >= 2));
        for (Counting each : all) {
            assertEquals(List.of(new Outcome.Connected(), new Outcome.Eof(Direction.READING)), each.outcomes);
            assertTrue(each.reads >= 1);
        }
        assertEquals(GREETING, take(first.input()));
        assertEquals(GREETING, take(second.input()));
    }

    private void greet(Fd peer, Options options) {
        SocketBufferEvent server = over(peer, new Counting(), options.all());
        server.callbacks(new Counting() {
            @Override
            public void onWritable(BufferEvent bufferEvent) {
                bufferEvent.close();
            }
        });
        server.write(GREETING);
    }

    private SocketBufferEvent client(Options options) {
        var made = SocketBufferEvent.unconnected(base, options.all());
        world.atTheEnd(made::close);
        made.callbacks(new Counting());
        made.enable(EventMask.READ);
        return made;
    }

    // S-144, R-210, R-220, R-221, R-239, R-241, R-242
    @ParameterizedTest
    @EnumSource(
            value = Options.class,
            names = {"NONE", "DEFER"})
    void aConnectionThatFailsIsCalledBackOnceAndNotInsideTheCall(Options options) throws IOException {
        var nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Fd bound = world.descriptors().listen(nobody)) {
            nobody = (InetSocketAddress) requireNonNull(bound.localAddress());
        }
        SocketBufferEvent client = client(options);
        client.disable(EventMask.READ);
        var counts = (Counting) requireNonNull(client.callbacks());
        client.connect(nobody);
        assertEquals(0, counts.all());
        runUntil(() -> counts.all() > 0);
        look();
        assertEquals(List.of("null ECONNREFUSED"), counts.failures());
        assertEquals(1, counts.all());
    }

    // S-157, R-211; C also tells the other one WRITING|TIMEOUT, though it has nothing to write.
    @Test
    void eachDirectionThatWantsToTransferTimesOutOnce() {
        reader.close();
        var other = over(world.pair().first(), new Noting("o"));
        other.timeouts(ms(200), ms(200));
        writer.callbacks(new Noting("w"));
        writer.timeouts(ms(150), ms(100));
        writer.enable(EventMask.READ);
        writer.write(data(3_000_000));
        for (int i = 0; i < 8; i++) {
            look();
            pass(50);
            noteTime("");
            look();
        }
        assertRan("@50 @100 w.WRITING|TIMEOUT @150 w.READING|TIMEOUT @200 @250 @300 @350 @400");
    }

    //
    @ParameterizedTest
    @EnumSource(
            value = Options.class,
            names = {"NONE", "DEFER"})
    void triggersInACallbackHeedTheMarksAndTheOptions(Options options) {
        FdPair other = world.pair();
        var notes = new Noting("b");
        SocketBufferEvent event = over(other.first(), notes, options.all());
        event.enable(EventMask.READ);
        notes.onRead = _ -> {
            notes.onRead = _ -> {};
            note("(");
            event.watermarks(Direction.READING, new Watermarks(100, 0));
            event.trigger(EventMask.READ, false, false);
            event.trigger(EventMask.READ, true, false);
            event.trigger(new Outcome.Eof(Direction.WRITING), false);
            note(")");
        };
        Bytes.send(other.second(), "abc");
        world.settle(other.first(), EventMask.READ);
        look();
        look();
        assertRan(
                options == Options.NONE
                        ? "b.read(3) ( b.read(3) b.WRITING|EOF )"
                        : "b.read(3) ( ) b.WRITING|EOF b.read(3)");
    }

    //
    @ParameterizedTest
    @EnumSource(
            value = Options.class,
            names = {"NONE", "DEFER"})
    void aTriggerMayAskForDeferralByItself(Options options) {
        var event = over(world.pair().first(), new Noting("b"), options.all());
        event.trigger(EventMask.READ, true, true);
        event.trigger(new Outcome.Eof(Direction.READING), true);
        assertRan("");
        look();
        assertRan("b.read(0) b.READING|EOF");
    }
}
