package io.gyre.conformance.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Refuses what no reviewer should have to look for: files and methods that are too long, and things we do not do. */
class TidyTest {
    private static final int FILE_LINES = 800;
    private static final int METHOD_LINES = 70;

    /** What no line may contain, with the reason, but for the modules whose work it is. */
    private record Ban(String what, Pattern pattern, Set<String> exceptModules) {
        static Ban of(String what, String pattern, String... exceptModules) {
            return new Ban(what, Pattern.compile(pattern), Set.of(exceptModules));
        }
    }

    private static final List<Ban> BANS = List.of(
            Ban.of("a note to do something needs an issue, as in TODO(#12)", "TODO(?!\\(#\\d+\\))|FIXME|XXX"),
            Ban.of(
                    "no sleeps: use virtual time, or run the loop until it is so",
                    "\\b(Thread|TimeUnit\\.\\w+)\\.sleep\\("),
            Ban.of(
                    "no prints: use System.Logger",
                    "System\\.(out|err)\\b|printStackTrace\\(\\)",
                    "gyre-cli",
                    "gyre-bench"));

    @TestFactory
    Stream<DynamicTest> sourcesAreTidy() throws IOException {
        return Sources.perModule(module -> {
            var found = new ArrayList<String>();
            List<Path> files = Sources.javaFiles(module.resolve("src"));
            for (Path file : files) {
                checkLines(module, file, found);
            }
            Sources.parse(files).forEach(unit -> checkMethods(unit, found));
            checkPackages(module, found);
            checkComments(module, found);
            assertEquals("", String.join("\n", found));
        });
    }

    private static void checkLines(Path module, Path file, List<String> found) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() > FILE_LINES) {
            found.add(Sources.name(file) + ": " + lines.size() + " lines are over " + FILE_LINES);
        }
        if (file.endsWith("TidyTest.java")) {
            return; // It has to spell out what it forbids.
        }
        for (Ban ban : BANS) {
            if (!ban.exceptModules().contains(Sources.name(module))) {
                for (int i = 0; i < lines.size(); i++) {
                    if (ban.pattern().matcher(lines.get(i)).find()) {
                        found.add(Sources.name(file) + ":" + (i + 1) + ": " + ban.what());
                    }
                }
            }
        }
    }

    private static void checkMethods(Sources.Unit unit, List<String> found) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
                if (method.getBody() != null) {
                    long start = unit.positions().getStartPosition(unit.tree(), method.getBody());
                    long end = unit.positions().getEndPosition(unit.tree(), method.getBody());
                    long lines = unit.tree().getLineMap().getLineNumber(end)
                            - unit.tree().getLineMap().getLineNumber(start)
                            + 1;
                    if (lines > METHOD_LINES) {
                        found.add(unit.place(start) + ": " + method.getName() + " has " + lines + " lines, over "
                                + METHOD_LINES);
                    }
                }
                return super.visitMethod(method, null);
            }
        }.scan(unit.tree(), null);
    }

    /** Null checks hold only in packages that say so, and forgetting to say so would go unnoticed. */
    private static void checkPackages(Path module, List<String> found) throws IOException {
        for (Path file : Sources.javaFiles(module.resolve("src/main"))) {
            Path info = file.resolveSibling("package-info.java");
            boolean inPackage = !file.endsWith("module-info.java");
            if (inPackage && !(Files.exists(info) && Files.readString(info).contains("@NullMarked"))) {
                found.add(Sources.name(file) + ": its package needs a package-info.java with @NullMarked");
            }
        }
    }

    /** Whoever uses a package that is exported reads its comments, and nothing else. */
    private static void checkComments(Path module, List<String> found) throws IOException {
        for (String exported : Comments.exported(module)) {
            Path folder = module.resolve("src/main/java").resolve(exported.replace('.', '/'));
            List<Path> files = Sources.javaFiles(folder).stream()
                    .filter(file -> folder.equals(file.getParent()))
                    .toList();
            Sources.parse(files).forEach(unit -> found.addAll(Comments.missing(unit)));
        }
    }
}
