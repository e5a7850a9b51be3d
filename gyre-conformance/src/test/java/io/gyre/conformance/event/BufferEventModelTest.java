package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.BufferFilter;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.FilterBufferEvent;
import io.gyre.bufferevent.FilterResult;
import io.gyre.bufferevent.FlushMode;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.bufferevent.RateLimit;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventCount;
import io.gyre.event.EventMask;
import io.gyre.net.FdPair;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Does at random what can be done to two bufferevents that face each other, within callbacks and without, and compares what one
 * reads with what the other wrote. A run is the same again with the same seed, which the name of the test shows.
 */
class BufferEventModelTest extends BufferEventSuite {
    private static final int STEPS = 150;
    private static final EventMask BOTH = EventMask.READ.or(EventMask.WRITE);

    /** What faces each other. */
    enum Kind {
        SOCKETS,
        DEFERRED_SOCKETS,
        LOCKED_SOCKETS,
        PAIR,
        FILTERS_ON_SOCKETS,
        FILTERS_ON_PAIR
    }

    /** Swaps the bytes of twos, of which one waits until the other comes, or until a flush. */
    private static final BufferFilter SWAPPING = (source, destination, limit, mode) -> {
        long twos = source.length() / 2;
        if (limit >= 0) {
            twos = Math.min(twos, Math.ceilDiv(limit, 2));
        }
        for (long i = 0; i < twos; i++) {
            int first = source.removeByte();
            destination.addByte(source.removeByte()).addByte(first);
        }
        if (mode == FlushMode.FINISHED && source.length() == 1) {
            source.removeBuffer(destination, 1);
            return FilterResult.OK;
        }
        return twos > 0 ? FilterResult.OK : FilterResult.NEED_MORE;
    };

    static Stream<Arguments> runs() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> LongStream.rangeClosed(1, 100).mapToObj(seed -> Arguments.of(kind, seed)));
    }

    BufferEventModelTest() {
        super(World.simulated());
    }

    private BufferEvent[] ends(Kind kind, Random dice) {
        if (kind == Kind.PAIR || kind == Kind.FILTERS_ON_PAIR) {
            PairBufferEvent.Halves halves = PairBufferEvent.of(base);
            return filtered(kind == Kind.FILTERS_ON_PAIR, halves.first(), halves.second());
        }
        BufferEventOption[] options = switch (kind) {
            case DEFERRED_SOCKETS -> new BufferEventOption[] {BufferEventOption.DEFER_CALLBACKS};
            case LOCKED_SOCKETS ->
                new BufferEventOption[] {
                    BufferEventOption.THREADSAFE, BufferEventOption.DEFER_CALLBACKS, BufferEventOption.UNLOCK_CALLBACKS
                };
            default -> new BufferEventOption[0];
        };
        world.simulation().platform().bufferBytes(1 + dice.nextInt(500));
        FdPair pair = world.pair();
        return filtered(
                kind == Kind.FILTERS_ON_SOCKETS,
                SocketBufferEvent.of(base, pair.first(), options),
                SocketBufferEvent.of(base, pair.second(), options));
    }

    private static BufferEvent[] filtered(boolean filtered, BufferEvent one, BufferEvent other) {
        return filtered ? new BufferEvent[] {filter(one), filter(other)} : new BufferEvent[] {one, other};
    }

    private static BufferEvent filter(BufferEvent below) {
        return FilterBufferEvent.of(below, SWAPPING, SWAPPING, null, BufferEventOption.CLOSE_ON_FREE);
    }

    /** One of the two, and what became of its bytes. */
    private static final class End implements BufferEventCallbacks {
        final BufferEvent event;
        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        final ByteArrayOutputStream read = new ByteArrayOutputStream();
        final List<Outcome> outcomes = new ArrayList<>();
        final Runnable inCallback;

        /** Set during a read, for that makes room: a callback within it would read on before what was read is noted. */
        final boolean[] busy;

        End(BufferEvent event, Runnable inCallback, boolean[] busy) {
            this.event = event;
            this.inCallback = inCallback;
            this.busy = busy;
            event.callbacks(this);
        }

        void write(byte[] bytes) {
            written.writeBytes(bytes);
            event.write(bytes);
        }

        void writeBuffer(byte[] bytes) {
            written.writeBytes(bytes);
            try (var buffer = new EvBuffer(event.base().buffers())) {
                event.write(buffer.add(bytes));
                assertTrue(buffer.isEmpty());
            }
        }

        void read(int most) {
            byte[] bytes = new byte[most];
            quietly(() -> read.write(bytes, 0, event.read(bytes)));
        }

        void readBuffer() {
            try (var buffer = new EvBuffer(event.base().buffers())) {
                quietly(() -> event.read(buffer));
                read.writeBytes(buffer.removeBytes((int) buffer.length()));
            }
        }

        private void quietly(Runnable action) {
            boolean before = busy[0];
            busy[0] = true;
            action.run();
            busy[0] = before;
        }

        @Override
        public void onReadable(BufferEvent bufferEvent) {
            inCallback.run();
        }

        @Override
        public void onWritable(BufferEvent bufferEvent) {
            inCallback.run();
        }

        @Override
        public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
            outcomes.add(outcome);
        }
    }

    private static void act(Random dice, End end) {
        BufferEvent event = end.event;
        EventMask direction = dice.nextBoolean() ? EventMask.READ : EventMask.WRITE;
        switch (dice.nextInt(16)) {
            case 0, 1, 2 -> end.write(bytes(dice, 200));
            case 3 -> end.writeBuffer(bytes(dice, 1000));
            case 4, 5 -> end.read(dice.nextInt(300));
            case 6 -> end.readBuffer();
            case 7, 8 -> event.enable(direction);
            case 9 -> event.disable(direction);
            case 10 -> event.watermarks(Direction.READING, marks(dice));
            case 11 -> event.watermarks(Direction.WRITING, marks(dice));
            case 12 -> event.flush(direction, FlushMode.FLUSH);
            case 13 -> event.trigger(direction, dice.nextBoolean(), true);
            case 14 -> limit(dice, event);
            default -> event.output().add(new byte[0]);
        }
    }

    private static byte[] bytes(Random dice, int most) {
        byte[] bytes = new byte[dice.nextInt(most)];
        dice.nextBytes(bytes);
        return bytes;
    }

    private static Watermarks marks(Random dice) {
        return new Watermarks(dice.nextInt(50), dice.nextInt(3) == 0 ? 0 : 1 + dice.nextInt(300));
    }

    private static void limit(Random dice, BufferEvent event) {
        if (event instanceof SocketBufferEvent socket) {
            socket.rateLimit(dice.nextBoolean() ? null : RateLimit.bytesPerSecond(1 + dice.nextInt(100_000)));
            socket.maxSingleRead(dice.nextInt(100));
            socket.maxSingleWrite(dice.nextInt(100));
        }
    }

    private static void check(End reader, End writer) {
        byte[] read = reader.read.toByteArray();
        assertArrayEquals(Arrays.copyOf(writer.written.toByteArray(), read.length), read);
        assertEquals(List.of(), reader.outcomes);
    }

    /** Lets everything through, and ends. */
    private void finish(End end) {
        end.event.watermarks(Direction.READING, Watermarks.NONE);
        end.event.watermarks(Direction.WRITING, Watermarks.NONE);
        end.event.rateLimit(null);
        end.event.enable(BOTH);
        end.event.shutdownWriting();
    }

    @ParameterizedTest(name = "{0} with seed {1}")
    @MethodSource("runs")
    void whatOneReadsIsWhatTheOtherWrote(Kind kind, long seed) {
        var dice = new Random(seed);
        BufferEvent[] both = ends(kind, dice);
        End[] ends = new End[2];
        boolean[] busy = new boolean[1];
        Runnable sometimes = () -> {
            if (!busy[0] && dice.nextBoolean()) {
                act(dice, ends[dice.nextInt(2)]);
            }
        };
        ends[0] = new End(both[0], sometimes, busy);
        ends[1] = new End(both[1], sometimes, busy);
        world.simulation().platform().faults().shake(seed);
        for (int i = 0; i < STEPS; i++) {
            act(dice, ends[dice.nextInt(2)]);
            if (dice.nextInt(3) == 0) {
                look();
                pass(dice.nextInt(50));
            }
            check(ends[0], ends[1]);
            check(ends[1], ends[0]);
        }
        busy[0] = true; // Nothing more from callbacks.
        finish(ends[0]);
        finish(ends[1]);
        runUntil(() -> {
            ends[0].readBuffer();
            ends[1].readBuffer();
            return !ends[0].outcomes.isEmpty() && !ends[1].outcomes.isEmpty();
        });
        look();
        ends[0].readBuffer();
        ends[1].readBuffer();
        for (End end : ends) {
            assertEquals(List.of(new Outcome.Eof(Direction.READING)), end.outcomes);
            assertArrayEquals(end.written.toByteArray(), ends[end == ends[0] ? 1 : 0].read.toByteArray());
            end.event.close();
        }
        look();
        assertEquals(0, base.count(EventCount.ADDED), base::explain);
        assertEquals(0, base.buffers().liveBytes());
    }
}
