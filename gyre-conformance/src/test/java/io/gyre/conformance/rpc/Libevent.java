package io.gyre.conformance.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs in C that are built of what libevent's generator makes of the same files. */
public final class Libevent {
    private static final Path C = Path.of("src", "test", "c").toAbsolutePath();

    private Libevent() {}

    private static void require(String program, String how) {
        boolean found = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        assumeTrue(found, "SKIPPED, for " + program + " is not installed: " + how);
    }

    /** {@return the program that is made of a file in C and of a {@code .rpc} file} Skips where the tools are not installed. */
    public static Path build(Path folder, String source, Path rpc) throws IOException, InterruptedException {
        require("gcc", "apt-get install gcc");
        require("python3", "apt-get install python3");
        require("event_rpcgen.py", ".ci/install takes it from the sources of libevent");
        assumeTrue(
                Files.exists(Path.of("/usr/include/event2/rpc.h")),
                "SKIPPED, for libevent is not installed: apt-get install libevent-dev");
        String name = rpc.getFileName().toString().replace(".rpc", "");
        Files.copy(rpc, folder.resolve(name + ".rpc"));
        run(folder, "event_rpcgen.py", "--quiet", name + ".rpc");
        Path program = folder.resolve(source.replace(".c", ""));
        run(
                folder,
                "gcc",
                "-std=gnu11",
                "-I" + folder,
                C.resolve(source).toString(),
                name + ".gen.c",
                "-o",
                program.toString(),
                "-levent_core",
                "-levent_extra");
        return program;
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), said);
    }

    /** {@return the lines that a program prints when it reads {@code lines}} */
    public static List<String> linesOf(Path program, List<String> input, String... words)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).start();
        Thread writer =
                Thread.ofVirtual().start(() -> write(process, input)); // While its output is read, or both would wait.
        List<String> lines = process.inputReader().readAllLines();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        writer.join();
        return lines;
    }

    private static void write(Process process, List<String> lines) {
        try (var to = process.outputWriter()) {
            for (String line : lines) {
                to.write(line + "\n");
            }
        } catch (IOException ended) {
            // It has read enough; what it printed is compared.
        }
    }
}
