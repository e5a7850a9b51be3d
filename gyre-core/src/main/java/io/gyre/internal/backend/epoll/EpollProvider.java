package io.gyre.internal.backend.epoll;

import io.gyre.backend.Backend;
import io.gyre.backend.BackendFeature;
import io.gyre.backend.BackendOptions;
import io.gyre.backend.BackendProvider;
import io.gyre.internal.backend.LinuxOnly;
import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;
import java.util.Optional;
import java.util.Set;

/** Offers epoll. */
public final class EpollProvider implements BackendProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public EpollProvider() {}

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public int preference() {
        return 90;
    }

    /** Without FDS, for the kernel refuses regular files; that this backend reports them as always ready is its own doing. */
    @Override
    public Set<BackendFeature> features() {
        return Set.of(BackendFeature.ET, BackendFeature.O1, BackendFeature.EARLY_CLOSE);
    }

    @Override
    public Optional<String> unavailable(Platform platform) {
        return LinuxOnly.unavailable(platform);
    }

    @Override
    public Backend open(BackendOptions options) throws ErrnoException {
        return new EpollBackend(options);
    }
}
