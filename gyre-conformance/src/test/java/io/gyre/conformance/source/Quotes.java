package io.gyre.conformance.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Code in documents, which is quoted from files that are compiled: after {@code <!-- quoted from PATH -->} the next code
 * block has what stands between {@code // begin quote} and {@code // end quote} in that file.
 */
final class Quotes {
    private static final Pattern QUOTE = Pattern.compile(
            "(<!-- quoted from (\\S+) -->\\n```\\w+\\n)(.*?)(^```\\n)", Pattern.DOTALL | Pattern.MULTILINE);
    private static final String BEGIN = "// begin quote";
    private static final String END = "// end quote";

    private Quotes() {}

    /** {@return {@code document} with every quote as its file has it now} */
    static String renewed(String document, Path root) {
        Matcher quote = QUOTE.matcher(document);
        return quote.replaceAll(found ->
                Matcher.quoteReplacement(found.group(1) + quoted(root.resolve(found.group(2))) + found.group(4)));
    }

    private static String quoted(Path file) {
        try {
            List<String> lines = Files.readAllLines(file).stream()
                    .dropWhile(line -> !line.strip().equals(BEGIN))
                    .skip(1)
                    .takeWhile(line -> !line.strip().equals(END))
                    .toList();
            if (lines.isEmpty()) {
                throw new AssertionError(file + " has nothing between '" + BEGIN + "' and '" + END + "'");
            }
            return String.join("\n", lines).stripIndent() + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
