package io.gyre.conformance.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keeps the numbered list of phases in {@code docs/architecture.md} equal to what the loop does. */
class LoopPhasesTest {
    private static final Path LOOP = Sources.ROOT.resolve("gyre-core/src/main/java/io/gyre/event/Loop.java");
    private static final Path DOCUMENT = Sources.ROOT.resolve("docs/architecture.md");

    /** What Flight Recorder is told is no phase. */
    private static final Pattern RECORDING = Pattern.compile("(FlightRecords|record)\\..*");

    @Test
    void phasesAreThoseOfATurn() throws IOException {
        List<String> listed = Pattern.compile("^\\d+\\. `(\\w+)`", Pattern.MULTILINE)
                .matcher(Files.readString(DOCUMENT))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertEquals(callsOf("turn"), listed, "the numbered list in " + DOCUMENT);
    }

    private static List<String> callsOf(String name) throws IOException {
        var calls = new ArrayList<String>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            private boolean within;

            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
                within = method.getName().contentEquals(name);
                return super.visitMethod(method, null);
            }

            @Override
            public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void unused) {
                String called = call.getMethodSelect().toString();
                if (within && !RECORDING.matcher(called).matches()) {
                    calls.add(called.substring(called.lastIndexOf('.') + 1));
                }
                return super.visitMethodInvocation(call, null);
            }
        }.scan(Sources.parse(List.of(LOOP)).getFirst().tree(), null);
        return calls;
    }
}
