package io.gyre.event;

import io.gyre.backend.BackendFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A mechanism that libevent has a name for, and what can be said of it here.
 *
 * @param name as {@link EventConfig.Builder#avoidMethod} takes it
 * @param features what it can do
 * @param unavailable why a base configured so would not use it, or empty if it could
 */
public record Mechanism(String name, Set<BackendFeature> features, Optional<String> unavailable) {
    /** {@return the names of the mechanisms found, best first, usable or not} {@code event_get_supported_methods}. */
    public static List<String> supported() {
        return BackendChoice.found().stream().map(provider -> provider.name()).toList();
    }

    /** {@return every mechanism that has a name, best first, with the reason if it could not serve such a base} */
    public static List<Mechanism> all(EventConfig config) {
        var all = new ArrayList<Mechanism>();
        BackendChoice.found()
                .forEach(provider -> all.add(new Mechanism(
                        provider.name(), provider.features(), BackendChoice.objection(provider, config))));
        BackendChoice.UNAVAILABLE.stream()
                .filter(absent -> all.stream().noneMatch(each -> each.name.equals(absent.name)))
                .forEach(all::add);
        return List.copyOf(all);
    }
}
