package io.gyre.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events whose descriptor is closed too early, or cannot be watched: a loop must neither hang nor spin over them. */
@ExtendWith(NoLeaks.class)
class ClosedDescriptorTest {
    private static final Duration SHORT = Duration.ofMillis(30);

    /** {@return how many turns the loop takes until a timer ends it} */
    private static int turns(EventBase base) {
        var turns = new AtomicInteger();
        try (var _ = base.onPrepare((_, _) -> turns.incrementAndGet())) {
            base.after(SHORT, base::loopBreak);
            base.dispatch();
        }
        return turns.get();
    }

    /** */
    @ParameterizedTest
    @ValueSource(strings = {"poll", "select"})
    void aDescriptorThatIsClosedIsFoundReadableOnce(String mechanism) throws IOException {
        BackendFixture fixture = BackendFixture.of(mechanism, "posix");
        assumeFalse(fixture.unavailable().isPresent());
        var fired = new ArrayList<EventMask>();
        try (EventBase base = new EventBase(fixture.config());
                FdPair pair = fixture.descriptors().socketpair()) {
            base.event(pair.first(), EventMask.READ, (_, mask) -> fired.add(mask))
                    .add(Duration.ofMillis(500));
            pair.first().close();
            base.loop(LoopFlag.ONCE);
            assertEquals(List.of(EventMask.READ), fired);
            assertTrue(turns(base) < 5, "the loop does not spin afterwards");
        }
    }

    @ParameterizedTest
    @MethodSource("io.gyre.conformance.BackendFixtures#available")
    void anEventThatOutlivesItsDescriptorCanBeRemoved(BackendFixture fixture) throws IOException {
        try (EventBase base = new EventBase(fixture.config());
                FdPair pair = fixture.descriptors().socketpair()) {
            Event event = base.event(pair.first(), EventMask.READ.or(EventMask.PERSIST), (_, _) -> {})
                    .add();
            base.loop(LoopFlag.NONBLOCK);
            pair.first().close();
            event.remove();
            assertFalse(event.isPending());
            assertTrue(turns(base) < 5, "the loop does not spin afterwards");
        }
    }

    @ParameterizedTest
    @MethodSource("io.gyre.conformance.BackendFixtures#available")
    void aRegularFileThatIsClosedTooEarlyIsForgotten(BackendFixture fixture, @TempDir Path folder) throws IOException {
        Fd file = fixture.openFile(Files.writeString(folder.resolve("file"), "text"));
        try (EventBase base = new EventBase(fixture.config())) {
            Event event = base.event(file, EventMask.READ, (_, _) -> {}).add();
            file.close();
            event.remove();
            assertTrue(turns(base) < 5, "the loop does not spin afterwards");
        }
    }

    /** The descriptor stays open, and so stays readable. */
    @ParameterizedTest
    @MethodSource("io.gyre.conformance.BackendFixtures#available")
    void aDescriptorThatIsReleasedIsForgottenWithItsEvent(BackendFixture fixture) throws IOException {
        try (EventBase base = new EventBase(fixture.config());
                FdPair pair = fixture.descriptors().socketpair()) {
            Event event = base.event(pair.first(), EventMask.READ, (_, _) -> {}).add();
            Bytes.write(pair.second(), "x");
            try (Fd _ = fixture.descriptors().adopt(pair.first().release(), true)) {
                event.remove();
                assertTrue(turns(base) < 5, "the loop does not spin afterwards");
            }
        }
    }

    @Test
    void selectSaysWhatItCannotWatchAndWhatHelps() {
        BackendFixture fixture = BackendFixture.of("select", "posix");
        assumeFalse(fixture.unavailable().isPresent());
        try (EventBase base = new EventBase(fixture.config())) {
            Event event = base.event(fixture.descriptors().borrow(1024, true), EventMask.READ, (_, _) -> {});
            String message =
                    assertThrows(UncheckedIOException.class, event::add).toString();
            assertTrue(message.contains("1024"), message);
            assertTrue(message.contains("select watches descriptors below 1024 only"), message);
            assertTrue(message.contains("epoll or poll"), message);
            assertFalse(event.isPending());
        }
    }

    @Test
    void nioSaysThatItNeedsNonblockingChannels() throws IOException {
        BackendFixture fixture = BackendFixture.of("nio", "nio");
        try (EventBase base = new EventBase(fixture.config());
                FdPair pair = fixture.descriptors().socketpair()) {
            pair.first().nonblocking(false);
            Event event = base.event(pair.first(), EventMask.READ, (_, _) -> {});
            String message =
                    assertThrows(UncheckedIOException.class, event::add).toString();
            assertTrue(message.contains("Fd.nonblocking(true)"), message);
        }
    }
}
