package io.gyre.http;

import static org.junit.jupiter.api.Assumptions.abort;

import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.event.Mechanism;

/** The bases of the tests with real sockets, which the build runs once more for each mechanism that it names. */
public final class TestBase {
    private static final String MECHANISM = System.getProperty("gyre.test.mechanism", "");

    private TestBase() {}

    /** {@return a base with the mechanism that the build asks for, or with the best one} */
    public static EventBase create() {
        var config = EventConfig.builder();
        if (!MECHANISM.isEmpty()) {
            requireMechanism();
            config.preferMethod(MECHANISM);
        }
        return new EventBase(config.build());
    }

    private static void requireMechanism() {
        EventConfig config = EventConfig.builder().preferMethod(MECHANISM).build();
        Mechanism.all(config).stream()
                .filter(each -> each.name().equals(MECHANISM))
                .map(each -> each.unavailable().orElse(""))
                .filter(reason -> !reason.isEmpty())
                .forEach(reason -> abort("the mechanism " + MECHANISM + " cannot run here: " + reason));
    }
}
