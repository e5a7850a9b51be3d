package io.gyre.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.Platform;
import io.gyre.net.Shutdown;
import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Does the same at random with the kernel and with the simulation, and compares every answer and every report. */
class LinuxLikenessTest {
    private static final int STEPS = 60;
    private static final List<Shutdown> HALVES = List.of(Shutdown.values());

    /** One of the two worlds. */
    private static final class World implements AutoCloseable {
        final Platform platform;
        final EventBase base;
        final FdPair pair;
        final List<Event> events = new ArrayList<>();
        final TreeSet<String> reports = new TreeSet<>();

        World(EventConfig.Builder config, String kind) throws IOException {
            EventConfig built = config.build();
            platform = built.platform();
            base = new EventBase(built);
            var descriptors = new Descriptors(platform);
            pair = switch (kind) {
                case "pipe" -> descriptors.pipe();
                case "stream" -> descriptors.socketpair();
                case "tcp" -> tcp(descriptors);
                default -> descriptors.socketpair(SocketType.DATAGRAM);
            };
        }

        private static FdPair tcp(Descriptors descriptors) throws IOException {
            try (Fd listener = descriptors.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
                Fd client = descriptors.connect(Objects.requireNonNull(listener.localAddress()));
                Fd accepted = listener.accept();
                while (accepted == null) {
                    accepted = listener.accept();
                }
                client.option(SocketOption.NO_DELAY, 1);
                accepted.option(SocketOption.NO_DELAY, 1);
                return new FdPair(client, accepted);
            }
        }

        void watch(int end, EventMask mask) {
            Fd fd = end == 0 ? pair.first() : pair.second();
            events.add(base.event(fd, mask, (event, fired) -> {
                        reports.add("end " + end + " " + event.mask() + ": " + fired);
                    })
                    .add());
        }

        String look() {
            reports.clear();
            base.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK);
            return reports.toString();
        }

        Fd end(int which) {
            return which == 0 ? pair.first() : pair.second();
        }

        String act(int what, int which, int count) {
            Fd fd = end(which);
            if (!fd.isOpen()) {
                return "closed";
            }
            int number = fd.number();
            return switch (what) {
                case 0, 1, 2 ->
                    Io.name(
                            fd.isSocket()
                                    ? Io.sendZeros(platform, number, count)
                                    : Io.write(platform, number, "x".repeat(count)));
                case 3, 4, 5 ->
                    fd.isSocket()
                            ? Io.recv(platform, number, count).replace('\0', '.')
                            : Io.read(platform, number, count);
                case 6 -> Io.name(platform.shutdown(number, HALVES.get(count % 3)));
                default -> close(which);
            };
        }

        private String close(int which) {
            events.stream().filter(event -> event.fd() == end(which)).forEach(Event::remove);
            end(which).close();
            return "closes";
        }

        @Override
        public void close() {
            base.close();
            pair.close();
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    private static void compare(String kind, boolean edge, long seed) throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "this machine is no Linux to compare with");
        var random = new Random(seed);
        try (Simulation simulation = Simulation.ordered();
                World simulated = new World(simulation.config(), kind);
                World kernel = new World(EventConfig.builder().environment(Map.of()), kind)) {
            for (int end = 0; end < 2; end++) {
                for (EventMask mask : List.of(EventMask.READ, EventMask.WRITE, EventMask.CLOSED)) {
                    if (random.nextInt(3) > 0) {
                        EventMask whole = mask.or(EventMask.PERSIST).or(edge ? EventMask.ET : EventMask.NONE);
                        simulated.watch(end, whole);
                        kernel.watch(end, whole);
                    }
                }
            }
            var story = new StringBuilder(kind + " seed " + seed);
            for (int step = 0; step < STEPS; step++) {
                int what = random.nextInt(20) < 17 ? random.nextInt(6) : 6 + random.nextInt(2);
                int which = random.nextInt(2);
                int count = 1 + random.nextInt(20);
                String expected = kernel.act(what, which, count);
                story.append("\n")
                        .append(what)
                        .append(" on ")
                        .append(which)
                        .append(" of ")
                        .append(count);
                story.append(" -> ").append(expected);
                assertEquals(expected, simulated.act(what, which, count), story::toString);
                if (random.nextBoolean()) {
                    String reported = kernel.look();
                    story.append("; ").append(reported);
                    assertEquals(reported, simulated.look(), story::toString);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void streamsAreAlike(long seed) throws IOException {
        compare("stream", false, seed);
    }

    // S-069
    @ParameterizedTest
    @MethodSource("seeds")
    void edgeTriggeredStreamsAreAlike(long seed) throws IOException {
        compare("stream", true, seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void pipesAreAlike(long seed) throws IOException {
        compare("pipe", false, seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void edgeTriggeredPipesAreAlike(long seed) throws IOException {
        compare("pipe", true, seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void datagramsAreAlike(long seed) throws IOException {
        compare("datagram", false, seed);
    }

    /** Not by default, for the kernel's loopback promises no time: what is sent may be there a moment later. */
    @ParameterizedTest
    @EnabledIfSystemProperty(named = "gyre.test.kernelTcp", matches = "true")
    @MethodSource("seeds")
    void tcpConnectionsAreAlike(long seed) throws IOException {
        compare("tcp", false, seed);
        compare("tcp", true, seed);
    }
}
