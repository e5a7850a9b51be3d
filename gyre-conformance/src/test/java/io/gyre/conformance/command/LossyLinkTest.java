package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real network stacks with a line between them that loses, delays and reorders packets. */
class LossyLinkTest {
    private static final String QUESTIONS = "2000";

    /** What the link says if the kernel does not let it be. */
    private static final int NOT_HERE = 77;

    @TempDir
    private Path folder = Path.of("");

    private Path link = Path.of("");

    @BeforeEach
    void compile() throws IOException, InterruptedException {
        Peer.require("gcc");
        link = folder.resolve("lossy_link");
        Path source = folder.resolve("lossy_link.c");
        try (InputStream in = Objects.requireNonNull(
                LossyLinkTest.class.getResourceAsStream("/io/gyre/conformance/dns/lossy_link.c"))) {
            Files.copy(in, source);
        }
        Process gcc = new ProcessBuilder("gcc", "-std=gnu11", "-O1", source.toString(), "-o", link.toString())
                .inheritIO()
                .start();
        assertTrue(gcc.waitFor(60, TimeUnit.SECONDS) && gcc.exitValue() == 0, "the C program does not compile");
    }

    private static List<String> java(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(GyreProcess.builder().command());
        command.set(command.size() - 1, mainClass);
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private void everythingIsAnswered(List<String> server) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(link.toString(), "5", "10", "5", "20", "7"));
        command.addAll(server);
        command.add("--");
        command.addAll(java(LossyClient.class.getName(), "10.77.0.1:53", QUESTIONS));
        Path err = folder.resolve("err");
        Process process =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the link still runs");
        String why = Files.readString(err);
        assumeTrue(
                process.exitValue() != NOT_HERE,
                "SKIPPED, for there may be no networks of our own here, which needs root and /dev/net/tun: " + why);
        assertEquals(0, process.exitValue(), out + why);
        assertTrue(out.contains("all right: 2010 answers"), out + why);
    }

    @Test
    void everyQuestionToNsdEndsWithItsAnswer() throws IOException, InterruptedException {
        Peer.require("nsd");
        Files.writeString(folder.resolve("zone"), NameDaemon.ZONE);
        Path conf = NameDaemon.nsdConf(folder, "10.77.0.1", 53);
        everythingIsAnswered(List.of("nsd", "-d", "-c", conf.toString()));
    }

    @Test
    void everyQuestionToGyresServerEndsWithItsAnswer() throws IOException, InterruptedException {
        Path zone = Files.writeString(folder.resolve("zone"), NameDaemon.ZONE);
        List<String> server = new ArrayList<>(
                GyreProcess.builder("dnsd", "--zone", zone.toString(), "--bind", "10.77.0.1", "-p", "53")
                        .command());
        everythingIsAnswered(server);
    }
}
