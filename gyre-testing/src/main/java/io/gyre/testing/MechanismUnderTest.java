package io.gyre.testing;

import io.gyre.event.BaseFlag;
import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.event.Mechanism;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The mechanism that a whole run of tests is to use, so that a build can run tests over real descriptors once more on another. The system
 * property {@code gyre.testing.mechanism} names it; {@code asynchronous} is io_uring with {@link BaseFlag#STARTUP_IOCP}, by which
 * bufferevents and listeners are asynchronous. Without the property it is the best one.
 */
public final class MechanismUnderTest {
    private static final String ASYNCHRONOUS = "asynchronous";
    private static final String ASKED = System.getProperty("gyre.testing.mechanism", "");

    private MechanismUnderTest() {}

    /** {@return whether bufferevents are to be asynchronous} */
    public static boolean isAsynchronous() {
        return ASKED.equals(ASYNCHRONOUS);
    }

    /** {@return a configuration that prefers the mechanism} */
    public static EventConfig.Builder config() {
        var config = EventConfig.builder();
        if (isAsynchronous()) {
            config.flag(BaseFlag.STARTUP_IOCP);
        }
        return ASKED.isEmpty() ? config : config.preferMethod(name());
    }

    /**
     * {@return a base with the mechanism}
     *
     * @param skip told why the mechanism cannot run here, if so; ends the test, as JUnit's {@code Assumptions::abort} does
     * @throws IllegalStateException likewise, if {@code skip} comes back
     */
    public static EventBase newBase(Consumer<String> skip) {
        unavailable().ifPresent(why -> {
            skip.accept(why);
            throw new IllegalStateException(why);
        });
        return new EventBase(config().build());
    }

    /** {@return why the mechanism cannot run here, if so} */
    public static Optional<String> unavailable() {
        return ASKED.isEmpty() ? Optional.empty() : objection().map(why -> ASKED + " cannot be tested here: " + why);
    }

    private static Optional<String> objection() {
        Optional<Mechanism> known = Mechanism.all(config().build()).stream()
                .filter(each -> each.name().equals(name()))
                .findFirst();
        if (known.isEmpty()) {
            return Optional.of("nobody offers the mechanism " + name());
        }
        Optional<String> reason = known.get().unavailable();
        return reason.isPresent() || !isAsynchronous() ? reason : withoutStreams();
    }

    private static Optional<String> withoutStreams() {
        try (var base = new EventBase(config().build())) {
            return base.isAsynchronous()
                    ? Optional.empty()
                    : Optional.of("this kernel's " + name() + " does not move the bytes of sockets by itself");
        }
    }

    private static String name() {
        return isAsynchronous() ? "io_uring" : ASKED;
    }
}
