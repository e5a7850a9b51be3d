package io.gyre.event;

import io.gyre.Log;
import io.gyre.backend.Backend;
import io.gyre.backend.BackendOptions;
import io.gyre.backend.BackendProvider;
import io.gyre.net.ErrnoException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses the mechanism of a base: the best one that nothing speaks against. */
final class BackendChoice {
    /** Names that libevent knows and no current JDK can have, with the reason. */
    static final List<Mechanism> UNAVAILABLE = List.of(
            absent("devpoll", "exists on Solaris only, for which no current JDK is built"),
            absent("evport", "exists on Solaris only, for which no current JDK is built"),
            absent("win32", "exists on Windows only; the nio mechanism serves there"));

    private BackendChoice() {}

    private static Mechanism absent(String name, String why) {
        return new Mechanism(name, Set.of(), Optional.of(why));
    }

    /** {@return the mechanisms found, best first} */
    static List<BackendProvider> found() {
        var found = new ArrayList<BackendProvider>();
        ServiceLoader.load(BackendProvider.class, BackendProvider.class.getClassLoader())
                .forEach(found::add);
        found.sort(Comparator.comparingInt(BackendProvider::preference).reversed());
        return found;
    }

    /** {@return why {@code provider} is not used with {@code config}, or empty if nothing speaks against it} */
    static Optional<String> objection(BackendProvider provider, EventConfig config) {
        String name = provider.name();
        if (config.avoidedMethods().contains(name)) {
            return Optional.of("avoided by the configuration");
        }
        String variable = "EVENT_NO" + name.toUpperCase(Locale.ROOT);
        if (config.variable(variable) != null) {
            return Optional.of("hidden by the environment variable " + variable);
        }
        if (!provider.features().containsAll(config.requiredFeatures())) {
            return Optional.of("has " + provider.features() + ", but " + config.requiredFeatures() + " is required");
        }
        return provider.unavailable(config.platform()).or(() -> optIn(provider, config));
    }

    private static Optional<String> optIn(BackendProvider provider, EventConfig config) {
        return !provider.optIn() || provider.name().equals(config.preferredMethod())
                ? Optional.empty()
                : Optional.of("can run, but only if asked for by name: EventConfig.preferMethod");
    }

    /** A mechanism, and who opened it. */
    record Opened(BackendProvider provider, Backend backend) {}

    /**
     * Opens the mechanism that {@code config} names, or the best that nothing speaks against. One that was preferred may be refused only
     * now, as under a limit of the process; then the best of the others is opened.
     */
    static Opened open(EventConfig config) {
        BackendProvider best = choose(config, null);
        try {
            return new Opened(best, tryOpen(best, config));
        } catch (ErrnoException refused) {
            if (!best.name().equals(config.preferredMethod())) {
                throw unopened(best, refused);
            }
            Log.warn(cannotBeOpened(best, refused));
            BackendProvider next = choose(config, best);
            return new Opened(next, open(next, config));
        }
    }

    private static BackendProvider choose(EventConfig config, @Nullable BackendProvider refused) {
        BackendProvider only = config.provider();
        if (only != null) {
            return only;
        }
        var objections = new StringBuilder();
        for (BackendProvider provider : preferredFirst(config)) {
            if (refused != null && refused.name().equals(provider.name())) {
                continue;
            }
            Optional<String> objection = objection(provider, config);
            if (objection.isEmpty()) {
                return provider;
            }
            warnIfPreferred(provider, objection.get(), config);
            objections.append("\n  ").append(provider.name()).append(": ").append(objection.get());
        }
        Log.warn("no event mechanism available:" + objections);
        throw new NoMechanismException("no event mechanism available:" + objections);
    }

    private static List<BackendProvider> preferredFirst(EventConfig config) {
        List<BackendProvider> found = found();
        // The order is kept otherwise, for the sort is stable.
        found.sort(Comparator.comparing(provider -> !provider.name().equals(config.preferredMethod())));
        return found;
    }

    private static void warnIfPreferred(BackendProvider provider, String objection, EventConfig config) {
        if (provider.name().equals(config.preferredMethod())) {
            Log.warn("the mechanism " + provider.name() + " cannot be used: " + objection);
        }
    }

    static Backend open(BackendProvider provider, EventConfig config) {
        try {
            return tryOpen(provider, config);
        } catch (ErrnoException refused) {
            throw unopened(provider, refused);
        }
    }

    private static NoMechanismException unopened(BackendProvider provider, ErrnoException refused) {
        return new NoMechanismException(cannotBeOpened(provider, refused));
    }

    private static String cannotBeOpened(BackendProvider provider, ErrnoException refused) {
        return "the mechanism " + provider.name() + " cannot be opened: " + refused.getMessage();
    }

    private static Backend tryOpen(BackendProvider provider, EventConfig config) throws ErrnoException {
        boolean changelist =
                config.has(BaseFlag.EPOLL_USE_CHANGELIST) || config.variable("EVENT_EPOLL_USE_CHANGELIST") != null;
        return provider.open(new BackendOptions(config.platform(), changelist));
    }
}
