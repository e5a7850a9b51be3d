package io.gyre.internal.backend.iouring;

import io.gyre.backend.Backend;
import io.gyre.backend.BackendFeature;
import io.gyre.backend.BackendOptions;
import io.gyre.backend.BackendProvider;
import io.gyre.internal.backend.LinuxOnly;
import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Offers io_uring, to whoever asks for it by name. */
public final class IoUringProvider implements BackendProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public IoUringProvider() {}

    @Override
    public String name() {
        return "io_uring";
    }

    @Override
    public int preference() {
        return 20;
    }

    /** It saves next to nothing on plain events, and what it refuses differs from machine to machine. */
    @Override
    public boolean optIn() {
        return true;
    }

    @Override
    public Set<BackendFeature> features() {
        return Set.of(BackendFeature.ET, BackendFeature.O1, BackendFeature.FDS, BackendFeature.EARLY_CLOSE);
    }

    @Override
    public Optional<String> unavailable(Platform platform) {
        return LinuxOnly.unavailable(platform).or(() -> new Refusal(Path.of("/proc")).probe(platform));
    }

    @Override
    public Backend open(BackendOptions options) throws ErrnoException {
        try {
            return new IoUringBackend(options.platform(), RingSize.USUAL);
        } catch (ErrnoException refused) { // Though a small ring was not: there is a limit.
            String remedy = new Refusal(Path.of("/proc")).reason(refused.errno());
            throw new ErrnoException(refused.call(), refused.errno(), remedy);
        }
    }
}
