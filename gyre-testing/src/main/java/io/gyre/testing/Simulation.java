package io.gyre.testing;

import io.gyre.event.BaseFlag;
import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A world for one test: a clock, a machine made of memory, and a mechanism that moves the clock where a loop would wait. What
 * happens outside of the loop is arranged by {@link #at} and {@link #after}: a peer writes, a peer closes. The same seed gives the
 * same run.
 *
 * <p>Closing it closes the bases that it made, and throws if the test left descriptors open.
 */
public final class Simulation implements AutoCloseable {
    private final long seed;
    private final VirtualClock clock;
    private final SimulatedPlatform platform = new SimulatedPlatform();
    private final SimulatedBackendProvider provider;
    private final List<EventBase> bases = new ArrayList<>();

    private Simulation(long seed) {
        this.seed = seed;
        // Any origin must do; a random one finds code that compares times other than by their difference.
        clock = new VirtualClock(seed == 0 ? 0 : new Random(seed).nextLong());
        provider = new SimulatedBackendProvider(clock, platform, seed);
    }

    /** {@return a world where descriptors that are ready at once are reported by ascending number} */
    public static Simulation ordered() {
        return new Simulation(0);
    }

    /**
     * {@return a world where descriptors that are ready at once are reported in an order that depends on the seed}
     *
     * @param seed any number; 0 is the same as {@link #ordered}
     */
    public static Simulation seeded(long seed) {
        return new Simulation(seed);
    }

    /** {@return the seed, to be printed when the test fails} */
    public long seed() {
        return seed;
    }

    /** {@return the only clock here} */
    public VirtualClock clock() {
        return clock;
    }

    /** {@return the machine} */
    public SimulatedPlatform platform() {
        return platform;
    }

    /** {@return the maker of descriptors on this machine} */
    public Descriptors descriptors() {
        return platform.descriptors();
    }

    /** {@return the mechanism} */
    public SimulatedBackendProvider provider() {
        return provider;
    }

    /**
     * {@return a configuration with this clock, platform and mechanism, which heeds no environment variable} The mechanism moves bytes by itself if
     * asked to, as io_uring does: {@link BaseFlag#STARTUP_IOCP} makes bufferevents asynchronous, and so does a
     * {@link MechanismUnderTest}.
     */
    public EventConfig.Builder config() {
        var config = EventConfig.builder()
                .clock(clock)
                .platform(platform)
                .provider(provider)
                .environment(Map.of());
        return MechanismUnderTest.isAsynchronous() ? config.flag(BaseFlag.STARTUP_IOCP) : config;
    }

    /** {@return a base of this world, which is closed with it} */
    public EventBase newBase() {
        return newBase(config());
    }

    /**
     * {@return a base of this world, which is closed with it}
     *
     * @param config made by {@link #config}, and changed as wanted
     */
    public EventBase newBase(EventConfig.Builder config) {
        var base = new EventBase(config.build());
        bases.add(base);
        return base;
    }

    /** {@return a peer at the other end of a connection, which sends and closes as it is told} */
    public ScriptedPeer peer(Fd end) {
        return new ScriptedPeer(this, end);
    }

    /**
     * Arranges that something happens, outside of any loop.
     *
     * @param elapsed how long after the start of this world
     * @return this
     */
    public Simulation at(Duration elapsed, Runnable action) {
        clock.at(elapsed, action);
        return this;
    }

    /**
     * Arranges that something happens, outside of any loop.
     *
     * @param delay how long from now
     * @return this
     */
    public Simulation after(Duration delay, Runnable action) {
        clock.after(delay, action);
        return this;
    }

    /**
     * Closes the bases that were made here.
     *
     * @throws IllegalStateException if descriptors are still open, naming each
     */
    @Override
    public void close() {
        bases.forEach(EventBase::close);
        bases.clear();
        List<OpenDescriptor> left = platform.openDescriptors();
        if (!left.isEmpty()) {
            throw new IllegalStateException(left.size() + " descriptors were left open (seed " + seed + "): " + left);
        }
    }

    @Override
    public String toString() {
        return "simulation with seed " + seed + " at " + clock.elapsed();
    }
}
