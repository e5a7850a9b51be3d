package io.gyre.conformance.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/spec-held.md} equal to what the tests say. {@code ./build --fix} rewrites it. */
class SpecHeldTest {
    private static final Path LIST = Sources.ROOT.resolve("docs/spec-held.md");
    private static final String HEAD = """
        # What the tests hold

        Which test holds which numbered statement about libevent: S are behaviours that its documents describe, R are
        behaviours that its own regression tests show, G are facts that were observed of its C library as it ran. The tests
        themselves are the source of this list, and `./build --fix` writes it.

        | statement | held by |
        | --- | --- |
        """;

    @Test
    void listIsWhatTheTestsSay() throws IOException {
        var files = new ArrayList<Path>();
        for (Path module : Sources.modules()) {
            files.addAll(Sources.javaFiles(module.resolve("src/test")));
        }
        String list = SpecHeld.in(Sources.parse(files)).stream()
                .map(entry -> entry.line() + "\n")
                .collect(Collectors.joining("", HEAD, ""));
        if (Boolean.getBoolean("spec.write")) {
            Files.writeString(LIST, list);
        }
        assertEquals(
                list, Files.exists(LIST) ? Files.readString(LIST) : "", "run ./build --fix, which rewrites " + LIST);
    }
}
