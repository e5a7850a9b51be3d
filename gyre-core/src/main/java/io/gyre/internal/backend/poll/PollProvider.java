package io.gyre.internal.backend.poll;

import io.gyre.backend.Backend;
import io.gyre.backend.BackendFeature;
import io.gyre.backend.BackendOptions;
import io.gyre.backend.BackendProvider;
import io.gyre.internal.backend.LinuxOnly;
import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;
import java.util.Optional;
import java.util.Set;

/** Offers poll. */
public final class PollProvider implements BackendProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public PollProvider() {}

    @Override
    public String name() {
        return "poll";
    }

    @Override
    public int preference() {
        return 50;
    }

    @Override
    public Set<BackendFeature> features() {
        return Set.of(BackendFeature.FDS, BackendFeature.EARLY_CLOSE);
    }

    @Override
    public Optional<String> unavailable(Platform platform) {
        return LinuxOnly.unavailable(platform);
    }

    @Override
    public Backend open(BackendOptions options) throws ErrnoException {
        return new PollBackend(options.platform());
    }
}
