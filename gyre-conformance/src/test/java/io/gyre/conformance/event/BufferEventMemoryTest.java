package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.BufferFilter;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.FilterBufferEvent;
import io.gyre.bufferevent.FilterResult;
import io.gyre.bufferevent.FlushMode;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.bufferevent.RateLimit;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventMask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What libevent's own tests of bufferevents show, over pairs and over filters on them. */
class BufferEventMemoryTest extends BufferEventSuite {
    private static final int SIZE = 8333;

    private final Counting writers = new Counting();
    private final Counting readers = new Counting();
    private final PairBufferEvent writer;
    private final PairBufferEvent reader;

    BufferEventMemoryTest() {
        super(World.simulated());
        PairBufferEvent.Halves halves = PairBufferEvent.of(base);
        writer = halves.first();
        reader = halves.second();
        writer.callbacks(writers);
        reader.callbacks(readers);
        world.atTheEnd(writer::close);
        world.atTheEnd(reader::close);
    }

    private static byte[] data(int size) {
        byte[] data = new byte[size];
        for (int i = 0; i < size; i++) {
            data[i] = (byte) i;
        }
        return data;
    }

    private static byte[] takeAll(BufferEvent event) {
        return event.input().removeBytes((int) event.input().length());
    }

    private FilterBufferEvent filter(
            BufferEvent below, BufferFilter inbound, BufferFilter outbound, BufferEventOption... options) {
        var made = FilterBufferEvent.of(below, inbound, outbound, null, options);
        world.atTheEnd(made::close);
        return made;
    }

    // S-166, R-191
    @Test
    void whatIsWrittenInOneGoArrives() {
        assertNull(writer.fd());
        assertNull(writer.underlying());
        assertSame(reader, writer.partner());
        reader.enable(EventMask.READ);
        writer.write(data(SIZE));
        look();
        assertArrayEquals(data(SIZE), takeAll(reader));
        assertEquals(1, writers.writes);
        assertEquals(1, readers.reads);
        assertEquals(2, writers.all() + readers.all());
        writer.close();
        assertNull(reader.partner());
    }

    //
    @Test
    void aFlushOfAPairChangesNothingButThatFinishedTellsTheEnd() {
        reader.enable(EventMask.READ);
        writer.write(data(SIZE));
        writer.flush(EventMask.WRITE, FlushMode.FLUSH);
        look();
        assertArrayEquals(data(SIZE), takeAll(reader));
        assertEquals(List.of(), readers.outcomes);
        writer.write(data(SIZE));
        writer.flush(EventMask.WRITE, FlushMode.FINISHED);
        look();
        assertArrayEquals(data(SIZE), takeAll(reader));
        assertEquals(List.of(new Outcome.Eof(Direction.READING)), readers.outcomes);
        assertEquals(List.of(), writers.outcomes);
    }

    //
    @Test
    void aFinishedFlushOfNothingIsTheEnd() {
        reader.enable(EventMask.READ);
        writer.flush(EventMask.WRITE, FlushMode.FINISHED);
        look();
        assertEquals(List.of(new Outcome.Eof(Direction.READING)), readers.outcomes);
    }

    // S-153, R-200
    @Test
    void marksHoldForEveryCallback() {
        var found = new ArrayList<Long>();
        var left = new ArrayList<Long>();
        var got = new AtomicInteger();
        reader.callbacks(new Counting() {
            @Override
            public void onReadable(BufferEvent bufferEvent) {
                found.add(bufferEvent.input().length());
                got.addAndGet(takeAll(bufferEvent).length);
            }
        });
        writer.callbacks(new Counting() {
            @Override
            public void onWritable(BufferEvent bufferEvent) {
                left.add(bufferEvent.output().length());
            }
        });
        writer.watermarks(Direction.WRITING, new Watermarks(100, 0));
        reader.watermarks(Direction.READING, new Watermarks(10, 20));
        reader.enable(EventMask.READ);
        writer.write(data(65_000));
        for (int i = 0; i < 10_000 && got.get() < 65_000; i++) {
            look();
        }
        assertEquals(65_000, got.get());
        assertTrue(found.stream().allMatch(n -> n >= 10 && n <= 20), found::toString);
        assertTrue(!left.isEmpty() && left.stream().allMatch(n -> n <= 100), left::toString);
    }

    //
    @Test
    void aPairTimesOutWhereItWantsToTransfer() {
        writer.callbacks(new Noting("w"));
        reader.callbacks(new Noting("r"));
        writer.timeouts(ms(150), ms(100));
        writer.enable(EventMask.READ);
        reader.timeouts(ms(200), ms(200));
        writer.write("1234567");
        for (int i = 0; i < 7; i++) {
            pass(50);
            look();
        }
        assertRan("w.WRITING|TIMEOUT w.READING|TIMEOUT");
    }

    //
    @Test
    void oneFilterAddsWhatTheOtherTakesAway() {
        var calls = new AtomicInteger();
        FilterBufferEvent top = filter(writer, BufferFilter.PASS, ExFilters.adding(calls));
        FilterBufferEvent bottom = filter(reader, ExFilters.STRIPPING, BufferFilter.PASS);
        top.callbacks(writers);
        bottom.callbacks(readers);
        assertSame(writer, top.underlying());
        assertSame(reader, bottom.underlying());
        bottom.enable(EventMask.READ);
        top.write(data(SIZE));
        look();
        assertArrayEquals(data(SIZE), takeAll(bottom));
        assertEquals(1, calls.get());
        assertEquals(1, writers.writes);
        assertEquals(List.of(), readers.outcomes);
    }

    //
    @Test
    void aFilterThatWritesToItsOwnBufferEventIsNotEnteredAgainMeanwhile() {
        var calls = new AtomicInteger();
        var depth = new AtomicInteger();
        var most = new AtomicInteger();
        FilterBufferEvent[] self = new FilterBufferEvent[1];
        self[0] = filter(writer, BufferFilter.PASS, (source, destination, _, _) -> {
            most.accumulateAndGet(depth.incrementAndGet(), Math::max);
            try {
                if (calls.incrementAndGet() > 1) {
                    return FilterResult.ERROR;
                }
                source.removeBuffer(destination, source.length());
                self[0].write("x");
                return FilterResult.OK;
            } finally {
                depth.decrementAndGet();
            }
        });
        self[0].callbacks(writers);
        reader.enable(EventMask.READ);
        self[0].write(data(SIZE));
        look();
        assertArrayEquals(data(SIZE), takeAll(reader));
        assertEquals(1, most.get());
        assertEquals(2, calls.get());
        assertTrue(writers.outcomes.getFirst() instanceof Outcome.Failed failed
                && failed.direction() == Direction.WRITING);
    }

    // R-214; C also tells the reader WRITING|TIMEOUT, though it has nothing to write.
    @Test
    void filtersTimeOutWhereTheyWantToTransfer() {
        FilterBufferEvent top = filter(writer, BufferFilter.PASS, (_, _, _, _) -> FilterResult.NEED_MORE);
        FilterBufferEvent bottom = filter(reader, BufferFilter.PASS, BufferFilter.PASS);
        top.callbacks(new Noting("w"));
        bottom.callbacks(new Noting("r"));
        top.timeouts(ms(150), ms(100));
        top.enable(EventMask.READ);
        bottom.timeouts(ms(200), ms(200));
        top.write("1234567");
        for (int i = 0; i < 7; i++) {
            pass(50);
            look();
        }
        assertRan("w.WRITING|TIMEOUT w.READING|TIMEOUT");
    }

    //
    @Test
    void aFilterThatAddsAHeaderGetsStuckAtNoMark() {
        PairBufferEvent.Halves halves = PairBufferEvent.of(base, BufferEventOption.DEFER_CALLBACKS);
        world.atTheEnd(halves.first()::close);
        world.atTheEnd(halves.second()::close);
        var headed = new boolean[1];
        BufferFilter heading = (source, destination, limit, _) -> {
            long room = limit < 0 ? Long.MAX_VALUE : limit;
            if (!headed[0]) {
                headed[0] = true;
                destination.add(new byte[20]);
                room -= 20;
            }
            return source.removeBuffer(destination, Math.min(room, source.length())) > 0
                    ? FilterResult.OK
                    : FilterResult.NEED_MORE;
        };
        var got = new AtomicInteger();
        FilterBufferEvent filter =
                filter(halves.second(), heading, BufferFilter.PASS, BufferEventOption.DEFER_CALLBACKS);
        halves.second().watermarks(Direction.READING, new Watermarks(0, 4096));
        filter.watermarks(Direction.READING, new Watermarks(0, 4096));
        filter.callbacks(new Counting() {
            @Override
            public void onReadable(BufferEvent bufferEvent) {
                got.addAndGet(takeAll(bufferEvent).length);
            }
        });
        filter.enable(EventMask.READ);
        halves.first().write(new byte[4096]);
        for (int i = 0; i < 5; i++) {
            look();
        }
        assertEquals(4116, got.get());
    }

    // G-377, G-767; C leaves what was written before in the filter's output.
    @Test
    void enablingWritingOfAFilterSendsWhatWasWrittenBefore() {
        FilterBufferEvent filter = filter(writer, BufferFilter.PASS, BufferFilter.PASS);
        reader.enable(EventMask.READ);
        filter.disable(EventMask.WRITE);
        filter.write("123");
        look();
        assertEquals(0, reader.input().length());
        filter.enable(EventMask.WRITE);
        assertEquals(3, reader.input().length());
    }

    // S-167, G-362
    @Test
    void closeOnFreeMeansNothingToAPair() {
        PairBufferEvent.Halves halves = PairBufferEvent.of(base, BufferEventOption.CLOSE_ON_FREE);
        world.atTheEnd(halves.second()::close);
        halves.first().close();
        assertTrue(halves.first().isClosed());
        assertTrue(!halves.second().isClosed());
        halves.second().write("still usable");
        assertEquals(12, halves.second().output().length());
    }

    // S-168
    @Test
    void aPairAlwaysDefers() {
        assertTrue(writer.options().contains(BufferEventOption.DEFER_CALLBACKS));
        reader.enable(EventMask.READ);
        writer.write("x");
        assertEquals(0, readers.all());
        look();
        assertEquals(1, readers.reads);
    }

    //
    @Test
    void aTickIsNeitherZeroNorLongerThanTwentyFourDays() {
        for (long seconds : new long[] {0, Long.MAX_VALUE, 4_294_967_294L, Integer.MAX_VALUE, 2_147_484}) {
            assertThrows(IllegalArgumentException.class, () -> new RateLimit(1, 1, 1, 1, Duration.ofSeconds(seconds)));
        }
        for (long seconds : new long[] {2_147_483, 2_147_482}) {
            var limit = new RateLimit(1, 1, 1, 1, Duration.ofSeconds(seconds));
            assertEquals(seconds, limit.tick().toSeconds());
        }
    }
}
