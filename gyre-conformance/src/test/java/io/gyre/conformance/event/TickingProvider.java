package io.gyre.conformance.event;

import io.gyre.backend.Backend;
import io.gyre.backend.BackendFeature;
import io.gyre.backend.BackendOptions;
import io.gyre.backend.BackendProvider;
import io.gyre.backend.ReadySink;
import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;
import io.gyre.testing.Simulation;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Offers the mechanism of a simulation on which a mere look takes time: {@link #TICK}. Counts the waits of either kind. */
final class TickingProvider implements BackendProvider {
    static final Duration TICK = Duration.ofNanos(1_000);

    private final Simulation simulation;

    /** How often the loop only looked, and how often it was ready to sleep. */
    int looks;

    int sleeps;

    TickingProvider(Simulation simulation) {
        this.simulation = simulation;
    }

    @Override
    public String name() {
        return "ticking";
    }

    @Override
    public int preference() {
        return 0;
    }

    @Override
    public Set<BackendFeature> features() {
        return simulation.provider().features();
    }

    @Override
    public Optional<String> unavailable(Platform platform) {
        return simulation.provider().unavailable(platform);
    }

    @Override
    public Backend open(BackendOptions options) throws ErrnoException {
        return new Ticking(simulation.provider().open(options));
    }

    private final class Ticking implements Backend {
        private final Backend simulated;

        Ticking(Backend simulated) {
            this.simulated = simulated;
        }

        @Override
        public String name() {
            return simulated.name();
        }

        @Override
        public int change(int fd, int oldBits, int newBits) {
            return simulated.change(fd, oldBits, newBits);
        }

        @Override
        public int prepare() {
            return simulated.prepare();
        }

        @Override
        public int await(long timeoutNanos) {
            if (timeoutNanos != 0) {
                sleeps++;
                return simulated.await(timeoutNanos);
            }
            looks++;
            int rc = simulated.await(0);
            if (rc == 0) {
                simulation.clock().advance(TICK);
            }
            return rc;
        }

        @Override
        public void report(ReadySink ready) {
            simulated.report(ready);
        }

        @Override
        public void wakeup() {
            simulated.wakeup();
        }

        @Override
        public void close() {
            simulated.close();
        }
    }
}
