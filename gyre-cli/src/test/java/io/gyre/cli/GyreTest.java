package io.gyre.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

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
    void withoutACommandOneLineNamesThem() {
        assertEquals(2, run());
        assertTrue(oneLine().startsWith("gyre: Missing command: use one of cat, chat, dns, "), oneLine());
    }

    @Test
    void anUnknownOptionIsWrongUsage() {
        assertEquals(2, run("--no-such-option"));
        assertEquals("gyre: Unknown option: '--no-such-option' (gyre --help says more)", oneLine());
    }

    /** Here none of them does anything else. */
    @TestFactory
    Stream<DynamicTest> everyCommandTellsWrongUsageInOneLine() {
        return Gyre.commandLine().getSubcommands().keySet().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    err.getBuffer().setLength(0);
                    assertEquals(2, run(name, "--no-such-option"));
                    assertTrue(oneLine().startsWith("gyre " + name + ": "), oneLine());
                    assertTrue(oneLine().endsWith("(gyre " + name + " --help says more)"), oneLine());
                }));
    }

    private String oneLine() {
        assertEquals("", out.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        return err.toString().stripTrailing();
    }

    private int run(String... args) {
        return Gyre.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }
}
