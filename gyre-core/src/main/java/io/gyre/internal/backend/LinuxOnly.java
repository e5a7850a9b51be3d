package io.gyre.internal.backend;

import io.gyre.net.Platform;
import java.util.Optional;

/** Where the mechanisms can run that call Linux' C library. */
public final class LinuxOnly {
    private LinuxOnly() {}

    /** {@return why such a mechanism cannot run on {@code platform}, or empty if it can} */
    public static Optional<String> unavailable(Platform platform) {
        if (!platform.kernelDescriptors()) {
            return Optional.of("needs kernel descriptors, which the " + platform.name() + " platform does not have");
        }
        return System.getProperty("os.name").equals("Linux")
                ? Optional.empty()
                : Optional.of("speaks to Linux only: the constants of its calls are Linux' own");
    }
}
