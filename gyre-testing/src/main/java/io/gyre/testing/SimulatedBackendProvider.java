package io.gyre.testing;

import io.gyre.backend.Backend;
import io.gyre.backend.BackendFeature;
import io.gyre.backend.BackendOptions;
import io.gyre.backend.BackendProvider;
import io.gyre.net.Platform;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Offers a mechanism that does not wait: where another would, it moves the clock, to the end of the wait or to the next thing
 * that was arranged to happen. If there is neither, it throws a {@link StuckLoopException}, for the loop would wait for ever.
 *
 * <p>It is not found by {@link java.util.ServiceLoader}, but handed to {@link io.gyre.event.EventConfig.Builder#provider}; a
 * {@link Simulation} does so. Edge-triggered events behave as with epoll: each change is reported, whether or not what came
 * before has been read.
 */
public final class SimulatedBackendProvider implements BackendProvider {
    /** How many waits may follow one another without time passing, unless said otherwise. */
    public static final int DEFAULT_SPIN_LIMIT = 1_000_000;

    private final VirtualClock clock;
    private final SimulatedPlatform platform;
    private final long seed;
    private volatile boolean realWaits;
    private volatile int spinLimit = DEFAULT_SPIN_LIMIT;

    /**
     * Offers a mechanism.
     *
     * @param clock what is moved; the base must have the same
     * @param platform where the descriptors live; the base must have the same
     * @param seed shuffles the order in which descriptors are reported that are ready at once; 0 is by ascending number
     */
    public SimulatedBackendProvider(VirtualClock clock, SimulatedPlatform platform, long seed) {
        this.clock = clock;
        this.platform = platform;
        this.seed = seed;
    }

    /**
     * Lets the loop really wait for other threads where it would be stuck otherwise, until one of them wakes it or makes a
     * descriptor ready. Time does not pass meanwhile.
     *
     * @return this
     */
    public SimulatedBackendProvider allowRealWaits() {
        realWaits = true;
        return this;
    }

    /**
     * Sets how many waits may follow one another without time passing, before the loop counts as stuck.
     *
     * @return this
     */
    public SimulatedBackendProvider spinLimit(int waits) {
        spinLimit = waits;
        return this;
    }

    /** {@return the seed, which is also in every message} */
    public long seed() {
        return seed;
    }

    boolean realWaits() {
        return realWaits;
    }

    int spinLimit() {
        return spinLimit;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public int preference() {
        return 0;
    }

    @Override
    public Set<BackendFeature> features() {
        return EnumSet.allOf(BackendFeature.class);
    }

    @Override
    public Optional<String> unavailable(Platform where) {
        return where == platform
                ? Optional.empty()
                : Optional.of("works on its own simulated platform only, and not on " + where.name());
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the options name another platform than the one simulated
     */
    @Override
    public Backend open(BackendOptions options) {
        unavailable(options.platform()).ifPresent(why -> {
            throw new IllegalArgumentException("the simulated mechanism " + why);
        });
        return new SimulatedBackend(this, clock, platform);
    }
}
