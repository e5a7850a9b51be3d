package io.gyre.conformance.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Keeps the code in documents equal to the files that it is quoted from. {@code ./build --fix} rewrites it. */
class QuotesTest {
    @TempDir
    Path folder = Path.of("");

    @TestFactory
    Stream<DynamicTest> quotesAreWhatTheirFilesSay() throws IOException {
        return documents().stream().map(file -> DynamicTest.dynamicTest(Sources.name(file), () -> check(file)));
    }

    private static List<Path> documents() throws IOException {
        var found = new ArrayList<Path>();
        for (Path place : Sources.withModules("docs")) {
            try (var files = Files.list(place)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(found::add);
            }
        }
        return found;
    }

    private static void check(Path file) throws IOException {
        String renewed = Quotes.renewed(Files.readString(file), Sources.ROOT);
        if (Boolean.getBoolean("spec.write")) {
            Files.writeString(file, renewed);
        }
        assertEquals(renewed, Files.readString(file), "run ./build --fix, which renews the quotes");
    }

    @Test
    void whatStandsBetweenTheMarksIsQuotedWithoutItsIndent() throws IOException {
        Files.writeString(
                folder.resolve("A.java"),
                "class A {\n    // begin quote\n    int a$1;\n      b\n    // end quote\n}\n");
        assertEquals("x\n" + quote("int a$1;\n  b\n") + "y\n", Quotes.renewed("x\n" + quote("") + "y\n", folder));
    }

    @Test
    void aFileWithoutMarksFails() throws IOException {
        Files.writeString(folder.resolve("A.java"), "class A {}\n");
        assertThrows(AssertionError.class, () -> Quotes.renewed(quote("old\n"), folder));
    }

    private static String quote(String code) {
        return "<!-- quoted from A.java -->\n```java\n" + code + "```\n";
    }
}
