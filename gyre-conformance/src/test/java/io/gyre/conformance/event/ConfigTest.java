package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.Log;
import io.gyre.backend.BackendFeature;
import io.gyre.event.BaseFlag;
import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.event.EventCount;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import io.gyre.event.Mechanism;
import io.gyre.event.NoMechanismException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which mechanism a base gets, and what else can be asked for. On the real mechanisms of this machine. */
class ConfigTest {
    private static final String BEST = bestMethod();

    private final List<String> messages = new ArrayList<>();

    @BeforeEach
    void listen() {
        Log.onMessage((severity, message) -> messages.add(severity + ": " + message));
    }

    @AfterEach
    void listenNoMore() {
        Log.onMessage(null);
    }

    private static String bestMethod() {
        try (var base = new EventBase(config().build())) {
            return base.method();
        }
    }

    private static EventConfig.Builder config() {
        return EventConfig.builder().environment(Map.of());
    }

    private static String methodOf(EventConfig.Builder config) {
        try (var base = new EventBase(config.build())) {
            return base.method();
        }
    }

    private static Set<BackendFeature> featuresOf(EventConfig.Builder config) {
        try (var base = new EventBase(config.build())) {
            return base.features();
        }
    }

    private static EventConfig.Builder only(String method) {
        assumeTrue(Mechanism.supported().contains(method), () -> "there is no " + method + " here");
        var config = config().preferMethod(method);
        Mechanism.supported().stream().filter(each -> !each.equals(method)).forEach(config::avoidMethod);
        return config;
    }

    private static int bits(Set<BackendFeature> features) {
        return features.stream().mapToInt(BackendFeature::bit).sum();
    }

    private static void assumeLinux() {
        assumeTrue(BEST.equals("epoll"), "needs Linux");
    }

    /** What holds for a configuration that hides or avoids the best mechanism: another is taken, or there is none. */
    private static void assertAnotherOrNone(EventConfig.Builder config) {
        long usable = Mechanism.all(config().build()).stream()
                .filter(each -> each.unavailable().isEmpty())
                .count();
        if (usable > 1) {
            assertFalse(methodOf(config).startsWith(BEST));
        } else {
            assertThrows(NoMechanismException.class, () -> methodOf(config));
        }
    }

    // S-025, S-045
    @Test
    void aBaseWithEveryDefaultIsUsable() {
        try (var base = new EventBase()) {
            assertTrue(Mechanism.supported()
                    .contains(base.config().avoidedMethods().isEmpty() ? BEST : ""));
            assertEquals(LoopResult.EMPTY, base.dispatch());
        }
    }

    // S-002, S-044
    @Test
    void theBestMechanismIsTakenAndTheListIsOfAll() {
        assertEquals(BEST, Mechanism.supported().getFirst());
        assertEquals(
                Mechanism.supported(), Mechanism.supported().stream().distinct().toList());
    }

    // S-022
    @Test
    void everyNameThatLibeventKnowsIsKnownAndEachAbsenceExplained() {
        List<Mechanism> all = Mechanism.all(config().build());
        Set<String> names = all.stream().map(Mechanism::name).collect(Collectors.toSet());
        assertTrue(names.containsAll(Set.of("epoll", "kqueue", "devpoll", "evport", "win32")), names::toString);
        for (Mechanism each : all) {
            assertTrue(each.unavailable().map(why -> !why.isBlank()).orElse(true), each::toString);
        }
    }

    // S-023, R-004, G-133
    @Test
    void theEnvironmentHidesAMechanismEvenByAnEmptyVariable() {
        String variable = "EVENT_NO" + BEST.toUpperCase(Locale.ROOT);
        assertAnotherOrNone(config().environment(Map.of(variable, "")));
        assertAnotherOrNone(config().environment(Map.of(variable, "1")));
    }

    // S-037, R-004, G-134
    @Test
    void theEnvironmentIsNotHeededByAFlag() {
        String variable = "EVENT_NO" + BEST.toUpperCase(Locale.ROOT);
        assertEquals(
                BEST,
                methodOf(config().environment(Map.of(variable, "", "EVENT_EPOLL_USE_CHANGELIST", ""))
                        .flag(BaseFlag.IGNORE_ENV)));
    }

    // S-024, R-001
    @Test
    void aMechanismThatIsAvoidedIsNotTaken() {
        assertAnotherOrNone(config().avoidMethod(BEST).flag(BaseFlag.IGNORE_ENV));
    }

    // S-024
    @Test
    void avoidingAnUnknownNameDoesNoHarmAndCaseCounts() {
        assertEquals(BEST, methodOf(config().avoidMethod("carrier pigeon").avoidMethod(BEST.toUpperCase(Locale.ROOT))));
    }

    // S-024, G-129
    @Test
    void withoutAnyMechanismLeftTheReasonsAreTold() {
        var config = config();
        Mechanism.supported().forEach(config::avoidMethod);
        var none = assertThrows(NoMechanismException.class, () -> methodOf(config));
        String text = String.valueOf(none.getMessage());
        assertTrue(text.startsWith("no event mechanism available:"), text);
        Mechanism.supported().forEach(each -> assertTrue(text.contains(each + ": avoided by the configuration"), text));
        assertTrue(messages.getFirst().startsWith("WARN: no event mechanism available"), messages::toString);
    }

    @Test
    void aMechanismThatIsPreferredIsTakenBeforeBetterOnes() {
        assumeLinux();
        assertEquals("poll", methodOf(config().preferMethod("poll")));
        assertEquals(BEST, methodOf(config().preferMethod("carrier pigeon")));
        assertEquals(List.of(), messages);
    }

    @Test
    void aMechanismThatIsPreferredAndCannotBeUsedIsWarnedOfAndTheBestTaken() {
        assumeLinux();
        assertEquals(BEST, methodOf(config().preferMethod("poll").avoidMethod("poll")));
        assertEquals(List.of("WARN: the mechanism poll cannot be used: avoided by the configuration"), messages);
    }

    @Test
    void ioUringIsUsedOnlyByName() {
        assumeLinux();
        Mechanism named = mechanism("io_uring", config().preferMethod("io_uring"));
        assumeTrue(named.unavailable().isEmpty(), named::toString);
        assertEquals("io_uring", methodOf(config().preferMethod("io_uring")));
        Mechanism unnamed = mechanism("io_uring", config());
        assertTrue(unnamed.unavailable().orElse("").contains("only if asked for by name"), unnamed::toString);
        var config = config();
        Mechanism.supported().stream().filter(each -> !each.equals("io_uring")).forEach(config::avoidMethod);
        assertThrows(NoMechanismException.class, () -> methodOf(config));
        assertEquals(15, bits(featuresOf(only("io_uring"))));
    }

    private static Mechanism mechanism(String name, EventConfig.Builder config) {
        return Mechanism.all(config.build()).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    // S-030, S-031, S-032, S-033
    @Test
    void featuresAreDistinctBits() {
        assertEquals(
                List.of(1, 2, 4, 8),
                Stream.of(BackendFeature.ET, BackendFeature.O1, BackendFeature.FDS, BackendFeature.EARLY_CLOSE)
                        .map(BackendFeature::bit)
                        .toList());
    }

    // S-046, G-126
    @Test
    void epollHasItsFeatures() {
        assertEquals("epoll", methodOf(only("epoll")));
        assertEquals(11, bits(featuresOf(only("epoll"))));
    }

    // S-046, G-127
    @Test
    void pollHasItsFeatures() {
        assertEquals("poll", methodOf(only("poll")));
        assertEquals(12, bits(featuresOf(only("poll"))));
    }

    // S-046, G-128
    @Test
    void selectHasItsFeatures() {
        assertEquals("select", methodOf(only("select")));
        assertEquals(4, bits(featuresOf(only("select"))));
    }

    // S-034
    @Test
    void aRequiredFeatureIsThere() {
        for (BackendFeature feature : BackendFeature.values()) {
            var config = config().requireFeatures(feature);
            boolean offered = Mechanism.all(config().build()).stream()
                    .anyMatch(each ->
                            each.unavailable().isEmpty() && each.features().contains(feature));
            if (offered) {
                assertTrue(featuresOf(config).contains(feature));
            } else {
                assertThrows(NoMechanismException.class, () -> featuresOf(config));
            }
        }
    }

    // S-032, S-034
    @Test
    void noMechanismOfLinuxHasEverything() {
        assumeLinux();
        var config = config().requireFeatures(BackendFeature.FDS, BackendFeature.O1);
        var none = assertThrows(NoMechanismException.class, () -> methodOf(config));
        assertTrue(String.valueOf(none.getMessage()).contains("is required"), none::toString);
    }

    // S-032, G-131
    @Test
    void requiringFeaturesReplacesWhatWasRequiredBefore() {
        assumeLinux();
        assumeTrue(Mechanism.supported().contains("poll"), "there is no poll here");
        assertEquals(
                "poll",
                methodOf(config().requireFeatures(BackendFeature.FDS, BackendFeature.O1)
                        .requireFeatures(BackendFeature.FDS)));
        assertEquals(BEST, methodOf(config().requireFeatures(BackendFeature.FDS).requireFeatures()));
    }

    // S-035
    @Test
    void flagsHaveLibeventsBits() {
        assertEquals(
                List.of(0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80),
                EnumSet.allOf(BaseFlag.class).stream().map(BaseFlag::bit).toList());
        assertEquals(
                List.of(1, 2, 4),
                EnumSet.allOf(LoopFlag.class).stream().map(LoopFlag::bit).toList());
        assertEquals(
                List.of(1, 2, 4),
                EnumSet.allOf(EventCount.class).stream().map(EventCount::bit).toList());
        assertEquals(0, LoopResult.STOPPED.value());
        assertEquals(1, LoopResult.EMPTY.value());
    }

    // S-040, S-045, G-132
    @Test
    void theChangelistIsSwitchedOnByFlagOrEnvironment() {
        assumeLinux();
        String changelist = "epoll (with changelist)";
        assertEquals(changelist, methodOf(config().flag(BaseFlag.EPOLL_USE_CHANGELIST)));
        assertEquals(changelist, methodOf(config().environment(Map.of("EVENT_EPOLL_USE_CHANGELIST", ""))));
        assertEquals(BEST, methodOf(config()));
    }

    // S-038, S-041, S-042
    @Test
    void whatHasNoEffectHereIsAccepted() {
        var config = config().cpusHint(4)
                .flag(BaseFlag.STARTUP_IOCP)
                .flag(BaseFlag.PRECISE_TIMER)
                .flag(BaseFlag.EPOLL_DISALLOW_TIMERFD);
        assertEquals(BEST, methodOf(config));
        assertEquals(4, config.build().cpusHint());
    }

    // S-036
    @Test
    void aBaseWithoutALockWorks() {
        try (var base = new EventBase(config().flag(BaseFlag.NOLOCK).build())) {
            var ran = new ArrayList<EventMask>();
            base.user((_, fired) -> ran.add(fired)).activate(EventMask.READ);
            assertEquals(LoopResult.EMPTY, base.dispatch());
            assertEquals(List.of(EventMask.READ), ran);
        }
    }

    @Test
    void theEnvironmentAsksToShowTheMechanism() {
        methodOf(config().environment(Map.of("EVENT_SHOW_METHOD", "")));
        assertEquals(List.of("MSG: this base waits with " + BEST), messages);
    }

    @Test
    void aConfigurationIsACopyAndMayBeUsedForManyBases() {
        var builder = config().priorities(3);
        EventConfig config = builder.build();
        builder.priorities(5).flag(BaseFlag.NOLOCK);
        try (var one = new EventBase(config);
                var other = new EventBase(config)) {
            assertEquals(3, one.priorities());
            assertEquals(3, other.priorities());
            assertFalse(config.has(BaseFlag.NOLOCK));
        }
    }
}
