package io.gyre.internal.backend.nio;

import io.gyre.backend.Backend;
import io.gyre.backend.BackendFeature;
import io.gyre.backend.BackendOptions;
import io.gyre.backend.BackendProvider;
import io.gyre.net.ErrnoException;
import io.gyre.net.NioPlatform;
import io.gyre.net.Platform;
import java.util.Optional;
import java.util.Set;

/** Offers the JDK's selector. */
public final class NioProvider implements BackendProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public NioProvider() {}

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public int preference() {
        return 40;
    }

    /** Without FDS, for a selector takes sockets and pipes only; that regular files are reported as ready is our doing. */
    @Override
    public Set<BackendFeature> features() {
        return Set.of(BackendFeature.O1);
    }

    @Override
    public Optional<String> unavailable(Platform platform) {
        return platform instanceof NioPlatform
                ? Optional.empty()
                : Optional.of("needs NIO channels, which the " + platform.name() + " platform does not have");
    }

    @Override
    public Backend open(BackendOptions options) throws ErrnoException {
        if (options.platform() instanceof NioPlatform platform) {
            return new NioBackend(platform);
        }
        throw new IllegalArgumentException(unavailable(options.platform()).orElseThrow());
    }
}
