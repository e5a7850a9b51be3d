package io.gyre.conformance.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ModuleTree;
import com.sun.source.tree.ProvidesTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Keeps a module's services the same for those who use it on the module path and those who use it on the class path. */
class ServicesTest {
    @TestFactory
    Stream<DynamicTest> moduleAndClassPathProvideTheSame() throws IOException {
        return Sources.perModule(module -> assertEquals(
                onModulePath(module),
                onClassPath(module),
                "provides in module-info.java against the files of META-INF/services"));
    }

    private static Map<String, List<String>> onModulePath(Path module) throws IOException {
        var services = new TreeMap<String, List<String>>();
        Path info = module.resolve("src/main/java/module-info.java");
        if (Files.exists(info)) {
            ModuleTree tree = Sources.parse(List.of(info)).getFirst().tree().getModule();
            for (var directive : tree.getDirectives()) {
                if (directive instanceof ProvidesTree provides) {
                    services.put(
                            provides.getServiceName().toString(),
                            provides.getImplementationNames().stream()
                                    .map(ExpressionTree::toString)
                                    .toList());
                }
            }
        }
        return services;
    }

    private static Map<String, List<String>> onClassPath(Path module) throws IOException {
        var services = new TreeMap<String, List<String>>();
        Path folder = module.resolve("src/main/resources/META-INF/services");
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    services.put(
                            file.getFileName().toString(),
                            Files.readAllLines(file).stream()
                                    .map(line -> line.replaceFirst("#.*", "").strip())
                                    .filter(line -> !line.isEmpty())
                                    .toList());
                }
            }
        }
        return services;
    }
}
