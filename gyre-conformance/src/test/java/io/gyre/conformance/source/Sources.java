package io.gyre.conformance.source;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** The Java sources of all modules, and the parser of the JDK that runs, for which no syntax is ever too new. */
final class Sources {
    static final Path ROOT = root();

    private Sources() {}

    /** A parsed file. Positions count characters of its text from 0. */
    record Unit(CompilationUnitTree tree, SourcePositions positions, DocTrees comments, Path file, String text) {
        String place(long position) {
            return name(file) + ":" + tree.getLineMap().getLineNumber(position);
        }
    }

    /** Makes one test per module, which keeps reports short and says whose sources are meant. */
    static Stream<DynamicTest> perModule(ThrowingConsumer<Path> check) throws IOException {
        return modules().stream().map(module -> DynamicTest.dynamicTest(name(module), () -> check.accept(module)));
    }

    static List<Path> modules() throws IOException {
        try (var entries = Files.list(ROOT)) {
            return entries.filter(entry -> Files.exists(entry.resolve("pom.xml")))
                    .sorted()
                    .toList();
        }
    }

    /** {@return the root, every module, and {@code folder} in the root} */
    static List<Path> withModules(String folder) throws IOException {
        var places = new ArrayList<Path>(modules());
        places.addFirst(ROOT);
        places.add(ROOT.resolve(folder));
        return places;
    }

    /** {@return the Java files below {@code folder}, in a fixed order; none if there is no such folder} */
    static List<Path> javaFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    static List<Unit> parse(List<Path> files) throws IOException {
        if (files.isEmpty()) {
            return List.of();
        }
        var javac = ToolProvider.getSystemJavaCompiler();
        var problems = new DiagnosticCollector<JavaFileObject>();
        try (var manager = javac.getStandardFileManager(problems, Locale.ROOT, StandardCharsets.UTF_8)) {
            var task = (JavacTask)
                    javac.getTask(null, manager, problems, null, null, manager.getJavaFileObjectsFromPaths(files));
            var comments = DocTrees.instance(task);
            var positions = comments.getSourcePositions();
            var units = new ArrayList<Unit>();
            for (CompilationUnitTree tree : task.parse()) {
                Path file = Path.of(tree.getSourceFile().toUri());
                units.add(new Unit(tree, positions, comments, file, Files.readString(file)));
            }
            if (!problems.getDiagnostics().isEmpty()) {
                throw new AssertionError("These sources do not parse: " + problems.getDiagnostics());
            }
            return units;
        }
    }

    /** {@return the path from the root of the repository, with slashes on every system} */
    static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    /** Tests may be started from the repository or from one of its modules. */
    private static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(".mvn"))) {
                return folder;
            }
        }
        throw new IllegalStateException("No repository around " + Path.of("").toAbsolutePath());
    }
}
