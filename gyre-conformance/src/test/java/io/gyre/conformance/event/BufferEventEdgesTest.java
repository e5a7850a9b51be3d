package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.BufferFilter;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.FilterBufferEvent;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.bufferevent.RateLimit;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.testing.Call;
import io.gyre.testing.Errno;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Connections that fail, ends that are asked for early, and calls from threads that have no business here. */
class BufferEventEdgesTest extends BufferEventSuite {
    private final Counting counts = new Counting();

    BufferEventEdgesTest() {
        super(World.simulated());
    }

    private Fd listen() throws IOException {
        Fd listener = world.descriptors().listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        world.atTheEnd(listener::close);
        return listener;
    }

    private SocketBufferEvent client(BufferEventOption... options) {
        var made = SocketBufferEvent.unconnected(base, options);
        world.atTheEnd(() -> {
            Fd fd = made.fd();
            made.close();
            if (fd != null) {
                fd.close();
            }
        });
        made.callbacks(counts);
        return made;
    }

    private void settle() {
        for (int i = 0; i < 5; i++) {
            look();
        }
    }

    private boolean atEnd(Fd fd) {
        return world.simulation().peer(fd).atEnd();
    }

    // S-144, R-220, R-221
    @Test
    void aConnectionThatFailsIsToldOnceEvenIfReadingIsEnabled() throws IOException {
        Fd gone = listen();
        var nobody = requireNonNull(gone.localAddress());
        gone.close();
        SocketBufferEvent client = client();
        client.enable(EventMask.READ);
        client.connect(nobody);
        settle();
        assertEquals(List.of("null ECONNREFUSED"), counts.failures());
        assertEquals(EventMask.READ.or(EventMask.WRITE), client.enabled());
    }

    @Test
    void theEndThatWasAskedForWithoutASocketComesOverTheNextOne() {
        FdPair pair = world.pair();
        SocketBufferEvent client = client();
        client.shutdownWriting();
        client.fd(pair.first());
        settle();
        assertTrue(atEnd(pair.second()));
    }

    @Test
    void theEndThatWasAskedForDuringALookupComesOverTheConnection() throws IOException {
        Fd listener = listen();
        var resolver = new ScriptedResolver();
        SocketBufferEvent client = client();
        client.connect("host.example", 80, resolver);
        client.shutdownWriting();
        resolver.answer((InetSocketAddress) requireNonNull(listener.localAddress()));
        settle();
        assertEquals(List.of(new Outcome.Connected()), counts.outcomes);
        try (Fd server = requireNonNull(listener.accept())) {
            assertTrue(atEnd(server));
        }
    }

    @Test
    void aPipeIntoSomethingThatHasEndedIsRefused() {
        PairBufferEvent.Halves from = PairBufferEvent.of(base);
        PairBufferEvent.Halves to = PairBufferEvent.of(base);
        Stream.of(from.first(), from.second(), to.first(), to.second()).forEach(each -> world.atTheEnd(each::close));
        to.first().shutdownWriting();
        assertThrows(IllegalStateException.class, () -> from.second().pipeTo(to.first(), null));
    }

    @Test
    void whatIsInTheBuffersGoesEvenIfWhatIsCalledAtTheCloseThrows() {
        PairBufferEvent.Halves halves = PairBufferEvent.of(base);
        world.atTheEnd(halves.second()::close);
        BufferEvent filter = FilterBufferEvent.of(
                halves.first(),
                BufferFilter.PASS,
                BufferFilter.PASS,
                () -> {
                    throw new IllegalStateException("thrown at the close");
                },
                BufferEventOption.CLOSE_ON_FREE);
        filter.disable(EventMask.WRITE);
        filter.write("lost");
        assertThrows(IllegalStateException.class, filter::close);
        assertEquals(0, base.buffers().liveBytes());
    }

    @Test
    void aRefusalOfAnAttemptThatWasGivenUpIsNotTold() throws IOException {
        Fd listener = listen();
        SocketBufferEvent client = client();
        world.simulation().platform().faults().fail(Call.CONNECT, Errno.ENETUNREACH, 1);
        client.connect(requireNonNull(listener.localAddress()));
        client.fd(world.pair().first());
        settle();
        assertEquals(List.of(), counts.outcomes);
    }

    @Test
    void aSecondAttemptWhileTheFirstRefusalWaitsToBeToldIsRefused() throws IOException {
        Fd listener = listen();
        var address = requireNonNull(listener.localAddress());
        SocketBufferEvent client = client();
        world.simulation().platform().faults().fail(Call.CONNECT, Errno.ENETUNREACH, 1);
        client.connect(address);
        assertThrows(IllegalStateException.class, () -> client.connect(address));
    }

    /** The lock is held meanwhile, as in every other callback. */
    @Test
    void aRefusalAtOnceIsToldUnderTheLock() throws IOException {
        Fd listener = listen();
        SocketBufferEvent client = client(BufferEventOption.THREADSAFE);
        boolean[] free = new boolean[1];
        client.callbacks(new BufferEventCallbacks() {
            @Override
            public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
                Thread other = Thread.ofPlatform().start(() -> {
                    bufferEvent.lock();
                    bufferEvent.unlock();
                });
                while (other.getState() != Thread.State.WAITING && other.isAlive()) {
                    Thread.onSpinWait();
                }
                free[0] = !other.isAlive();
            }
        });
        world.simulation().platform().faults().fail(Call.CONNECT, Errno.ENETUNREACH, 1);
        client.connect(requireNonNull(listener.localAddress()));
        settle();
        assertEquals(false, free[0]);
    }

    /** The answer would only be EAGAIN. */
    @Test
    void afterAShortWriteNoneIsMadeUntilThereIsRoom() {
        var machine = world.simulation().platform();
        machine.bufferBytes(10);
        FdPair pair = world.pair();
        var event = over(pair.first(), counts);
        long before = machine.count(Call.SEND);
        event.write(letters(48));
        settle();
        assertEquals(1, machine.count(Call.SEND) - before);
    }

    /** Without THREADSAFE, while the loop runs. */
    @TestFactory
    Stream<DynamicTest> aCallFromAnotherThreadIsRefused() {
        Map<String, Consumer<BufferEvent>> calls = new LinkedHashMap<>();
        calls.put("enable", event -> event.enable(EventMask.READ));
        calls.put("disable", event -> event.disable(EventMask.WRITE));
        calls.put("write", event -> event.write("x"));
        calls.put("callbacks", event -> event.callbacks(null));
        calls.put("timeouts", event -> event.timeouts(ms(10), null));
        calls.put("watermarks", event -> event.watermarks(Direction.READING, Watermarks.NONE));
        calls.put("rateLimit", event -> event.rateLimit(RateLimit.bytesPerSecond(10)));
        calls.put("trigger", event -> event.trigger(EventMask.READ, true, true));
        calls.put("shutdownWriting", BufferEvent::shutdownWriting);
        calls.put("close", BufferEvent::close);
        return calls.entrySet().stream()
                .map(call -> DynamicTest.dynamicTest(call.getKey(), () -> callFromElsewhere(call.getValue())));
    }

    private void callFromElsewhere(Consumer<BufferEvent> call) {
        var event = over(world.pair().first(), counts);
        List<Throwable> thrown = new ArrayList<>();
        base.timer((_, _) -> {
                    Thread other = Thread.ofPlatform().name("elsewhere").start(() -> {
                        try {
                            call.accept(event);
                        } catch (RuntimeException refused) {
                            thrown.add(refused);
                        }
                    });
                    other.join();
                })
                .add(ms(1));
        pass(1);
        look();
        assertEquals(1, thrown.size(), "it was not refused");
        assertInstanceOf(WrongThreadException.class, thrown.getFirst());
        assertTrue(String.valueOf(thrown.getFirst().getMessage()).contains("elsewhere"));
    }
}
