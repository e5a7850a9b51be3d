package io.gyre.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gets one URL. */
@Command(
        name = "fetch",
        description = "Get what an http URL names. Status 0 only for a complete answer that says it went well.",
        mixinStandardHelpOptions = true)
final class FetchCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Parameters(paramLabel = "URL", description = "What to get; http only, for now.")
    private String url = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file, which appears only when all is there. Default: standard output.")
    private @Nullable Path file;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print what is asked and answered to standard error.")
    private boolean verbose;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Wait this long for each step. Default: ${DEFAULT-VALUE}.")
    private int timeout = 30;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    FetchCommand() {}

    @Override
    public Integer call() throws IOException {
        if (timeout < 1) {
            throw new ParameterException(spec.commandLine(), "--timeout is " + timeout + ": use 1 or more seconds");
        }
        PrintWriter errors = spec.commandLine().getErr();
        String failure = file == null ? fetch(System.out, errors) : fetchTo(file, errors);
        if (failure == null) {
            return 0;
        }
        errors.println("gyre fetch: " + failure);
        errors.flush();
        return FAILED;
    }

    private @Nullable String fetch(OutputStream out, PrintWriter errors) throws IOException {
        return new Fetch(out, verbose ? errors : null, Duration.ofSeconds(timeout)).run(url);
    }

    private @Nullable String fetchTo(Path target, PrintWriter errors) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        Path part = Files.createTempFile(folder, ".gyre-fetch", null);
        try {
            String failure;
            try (OutputStream out = Files.newOutputStream(part)) {
                failure = fetch(out, errors);
            }
            if (failure == null) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            }
            return failure;
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
