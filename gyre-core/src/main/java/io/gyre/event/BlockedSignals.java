package io.gyre.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Which signals the threads of this process block, as {@code proc(5)} tells it. */
final class BlockedSignals {
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final String FIELD = "SigBlk:";

    private BlockedSignals() {}

    /** {@return whether every thread blocks {@code signal}, the JVM's own ones too} */
    static boolean everywhere(Signal signal) {
        try (Stream<Path> threads = Files.list(THREADS)) {
            return threads.allMatch(thread -> blocks(thread.resolve("status"), signal));
        } catch (IOException | UncheckedIOException unknown) {
            return false; // No such file system here; the JVM's handlers serve everywhere.
        }
    }

    private static boolean blocks(Path status, Signal signal) {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(FIELD))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring(FIELD.length()).strip(), 16))
                    .allMatch(mask -> (mask >>> (signal.number() - 1) & 1) == 1);
        } catch (IOException | UncheckedIOException ended) {
            return true; // A thread that ended meanwhile gets no signal.
        }
    }
}
