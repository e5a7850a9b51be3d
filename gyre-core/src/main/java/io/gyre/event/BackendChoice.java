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

    /** Opens the mechanism that {@code config} names, or the best that nothing speaks against. */
    static Backend open(EventConfig config) {
        BackendProvider only = config.provider();
        return only != null ? open(only, config) : openBest(config);
    }

    static BackendProvider choose(EventConfig config) {
        BackendProvider only = config.provider();
        if (only != null) {
            return only;
        }
        var objections = new StringBuilder();
        for (BackendProvider provider : preferredFirst(config)) {
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

    private static Backend openBest(EventConfig config) {
        return open(choose(config), config);
    }

    static Backend open(BackendProvider provider, EventConfig config) {
        boolean changelist =
                config.has(BaseFlag.EPOLL_USE_CHANGELIST) || config.variable("EVENT_EPOLL_USE_CHANGELIST") != null;
        try {
            return provider.open(new BackendOptions(config.platform(), changelist));
        } catch (ErrnoException refused) {
            throw new NoMechanismException(
                    "the mechanism " + provider.name() + " cannot be opened: " + refused.getMessage());
        }
    }
}
