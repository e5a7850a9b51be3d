package io.gyre.cli;

import io.gyre.backend.BackendFeature;
import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.event.Mechanism;
import java.io.PrintWriter;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells which mechanisms there are, what they can do, which one is used, and why the others are not. */
@Command(
        name = "events",
        description = "List the mechanisms: which one is used, and why the others are not.",
        mixinStandardHelpOptions = true)
final class EventsCommand implements Runnable {
    @Mixin
    private final Loops loops = new Loops();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    EventsCommand() {}

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        try (EventBase base = loops.open()) {
            String used = base.method();
            out.printf("%-8s %-10s %-24s %s%n", "", "MECHANISM", "FEATURES", "");
            for (Mechanism each : Mechanism.all(
                    EventConfig.builder().platform(loops.platform()).build())) {
                boolean isUsed = used.equals(each.name());
                out.printf(
                        "%-8s %-10s %-24s %s%n",
                        isUsed ? "used" : "", each.name(), features(each), why(each, isUsed, used));
            }
            out.printf(
                    "%nThis base waits with %s on the %s platform; signals come in by %s.%n",
                    used, loops.platform().name(), base.signalMethod());
        }
    }

    private static String features(Mechanism mechanism) {
        String names =
                mechanism.features().stream().sorted().map(BackendFeature::name).collect(Collectors.joining(" "));
        return names.isEmpty() ? "-" : names;
    }

    private String why(Mechanism mechanism, boolean isUsed, String used) {
        return isUsed
                ? loops.named() ? "asked for" : "the best of those that can run"
                : mechanism.unavailable().orElse("can run, but " + used + " is better");
    }
}
