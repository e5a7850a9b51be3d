package io.gyre.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/** Keeps the counts of {@link Tally} until the last test has run. */
public final class TallyExtension implements TestWatcher {
    /** Makes what JUnit loads. */
    public TallyExtension() {}

    private enum Result {
        PASSED,
        SKIPPED,
        FAILED
    }

    /** By name; closed, and thereby written, with the run. */
    private static final class Tallies implements AutoCloseable {
        private final Map<String, Map<Result, Integer>> counts = new TreeMap<>();

        synchronized void count(String name, Result result) {
            counts.computeIfAbsent(name, _ -> new EnumMap<>(Result.class)).merge(result, 1, Integer::sum);
        }

        @Override
        public synchronized void close() throws IOException {
            var text = new StringBuilder();
            counts.forEach((name, count) -> text.append(line(name, count)));
            Files.writeString(Files.createDirectories(Path.of("target")).resolve("tally.txt"), text);
        }

        private static String line(String name, Map<Result, Integer> count) {
            int failed = count.getOrDefault(Result.FAILED, 0);
            return "%s: %d passed, %d skipped%s\n"
                    .formatted(
                            name,
                            count.getOrDefault(Result.PASSED, 0),
                            count.getOrDefault(Result.SKIPPED, 0),
                            failed == 0 ? "" : ", " + failed + " failed");
        }
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        count(context, Result.PASSED);
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        count(context, Result.SKIPPED);
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        count(context, Result.SKIPPED);
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        count(context, Result.FAILED);
    }

    private static void count(ExtensionContext context, Result result) {
        Tally tally = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), Tally.class)
                .orElseThrow();
        context.getRoot()
                .getStore(Namespace.create(TallyExtension.class))
                .computeIfAbsent(Tallies.class, _ -> new Tallies(), Tallies.class)
                .count(tally.value().replace("{0}", invocation(context)), result);
    }

    /** {@return the display name of the innermost context that holds more than one test method} */
    private static String invocation(ExtensionContext context) {
        Optional<ExtensionContext> at = Optional.of(context);
        while (at.isPresent() && at.get().getTestMethod().isPresent()) {
            at = at.get().getParent();
        }
        return at.map(ExtensionContext::getDisplayName).orElse("");
    }
}
