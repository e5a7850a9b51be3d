package io.gyre.cli;

import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.Signal;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what one loop can wait for at once: a FIFO, a signal, and the clock. */
@Command(
        name = "watch",
        description = "Wait for a FIFO, a signal and the clock on one loop, and print what happens.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    @Option(
            names = "--fifo",
            paramLabel = "PATH",
            defaultValue = "gyre.fifo",
            description =
                    "The FIFO to read; it is made if it is missing, and removed at the end. Default: ${DEFAULT-VALUE}.")
    private Path fifo = Path.of("gyre.fifo");

    @Option(
            names = "--signal",
            paramLabel = "NAME",
            defaultValue = "USR1",
            description = "The signal to wait for. Default: ${DEFAULT-VALUE}.")
    private String signalName = "USR1";

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "How often the ticker ticks. Default: ${DEFAULT-VALUE}.")
    private double seconds = 1;

    @Mixin
    private final Loops loops = new Loops();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final MemorySegment chunk = Arena.ofAuto().allocate(4096);
    private int ticks;

    WatchCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!(seconds >= 0.001 && seconds <= 86_400)) {
            throw new ParameterException(spec.commandLine(), "--every is " + seconds + ": use 0.001 to 86400 seconds");
        }
        var descriptors = new Descriptors(loops.platform());
        boolean made = !Files.exists(fifo);
        if (made) {
            descriptors.mkfifo(fifo);
        }
        try (EventBase base = loops.open();
                Fd reading = descriptors.open(fifo, true, true)) {
            watch(base, reading);
            return 0;
        } finally {
            if (made) {
                Files.deleteIfExists(fifo);
            }
        }
    }

    private void watch(EventBase base, Fd reading) {
        Signal signal = Signal.of(signalName);
        base.event(reading, EventMask.READ.or(EventMask.PERSIST), (_, _) -> print(text(reading)))
                .name("fifo")
                .add();
        base.signal(signal, (_, _) -> print(signal + " arrived")).name("signal").add();
        base.every(Duration.ofNanos((long) (seconds * 1e9)), () -> print("tick " + ++ticks))
                .name("ticker");
        Loops.endOnSignals(base);
        print("waiting with " + base.method() + "; try: echo hello > " + fifo + "; kill -" + signal.name() + " "
                + ProcessHandle.current().pid());
        base.dispatch();
        print("the end");
    }

    private String text(Fd fd) throws IOException {
        int got = fd.read(chunk);
        byte[] bytes = chunk.asSlice(0, Math.max(0, got)).toArray(ValueLayout.JAVA_BYTE);
        return "fifo: " + new String(bytes, StandardCharsets.UTF_8).strip().replaceAll("\\p{Cntrl}", "?");
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
