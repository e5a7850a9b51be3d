package io.gyre.event;

import io.gyre.backend.BackendFeature;
import io.gyre.backend.BackendProvider;
import io.gyre.net.Platform;
import io.gyre.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a base is to be: libevent's {@code struct event_config}. Immutable; made by {@link #builder}.
 *
 * @param avoidedMethods names of mechanisms not to use; case counts, and unknown names do no harm
 * @param preferredMethod the name of the mechanism to use if nothing speaks against it, or null for the best; one that is
 *     opt-in, such as {@code io_uring}, is used only so
 * @param requiredFeatures what the mechanism must be able to do
 * @param flags what is switched on
 * @param dispatchLimit how much runs before the loop looks for more urgent events
 * @param cpusHint accepted and without effect, as everywhere but on Windows with IOCP
 * @param priorities how many priorities there are, 1 to 255
 * @param clock the base's only clock
 * @param platform where the descriptors live
 * @param provider the one mechanism to use, whatever else is said; null to choose among those found
 * @param uncaught told of what callbacks throw
 * @param maxTasks how many tasks may wait in {@link EventBase#execute} before it refuses
 * @param environment where {@code EVENT_*} variables are looked up
 * @param spin how long a wait only looks, again and again, before it blocks; zero, the default, blocks at once. See
 *     {@link Builder#spin}
 */
public record EventConfig(
        Set<String> avoidedMethods,
        @Nullable String preferredMethod,
        Set<BackendFeature> requiredFeatures,
        Set<BaseFlag> flags,
        DispatchLimit dispatchLimit,
        int cpusHint,
        int priorities,
        Clock clock,
        Platform platform,
        @Nullable BackendProvider provider,
        UncaughtHandler uncaught,
        int maxTasks,
        Map<String, String> environment,
        Duration spin) {
    /** The longest {@link #spin}: one second. */
    public static final Duration MAX_SPIN = Duration.ofSeconds(1);

    /** The most tasks that wait unless said otherwise. */
    public static final int DEFAULT_MAX_TASKS = 1 << 20;

    /** Copies the sets and checks the numbers. */
    public EventConfig {
        avoidedMethods = Set.copyOf(avoidedMethods);
        requiredFeatures = Set.copyOf(requiredFeatures);
        flags = Set.copyOf(flags);
        environment = Map.copyOf(environment);
        Priorities.checkCount(priorities);
        if (maxTasks < 1) {
            throw new IllegalArgumentException("maxTasks is " + maxTasks + ": at least one task must be able to wait");
        }
        if (spin.isNegative() || spin.compareTo(MAX_SPIN) > 0) {
            throw new IllegalArgumentException("spin is " + spin + ": use zero to block at once, or up to " + MAX_SPIN
                    + ", for a loop that spins keeps a CPU busy");
        }
    }

    /** {@return a configuration with every default: {@code event_config_new} followed by nothing} */
    public static EventConfig defaults() {
        return builder().build();
    }

    /** {@return a builder with every default: {@code event_config_new}} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return whether {@code flag} is on} */
    public boolean has(BaseFlag flag) {
        return flags.contains(flag);
    }

    /** {@return the variable's value, or null if it is not set or the environment is not to be heeded} */
    @Nullable
    String variable(String name) {
        return has(BaseFlag.IGNORE_ENV) ? null : environment.get(name);
    }

    /** Collects settings. For one thread. */
    public static final class Builder {
        private final Set<String> avoided = new HashSet<>();
        private @Nullable String preferred;
        private final Set<BackendFeature> features = EnumSet.noneOf(BackendFeature.class);
        private final Set<BaseFlag> flags = EnumSet.noneOf(BaseFlag.class);
        private DispatchLimit dispatchLimit = DispatchLimit.NONE;
        private int cpusHint;
        private int priorities = 1;
        private Clock clock = Clock.system();
        private @Nullable Platform platform;
        private @Nullable BackendProvider provider;
        private UncaughtHandler uncaught = LogUncaught.INSTANCE;
        private int maxTasks = DEFAULT_MAX_TASKS;
        private Map<String, String> environment = System.getenv();
        private Duration spin = Duration.ZERO;

        private Builder() {}

        /** Adds a mechanism not to use: {@code event_config_avoid_method}. */
        public Builder avoidMethod(String name) {
            avoided.add(name);
            return this;
        }

        /**
         * Uses this mechanism if nothing speaks against it; otherwise the reason is logged as a warning, and the best of the others is used.
         * For a mechanism that is opt-in this is the only way to get it.
         *
         * @param name as {@link Mechanism#supported} gives it; case counts
         */
        public Builder preferMethod(String name) {
            preferred = name;
            return this;
        }

        /** Replaces the set of what the mechanism must be able to do: {@code event_config_require_features}. */
        public Builder requireFeatures(BackendFeature... required) {
            features.clear();
            features.addAll(Set.of(required));
            return this;
        }

        /** Switches a setting on: {@code event_config_set_flag}. */
        public Builder flag(BaseFlag flag) {
            flags.add(flag);
            return this;
        }

        /** Bounds what runs between two looks: {@code event_config_set_max_dispatch_interval}. */
        public Builder dispatchLimit(DispatchLimit limit) {
            dispatchLimit = limit;
            return this;
        }

        /** Accepted and without effect: {@code event_config_set_num_cpus_hint}. */
        public Builder cpusHint(int cpus) {
            cpusHint = cpus;
            return this;
        }

        /** Sets the number of priorities, 1 to 255: {@code event_base_priority_init}. */
        public Builder priorities(int count) {
            priorities = count;
            return this;
        }

        /** Sets the clock, a virtual one in tests. */
        public Builder clock(Clock replacement) {
            clock = replacement;
            return this;
        }

        /** Sets where descriptors live; by default {@link Platform#system}. */
        public Builder platform(Platform replacement) {
            platform = replacement;
            return this;
        }

        /** Uses this mechanism and no other. */
        public Builder provider(BackendProvider only) {
            provider = only;
            return this;
        }

        /** Sets who is told of what callbacks throw; by default it is logged. */
        public Builder uncaught(UncaughtHandler handler) {
            uncaught = handler;
            return this;
        }

        /** Bounds the tasks that wait in {@link EventBase#execute}. */
        public Builder maxTasks(int most) {
            maxTasks = most;
            return this;
        }

        /** Looks {@code EVENT_*} variables up in {@code variables} rather than in the process's environment. */
        public Builder environment(Map<String, String> variables) {
            environment = variables;
            return this;
        }

        /**
         * Lets each wait look again and again for up to {@code most} before it blocks. What comes meanwhile is found without
         * the kernel having to wake a thread that sleeps, which takes longer than a small message takes to be answered. Timers
         * are no later for it, and other threads, tasks and signals are heeded as soon as in a wait that blocks.
         *
         * <p>It costs a CPU: a loop with nothing to do spins for {@code most} before each time it sleeps, and one that gets
         * something more often than that never sleeps. So it is for a loop that has a CPU to itself and answers at once;
         * where loops, or loops and their clients, share CPUs, it takes time from whoever has work, and makes everything slower.
         * 50 microseconds are a good start. It has no effect on a turn that only looks anyway, and makes each turn that waits
         * read the clock.
         *
         * @param most zero to block at once, which is the default; at most {@link EventConfig#MAX_SPIN}
         */
        public Builder spin(Duration most) {
            spin = most;
            return this;
        }

        /**
         * {@return the configuration}
         *
         * @throws IllegalArgumentException naming the setting that is out of range
         */
        public EventConfig build() {
            Platform where = platform != null ? platform : Platform.system();
            return new EventConfig(
                    avoided,
                    preferred,
                    features,
                    flags,
                    dispatchLimit,
                    cpusHint,
                    priorities,
                    clock,
                    where,
                    provider,
                    uncaught,
                    maxTasks,
                    environment,
                    spin);
        }
    }
}
