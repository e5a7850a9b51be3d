package io.gyre.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server and its clients in one world, under faults, are the same story whenever they are told from the same seed. */
class ReplayTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 7);
    private static final int CLIENTS = 5;
    private static final String TEXT = "the quick brown fox jumps over the lazy dog. ";

    /** One run, and everything that happened in it. */
    private static final class Story {
        final List<String> log = new ArrayList<>();
        private final Simulation simulation;
        private final EventBase base;
        private final MemorySegment buffer = Arena.ofAuto().allocate(16);

        Story(long seed) throws IOException {
            simulation = Simulation.seeded(seed);
            simulation.platform().bufferBytes(32);
            simulation.platform().faults().shake(seed);
            base = simulation.newBase();
            Fd listener = simulation.descriptors().listen(SERVER);
            Event accepting = base.event(
                    listener,
                    EventMask.READ.or(EventMask.PERSIST),
                    (_, _) -> echo(Objects.requireNonNull(listener.accept())));
            accepting.add();
            var clients = new ArrayList<Client>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Client(i, simulation.descriptors().connect(SERVER)));
            }
            base.loopExit(Duration.ofSeconds(10));
            base.dispatch();
            accepting.remove();
            listener.close();
            clients.forEach(client -> assertEquals(TEXT, client.got.toString()));
            simulation.close();
        }

        private void note(String what) {
            log.add(what + " at " + simulation.clock().elapsed().toMillis());
        }

        /** Sends back what comes, as much as goes. */
        private void echo(Fd fd) {
            base.event(fd, EventMask.READ.or(EventMask.PERSIST), (event, _) -> {
                        int n = fd.read(buffer, 0, 16);
                        note("server reads " + n);
                        if (n == Fd.EOF) {
                            event.remove();
                            fd.close();
                        } else if (n > 0) {
                            writeAll(fd, n);
                        }
                    })
                    .add();
        }

        private void writeAll(Fd fd, int count) throws ErrnoException {
            for (int sent = 0; sent < count; ) {
                sent += Math.max(0, fd.write(buffer, sent, count - sent));
            }
        }

        /** Sends a letter each millisecond, and collects what comes back. */
        private final class Client {
            final StringBuilder got = new StringBuilder();
            private int sent;

            Client(int number, Fd fd) {
                Event ticking = base.event(null, EventMask.PERSIST, (event, _) -> {
                    buffer.set(ValueLayout.JAVA_BYTE, 0, (byte) TEXT.charAt(sent));
                    sent += Math.max(0, fd.write(buffer, 0, 1));
                    if (sent == TEXT.length()) {
                        event.remove();
                    }
                });
                ticking.add(Duration.ofMillis(1));
                base.event(fd, EventMask.READ.or(EventMask.PERSIST), (event, _) -> {
                            int n = fd.read(buffer, 0, 16);
                            note("client " + number + " reads " + n);
                            for (int i = 0; i < n; i++) {
                                got.append((char) buffer.get(ValueLayout.JAVA_BYTE, i));
                            }
                            if (got.length() == TEXT.length()) {
                                event.remove();
                                fd.close();
                            }
                        })
                        .add();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void theSameSeedGivesTheSameRun(long seed) throws IOException {
        assertEquals(new Story(seed).log, new Story(seed).log);
    }

    @Test
    void anotherSeedGivesAnotherRunWithTheSameResult() throws IOException {
        assertNotEquals(new Story(1).log, new Story(2).log);
    }
}
