package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.conformance.KqueueLibrary;
import io.gyre.event.BaseFlag;
import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.Mechanism;
import io.gyre.listener.ListenerOption;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.Platform;
import io.gyre.testing.Simulation;
import io.gyre.testing.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a test makes its bases and descriptors: one mechanism, on a platform that it works on. Time is virtual everywhere, so
 * that a timer is due when the test says so; but only in the simulation does it pass where the loop waits.
 */
final class World {
    private static final String SIMULATED = "simulated";
    private static final String SIMULATED_ASYNC = "simulated (asynchronous)";
    private static final String CHANGELIST = "epoll (with changelist)";

    /** Where bufferevents and listeners are asynchronous. */
    static final String ASYNC = "io_uring (asynchronous)";

    static {
        String _ = KqueueLibrary.require();
    }

    private final String name;
    private final @Nullable Simulation simulation;
    private final VirtualClock clock;
    private final Platform platform;
    private final List<Runnable> endings = new ArrayList<>();

    private World(String name, @Nullable Simulation simulation, Platform platform) {
        this.name = name;
        this.simulation = simulation;
        this.platform = platform;
        this.clock = simulation != null ? simulation.clock() : new VirtualClock();
    }

    /** Every mechanism that a test is to run over; those that this machine lacks are skipped, and say why. */
    static Stream<String> names() {
        return Stream.of(
                SIMULATED, SIMULATED_ASYNC, "epoll", CHANGELIST, "poll", "select", "io_uring", ASYNC, "kqueue", "nio");
    }

    static boolean isSimulated(String name) {
        return name.equals(SIMULATED) || name.equals(SIMULATED_ASYNC);
    }

    static World simulated() {
        return simulated(SIMULATED);
    }

    private static World simulated(String name) {
        Simulation simulation = Simulation.ordered();
        return new World(name, simulation, simulation.platform());
    }

    static World named(String name) {
        if (isSimulated(name)) {
            return simulated(name);
        }
        var objections = new ArrayList<String>();
        for (Platform platform : platforms()) {
            var world = new World(name, null, platform);
            String objection = world.objection();
            if (objection.isEmpty()) {
                return world;
            }
            objections.add("on " + platform.name() + ": " + objection);
        }
        return abort("the mechanism " + name + " cannot run here: " + objections);
    }

    private static List<Platform> platforms() {
        try {
            return List.of(Platform.system(), Platform.named("nio"));
        } catch (IllegalArgumentException notThere) {
            return List.of(Platform.system());
        }
    }

    private String objection() {
        return Mechanism.all(config().build()).stream()
                .filter(each -> each.name().equals(mechanism()))
                .map(each -> each.unavailable().orElse(""))
                .findFirst()
                .orElse("nobody offers it");
    }

    /** The name by which the mechanism is avoided. */
    private String mechanism() {
        return switch (name) {
            case CHANGELIST -> "epoll";
            case ASYNC -> "io_uring";
            default -> name;
        };
    }

    /** {@return a configuration that leaves this mechanism only} */
    EventConfig.Builder config() {
        if (simulation != null) {
            var config = simulation.config();
            return name.equals(SIMULATED_ASYNC) ? config.flag(BaseFlag.STARTUP_IOCP) : config;
        }
        var config = EventConfig.builder()
                .preferMethod(mechanism())
                .clock(clock)
                .platform(platform)
                .environment(Map.of());
        Mechanism.supported().stream().filter(each -> !each.equals(mechanism())).forEach(config::avoidMethod);
        return switch (name) {
            case CHANGELIST -> config.flag(BaseFlag.EPOLL_USE_CHANGELIST);
            case ASYNC -> config.flag(BaseFlag.STARTUP_IOCP);
            default -> config;
        };
    }

    /** {@return the options of a listener, which accepts ahead where everything is asynchronous} */
    ListenerOption[] listening(ListenerOption... wishes) {
        var options = new ArrayList<>(List.of(wishes));
        if (name.equals(ASYNC)) {
            options.add(ListenerOption.ACCEPT_AHEAD);
        }
        return options.toArray(ListenerOption[]::new);
    }

    EventBase base() {
        return base(config -> config);
    }

    EventBase base(UnaryOperator<EventConfig.Builder> wishes) {
        var base = new EventBase(wishes.apply(config()).build());
        atTheEnd(base::close);
        return base;
    }

    /** Has something done when the test is over, last asked for first. */
    void atTheEnd(Runnable action) {
        endings.add(action);
    }

    VirtualClock clock() {
        return clock;
    }

    Platform platform() {
        return platform;
    }

    String name() {
        return name;
    }

    /** {@return the simulation; only for tests that ran over no other mechanism} */
    Simulation simulation() {
        return simulation != null ? simulation : abort("needs time that passes while the loop waits");
    }

    /** Lets the simulation wait for other threads, as every other mechanism does. */
    void allowRealWaits() {
        if (simulation != null) {
            simulation.provider().allowRealWaits();
        }
    }

    Descriptors descriptors() {
        return new Descriptors(platform);
    }

    FdPair pair() {
        try {
            FdPair pair = descriptors().socketpair();
            atTheEnd(pair::close);
            return pair;
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** {@return a pair whose first end can be read} */
    FdPair readablePair() {
        FdPair pair = pair();
        Bytes.send(pair.second(), "x");
        settle(pair.first(), EventMask.READ);
        return pair;
    }

    /** {@return a regular file, open for reading} */
    Fd file(Path path) throws IOException {
        Fd file;
        if (simulation != null) {
            file = simulation.platform().file(Files.readAllBytes(path));
        } else {
            int number = platform.open(path, true, false);
            assumeTrue(number >= 0, () -> "the " + platform.name() + " platform cannot open files");
            file = descriptors().adopt(number, false);
        }
        atTheEnd(file::close);
        return file;
    }

    /** Waits until what has been done is seen by the mechanism, which a network may delay. */
    void settle(Fd fd, EventMask mask) {
        if (simulation == null) {
            try (var looker = new EventBase(config().build())) {
                looker.event(fd, mask, (_, _) -> {}).add();
                looker.loop(LoopFlag.ONCE);
            }
        }
    }

    /** Closes what was made here, and complains of what is left. */
    void end() {
        endings.reversed().forEach(Runnable::run);
        if (simulation != null) {
            assertEquals(List.of(), simulation.platform().openDescriptors(), "descriptors left open");
        }
    }
}
