package io.gyre.conformance.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers below are put together from # so that this test is not taken to hold them itself. */
class SpecHeldRulesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void commentAboveATestBelongsToItAlone() throws IOException {
        held("""
            // #12
            @Test void first() {}
            @Test void second() {}\
            """, "| #12 | `x.T#first` |");
    }

    @Test
    void numbersCountInAnnotationsAndBodiesToo() throws IOException {
        held("""
            @DisplayName("a (#02)")
            @Test void first() { /* #01 */ }\
            """, "| #01 | `x.T#first` |", "| #02 | `x.T#first` |");
    }

    @Test
    void methodsThatAreNoTestsHoldNothing() throws IOException {
        held("""
            // #01
            void first() {}
            // #02
            @ParameterizedTest void second() {}\
            """, "| #02 | `x.T#second` |");
    }

    @Test
    void nestedClassesAreNamedWithTheirOuterOnes() throws IOException {
        held("""
            int before = 1;
            // #05
            @Nested class Inner {
                // #06
                @TestFactory Object made() { return 1; }
            }\
            """, "| #05 | `x.T.Inner` |", "| #06 | `x.T.Inner#made` |");
    }

    private void held(String members, String... lines) throws IOException {
        String source = "package io.gyre.x;\nimport a.B;\nclass T {\n" + members + "\n}\n";
        Path file = Files.writeString(folder.resolve("T.java"), numbered(source));
        String found = SpecHeld.in(Sources.parse(List.of(file))).stream()
                .map(SpecHeld.Entry::line)
                .collect(Collectors.joining("\n"));
        assertEquals(numbered(String.join("\n", lines)), found);
    }

    private static String numbered(String text) {
        return text.replaceAll("#(\\d{2})", "S-0$1");
    }
}
