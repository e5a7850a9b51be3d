package io.gyre.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts programs, on one CPU or on all, and reads the {@code metric value} lines that they print. */
final class Programs {
    private static final int START_SECONDS = 60;
    private static final int RUN_SECONDS = 600;

    private Programs() {}

    static List<String> onCpu(int cpu, List<String> command) {
        var pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(cpu)));
        pinned.addAll(command);
        return pinned;
    }

    /** Starts a program whose errors go to the driver's. Killing it is the caller's business. */
    static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Starts a program and waits for the line that says it is ready to be used, which begins with {@code word}. */
    static Process startUntil(String word, List<String> command) throws IOException, PeerFailure {
        Process process = start(command);
        var limit = killAfter(START_SECONDS, process);
        String line = process.inputReader().readLine();
        limit.cancel(false);
        if (line == null || !line.startsWith(word)) {
            stop(process);
            throw new PeerFailure("said " + line + " where " + word + " was expected");
        }
        return process;
    }

    /** Runs a program to its end and returns all that it printed, by line. */
    static List<String> linesOf(List<String> command) throws IOException, PeerFailure {
        Process process = start(command);
        var limit = killAfter(RUN_SECONDS, process);
        try (BufferedReader output = process.inputReader()) {
            List<String> lines = output.readAllLines();
            int status = process.waitFor();
            if (status != 0) {
                throw new PeerFailure("ended with status " + status);
            }
            return lines;
        } catch (InterruptedException e) {
            throw new PeerFailure("was interrupted");
        } finally {
            limit.cancel(false);
            process.destroyForcibly();
        }
    }

    /** Runs a program to its end and returns the metrics that it printed: several values each, if it measured rounds. */
    static Map<String, List<Double>> metricsOf(List<String> command) throws IOException, PeerFailure {
        var metrics = new LinkedHashMap<String, List<Double>>();
        for (String line : linesOf(command)) {
            int space = line.indexOf(' ');
            if (space < 0) {
                throw new PeerFailure("printed " + line);
            }
            metrics.computeIfAbsent(line.substring(0, space), _ -> new ArrayList<>())
                    .add(Double.valueOf(line.substring(space + 1)));
        }
        return metrics;
    }

    static void stop(Process process) {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " survived SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Bounds the wait for a peer that hangs. To be cancelled once the peer has done what it was started for. */
    private static Future<?> killAfter(int seconds, Process process) {
        CompletableFuture<Process> exit = process.onExit();
        return exit.orTimeout(seconds, TimeUnit.SECONDS).whenComplete((_, failure) -> {
            if (failure instanceof TimeoutException) {
                process.destroyForcibly();
            }
        });
    }
}
