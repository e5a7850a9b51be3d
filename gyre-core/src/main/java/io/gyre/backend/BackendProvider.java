package io.gyre.backend;

import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;
import java.util.Optional;
import java.util.Set;

/** Offers one mechanism: libevent's {@code struct eventop}. Found through {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** {@return the mechanism's name, such as {@code epoll}} Case counts; {@code EVENT_NOEPOLL} hides it. */
    String name();

    /** {@return the rank among the mechanisms that can run: the highest is taken} Ours lie between 0 and 100. */
    int preference();

    /** {@return whether the mechanism is used only by who asks for it by name} Such a one is never the best that there is. */
    default boolean optIn() {
        return false;
    }

    /** {@return what the mechanism can do} */
    Set<BackendFeature> features();

    /** {@return why the mechanism cannot run on {@code platform}, or empty if it can} */
    Optional<String> unavailable(Platform platform);

    /**
     * Opens the mechanism.
     *
     * @throws ErrnoException if the kernel refuses
     */
    Backend open(BackendOptions options) throws ErrnoException;
}
