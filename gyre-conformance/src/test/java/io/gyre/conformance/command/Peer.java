package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that we did not write. Where it is missing, the test skips and says which package has it. */
final class Peer {
    private Peer() {}

    static void require(String program) {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        assumeTrue(found, "SKIPPED, for " + program + " is not installed: apt-get install " + program);
    }

    /** {@return what the program prints when it is given {@code input}} */
    static byte[] run(byte[] input, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        Thread writer = Thread.ofVirtual().start(() -> write(process, input));
        byte[] output = process.getInputStream().readAllBytes();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), () -> String.join(" ", command) + " still runs");
        writer.join();
        return output;
    }

    private static void write(Process process, byte[] input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException ended) {
            // It has read enough; what it printed is compared.
        }
    }
}
