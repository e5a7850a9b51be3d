package io.gyre.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The nio platform in a JVM that forbids native code. */
class PortableTest {
    private static Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--illegal-native-access=deny",
                        "-Dgyre.platform=nio",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PortableCat.class.getName())
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void aLoopRunsOnStandardInputAndSocketsWithoutNativeAccess() throws IOException {
        Process process = start();
        try (OutputStream in = process.getOutputStream()) {
            in.write("one\ntwo\n".getBytes(StandardCharsets.US_ASCII));
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals("nio\none\ntwo\n", out);
    }
}
