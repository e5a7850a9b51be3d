package io.gyre.conformance.command;

import io.gyre.testing.MechanismUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The command in a JVM of its own. */
final class GyreProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    /** Commands whose bufferevents can be asynchronous. */
    private static final Set<String> NETWORK = Set.of("cat", "chat", "dns", "dnsd", "echo", "http", "proxy");

    final Process process;
    private final BufferedReader out;

    private GyreProcess(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static ProcessBuilder builder(String... words) {
        return builder(List.of(), words);
    }

    /** {@return what starts the command} {@code prefix} runs it by another program. */
    static ProcessBuilder builder(List<String> prefix, String... words) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.gyre.cli.Gyre"));
        command.addAll(Arrays.asList(words));
        if (MechanismUnderTest.isAsynchronous() && canBeAsynchronous(words)) {
            MechanismUnderTest.unavailable().ifPresent(Assumptions::abort);
            command.add("--async");
        }
        var builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        return builder;
    }

    private static boolean canBeAsynchronous(String... words) {
        List<String> all = List.of(words);
        return !all.isEmpty() && NETWORK.contains(all.getFirst()) && !all.contains("--backend");
    }

    /** Starts the command, with both outputs in one stream. */
    static GyreProcess start(String... words) throws IOException {
        return new GyreProcess(builder(words).redirectErrorStream(true).start());
    }

    static GyreProcess start(ProcessBuilder builder) throws IOException {
        return new GyreProcess(builder.redirectErrorStream(true).start());
    }

    /** {@return the next line, or the empty string at the end} */
    String line() throws IOException {
        String line = out.readLine();
        return line == null ? "" : line;
    }

    /** {@return the port in the next line, which ends its address} */
    int port() throws IOException {
        String line = line();
        return Integer.parseInt(line.replaceFirst(".*:(\\d+).*", "$1"));
    }

    void terminate() throws IOException, InterruptedException {
        signal("TERM");
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** {@return the exit status} */
    int status() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the command still runs after " + PATIENCE_SECONDS + " s");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
