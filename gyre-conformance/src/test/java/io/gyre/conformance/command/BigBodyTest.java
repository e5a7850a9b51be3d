package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Content that is larger than the heaps of client and server. */
class BigBodyTest {
    private static final long LENGTH = 256L << 20;
    private static final String HEAP = "-Xmx32m";

    @TempDir
    private Path folder = Path.of("");

    /** {@return the command that starts a class in a JVM with a small heap} */
    private static ProcessBuilder small(ProcessBuilder builder, String mainClass) {
        List<String> command = new ArrayList<>(builder.command());
        command.add(1, HEAP);
        command.set(command.indexOf("io.gyre.cli.Gyre"), mainClass);
        return builder.command(command);
    }

    private static ProcessBuilder gyre(String... words) {
        return small(GyreProcess.builder(words), "io.gyre.cli.Gyre");
    }

    @Test
    void contentLargerThanTheHeapIsSentAndEchoed() throws IOException, InterruptedException {
        try (var http = GyreProcess.start(gyre("http", folder.toString(), "-p", "0", "--post-echo", "/echo"))) {
            String url = "http://127.0.0.1:" + http.port() + "/echo";
            try (var client = GyreProcess.start(
                    small(GyreProcess.builder(url, Long.toString(LENGTH)), "io.gyre.conformance.http.BigBody"))) {
                assertEquals("the same " + LENGTH + " bytes", client.line());
                assertEquals(0, client.status());
            }
        }
    }

    @Test
    void fileLargerThanTheHeapIsFetched() throws IOException, InterruptedException {
        Path large = folder.resolve("large");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(LENGTH);
            file.seek(LENGTH - 3);
            file.write(1);
        }
        Path target = folder.resolve("target");
        try (var http = GyreProcess.start(gyre("http", folder.toString(), "-p", "0"))) {
            String url = "http://127.0.0.1:" + http.port() + "/large";
            try (var fetch = GyreProcess.start(gyre("fetch", url, "-o", target.toString()))) {
                assertEquals("", fetch.line());
                assertEquals(0, fetch.status());
            }
        }
        assertEquals(-1, Files.mismatch(large, target));
        assertTrue(Files.size(target) == LENGTH);
    }
}
