package io.gyre.conformance.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the formatter on the JVM of the tests, whose parser knows our syntax. {@code ./build --fix} rewrites. */
class FormatTest {
    private static final boolean FIX = Boolean.getBoolean("format.fix");
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @TestFactory
    Stream<DynamicTest> sourcesAreFormatted() throws IOException {
        return Sources.perModule(module -> {
            List<String> bad = Sources.javaFiles(module.resolve("src")).parallelStream()
                    .flatMap(FormatTest::check)
                    .toList();
            assertEquals(List.of(), bad, "files to be formatted: run ./build --fix");
        });
    }

    private static Stream<String> check(Path file) {
        try {
            String source = Files.readString(file);
            String formatted = FORMATTER.formatSourceAndFixImports(source);
            if (formatted.equals(source)) {
                return Stream.empty();
            }
            if (!FIX) {
                return Stream.of(Sources.name(file));
            }
            Files.writeString(file, formatted);
            return Stream.empty();
        } catch (FormatterException e) {
            return Stream.of(Sources.name(file) + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
