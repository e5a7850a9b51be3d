package io.gyre.conformance.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gyre rpcgen}. */
class RpcgenCommandTest {
    @TempDir
    private Path folder = Path.of(".");

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("kill.rpc"), text, US_ASCII);
    }

    private GyreProcess rpcgen(Path file) throws IOException {
        return GyreProcess.start("rpcgen", file.toString(), "-d", folder.toString(), "-p", "org.example");
    }

    @Test
    void aStructBecomesAJavaFileWhoseNameIsPrinted() throws IOException, InterruptedException {
        Path file = write("struct kill {\n  string weapon = 1;\n  array int hits = 2;\n}\n");
        try (var made = rpcgen(file)) {
            Path expected = folder.resolve("org/example/Kill.java");
            assertEquals(expected.toString(), made.line());
            assertEquals(0, made.status());
            assertTrue(Files.readString(expected).contains("package org.example;"));
        }
    }

    @Test
    void aMistakeIsOneLineWithItsPlace() throws IOException, InterruptedException {
        Path file = write("struct kill {\n  strin weapon = 1;\n}\n");
        try (var refused = rpcgen(file)) {
            String line = refused.line();
            assertTrue(line.contains(file + ":2:3"), line);
            assertEquals(2, refused.status());
            assertFalse(Files.exists(folder.resolve("org")));
        }
    }
}
