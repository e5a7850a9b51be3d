package io.gyre.conformance;

import io.gyre.backend.Backend;
import io.gyre.backend.BackendFeature;
import io.gyre.backend.BackendOptions;
import io.gyre.backend.BackendProvider;
import io.gyre.event.BaseFlag;
import io.gyre.event.EventConfig;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.NioPlatform;
import io.gyre.net.Platform;
import io.gyre.testing.SimulatedPlatform;
import io.gyre.testing.Simulation;
import io.gyre.time.Clock;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A mechanism to be tested, and the platform whose descriptors it is given.
 *
 * @param changelist as in {@link BackendOptions}
 * @param clock what the mechanism's waits are measured by
 */
record BackendFixture(BackendProvider provider, Platform platform, boolean changelist, Clock clock) {
    /** {@return the mechanism that is found under {@code mechanism}} */
    static BackendFixture of(String mechanism, String platform) {
        return new BackendFixture(provider(mechanism), Platform.named(platform), false, Clock.system());
    }

    static BackendProvider provider(String mechanism) {
        return ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(mechanism))
                .findFirst()
                .orElseThrow();
    }

    /** {@return the mechanism of a simulation, which waits for other threads as well} */
    static BackendFixture of(Simulation simulation) {
        return new BackendFixture(
                simulation.provider().allowRealWaits(), simulation.platform(), false, simulation.clock());
    }

    BackendFixture withChangelist() {
        return new BackendFixture(provider, platform, true, clock);
    }

    Optional<String> unavailable() {
        return provider.unavailable(platform);
    }

    Backend open() throws ErrnoException {
        return provider.open(new BackendOptions(platform, changelist));
    }

    /** {@return the configuration of a base on this mechanism and no other} */
    EventConfig config() {
        EventConfig.Builder config =
                EventConfig.builder().provider(provider).platform(platform).clock(clock);
        return (changelist ? config.flag(BaseFlag.EPOLL_USE_CHANGELIST) : config).build();
    }

    boolean has(BackendFeature feature) {
        return provider.features().contains(feature);
    }

    /** {@return whether a file stays open while it is watched, whoever closes its descriptor} A request of io_uring holds its file. */
    boolean holdsFiles() {
        return provider.name().equals("io_uring");
    }

    Descriptors descriptors() {
        return new Descriptors(platform);
    }

    @Override
    public String toString() {
        return provider.name() + (changelist ? " (with changelist)" : "");
    }

    /** Opens a file that exists for reading, which neither {@link Platform} nor the C library's part that Gyre links can do. */
    Fd openFile(Path path) throws IOException {
        return switch (platform) {
            case NioPlatform nio -> nio.adopt(FileChannel.open(path));
            case SimulatedPlatform simulated -> simulated.file(Files.readAllBytes(path));
            default -> descriptors().adopt(openKernelFile(path), false);
        };
    }

    @SuppressWarnings("restricted")
    private static int openKernelFile(Path path) {
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().find("open").orElseThrow();
        var shape = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        try (Arena arena = Arena.ofConfined()) {
            return (int) linker.downcallHandle(address, shape).invokeExact(arena.allocateFrom(path.toString()), 0);
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall threw", thrown);
        }
    }
}
