package io.gyre.internal.backend.kqueue;

import io.gyre.backend.Backend;
import io.gyre.backend.BackendFeature;
import io.gyre.backend.BackendOptions;
import io.gyre.backend.BackendProvider;
import io.gyre.internal.ffi.SysEvent;
import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Offers kqueue: where the C library has it, or where {@value SysEvent#LIBRARY} names a library that has. */
public final class KqueueProvider implements BackendProvider {
    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    /** Found by {@link java.util.ServiceLoader}. */
    public KqueueProvider() {}

    @Override
    public String name() {
        return "kqueue";
    }

    /** Less than epoll: where there are both, kqueue is imitated. */
    @Override
    public int preference() {
        return 80;
    }

    /** With FDS where kqueue is the kernel's own; an imitation watches what the mechanism below it does. */
    @Override
    public Set<BackendFeature> features() {
        var features = EnumSet.allOf(BackendFeature.class);
        if (LINUX) {
            features.remove(BackendFeature.FDS);
        }
        return features;
    }

    @Override
    public Optional<String> unavailable(Platform platform) {
        if (!platform.kernelDescriptors()) {
            return Optional.of("needs kernel descriptors, which the " + platform.name() + " platform does not have");
        }
        if (LINUX && System.getProperty(SysEvent.LIBRARY) == null) {
            return Optional.of("exists on macOS and the BSDs only, unless -D" + SysEvent.LIBRARY
                    + "=FILE names a library that has it");
        }
        return SysEvent.unavailable();
    }

    @Override
    public Backend open(BackendOptions options) throws ErrnoException {
        return new KqueueBackend(options.platform());
    }
}
