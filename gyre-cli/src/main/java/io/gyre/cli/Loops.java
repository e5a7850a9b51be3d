package io.gyre.cli;

import io.gyre.event.BaseFlag;
import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.event.Mechanism;
import io.gyre.event.Signal;
import io.gyre.net.Platform;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that runs a loop. */
final class Loops {
    /** The one mechanism of ours that moves bytes by itself. */
    private static final String COMPLETING = "io_uring";

    private static final long MOST_MICROS = TimeUnit.SECONDS.toMicros(1);

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "Wait with this mechanism; 'gyre events' lists them. Default: the best there is.")
    private @Nullable String backend;

    @Option(
            names = "--async",
            description = "Let the mechanism move the bytes of sockets by itself. Implies --backend io_uring.")
    private boolean async;

    @Option(
            names = "--spin",
            paramLabel = "MICROS",
            defaultValue = "0",
            description = {
                "Look for this many microseconds before each sleep: answers sooner, and keeps a CPU busy.",
                "Default: ${DEFAULT-VALUE}."
            })
    private long spinMicros;

    /** {@return where the command's descriptors live} The nio mechanism has a platform of its own. */
    Platform platform() {
        return "nio".equals(backend) ? Platform.named("nio") : Platform.system();
    }

    /** {@return whether a mechanism was asked for by name} */
    boolean named() {
        return backend != null;
    }

    /** {@return a new base, as the options say} */
    EventBase open() {
        return new EventBase(config());
    }

    /** {@return how bases are to be, as the options say} */
    EventConfig config() {
        if (spinMicros < 0 || spinMicros > MOST_MICROS) {
            throw new Failure("--spin is " + spinMicros + ": use 0 to " + MOST_MICROS);
        }
        if (async) {
            requestAsync();
        }
        var config = EventConfig.builder().platform(platform()).spin(Duration.of(spinMicros, ChronoUnit.MICROS));
        if (backend != null) {
            config.preferMethod(backend);
            List<Mechanism> all = Mechanism.all(config.build());
            check(backend, all);
            all.stream()
                    .map(Mechanism::name)
                    .filter(name -> !name.equals(backend))
                    .forEach(config::avoidMethod);
        }
        return async ? config.flag(BaseFlag.STARTUP_IOCP).build() : config.build();
    }

    private void requestAsync() {
        if (backend != null && !backend.equals(COMPLETING)) {
            throw new Failure(
                    "--async needs " + COMPLETING + ", but --backend is " + backend + ": leave one of them out");
        }
        backend = COMPLETING;
    }

    private static void check(String name, List<Mechanism> all) {
        Mechanism known = all.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure("no mechanism is called '" + name + "': there are "
                        + String.join(", ", all.stream().map(Mechanism::name).toList())));
        known.unavailable().ifPresent(why -> {
            throw new Failure("the mechanism " + name + " cannot be used: " + why);
        });
    }

    /** Ends the loop on Ctrl-C, and when it is asked to terminate. */
    static void endOnSignals(EventBase base) {
        onEnd(base, base::loopExit);
    }

    /** Runs {@code ending} on Ctrl-C, and when the process is asked to terminate. */
    static void onEnd(EventBase base, Runnable ending) {
        base.signal(Signal.INT, (_, _) -> ending.run()).name("Ctrl-C").add();
        base.signal(Signal.TERM, (_, _) -> ending.run()).name("terminate").add();
    }
}
