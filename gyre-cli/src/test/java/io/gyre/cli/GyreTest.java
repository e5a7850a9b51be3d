package io.gyre.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class GyreTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void versionGoesToStandardOutput() {
        assertEquals(0, run("--version"));
        assertTrue(out.toString().matches("gyre \\d+\\.\\d+\\.\\d+.*\\R"), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void withoutACommandTheUsageGoesToStandardError() {
        assertEquals(2, run());
        assertEquals("", out.toString());
        assertTrue(err.toString().contains("Usage: gyre"), err.toString());
    }

    @Test
    void anUnknownOptionIsWrongUsage() {
        assertEquals(2, run("--no-such-option"));
    }

    private int run(String... args) {
        return Gyre.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }
}
