package io.gyre.internal.backend.select;

import io.gyre.backend.Backend;
import io.gyre.backend.BackendFeature;
import io.gyre.backend.BackendOptions;
import io.gyre.backend.BackendProvider;
import io.gyre.internal.backend.LinuxOnly;
import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;
import java.util.Optional;
import java.util.Set;

/** Offers select. */
public final class SelectProvider implements BackendProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public SelectProvider() {}

    @Override
    public String name() {
        return "select";
    }

    @Override
    public int preference() {
        return 30;
    }

    @Override
    public Set<BackendFeature> features() {
        return Set.of(BackendFeature.FDS);
    }

    @Override
    public Optional<String> unavailable(Platform platform) {
        return LinuxOnly.unavailable(platform);
    }

    @Override
    public Backend open(BackendOptions options) throws ErrnoException {
        return new SelectBackend(options.platform());
    }
}
