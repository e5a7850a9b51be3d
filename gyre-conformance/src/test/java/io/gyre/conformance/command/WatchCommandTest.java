package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchCommandTest {
    @TempDir
    private Path folder = Path.of(".");

    @Test
    void aFifoASignalAndATickerShareOneLoop() throws IOException, InterruptedException {
        Path fifo = folder.resolve("fifo");
        try (var watch = GyreProcess.start("watch", "--fifo", fifo.toString(), "--every", "3600")) {
            assertTrue(watch.line().startsWith("waiting with "));
            Files.writeString(fifo, "hello\n");
            assertEquals("fifo: hello", watch.line());
            watch.signal("USR1");
            assertEquals("SIGUSR1 arrived", watch.line());
            watch.terminate();
            assertEquals("the end", watch.line());
            assertEquals(0, watch.status());
        }
        assertFalse(Files.exists(fifo));
    }

    // S-086; the kernel gives a signal to a signalfd only while every thread blocks it.
    @Test
    void aSignalThatEveryThreadBlocksComesBySignalfd() throws IOException, InterruptedException {
        Path fifo = folder.resolve("fifo");
        var blocked = GyreProcess.builder(
                List.of("env", "EVENT_USE_SIGNALFD=1", "--block-signal=USR1"),
                "watch",
                "--fifo",
                fifo.toString(),
                "--every",
                "3600");
        try (var watch = GyreProcess.start(blocked)) {
            assertTrue(watch.line().startsWith("waiting with "));
            assertTrue(hasSignalfd(watch.process), "it has a signalfd");
            watch.signal("USR1");
            assertEquals("SIGUSR1 arrived", watch.line());
            watch.signal("USR1");
            assertEquals("SIGUSR1 arrived", watch.line());
            watch.terminate();
            assertEquals("the end", watch.line());
        }
    }

    private static boolean hasSignalfd(Process process) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return descriptors.anyMatch(WatchCommandTest::isSignalfd);
        }
    }

    private static boolean isSignalfd(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals("anon_inode:[signalfd]");
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void aSignalThatTheJvmNeedsIsRefusedWithTheReason() throws IOException, InterruptedException {
        String fifo = folder.resolve("fifo").toString();
        try (var watch = GyreProcess.start("watch", "--fifo", fifo, "--signal", "USR2")) {
            String line = watch.line();
            assertTrue(line.contains("SIGUSR2") && line.contains("JVM"), line);
            assertEquals(2, watch.status());
        }
    }
}
