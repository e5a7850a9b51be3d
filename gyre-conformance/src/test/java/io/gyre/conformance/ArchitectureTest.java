package io.gyre.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the order of the packages, which is the architecture, so that no cycle can be merged. */
class ArchitectureTest {
    /**
     * Lowest first. A package may use only the packages on the lines before its own: those that share a line are
     * siblings, of which none may use another.
     */
    private static final List<Set<String>> ORDER = List.of(
            Set.of("io.gyre"),
            Set.of("io.gyre.time"),
            Set.of("io.gyre.buffer"),
            Set.of("io.gyre.internal.ffi"),
            Set.of("io.gyre.net"),
            Set.of("io.gyre.backend"),
            Set.of("io.gyre.internal.backend"),
            Set.of(
                    "io.gyre.internal.backend.epoll",
                    "io.gyre.internal.backend.iouring",
                    "io.gyre.internal.backend.kqueue",
                    "io.gyre.internal.backend.nio",
                    "io.gyre.internal.backend.poll",
                    "io.gyre.internal.backend.select"),
            Set.of("io.gyre.event"),
            Set.of("io.gyre.bufferevent"),
            Set.of("io.gyre.listener"),
            Set.of("io.gyre.tls"),
            Set.of("io.gyre.dns.wire"),
            Set.of("io.gyre.dns"),
            Set.of("io.gyre.dns.jvm"),
            Set.of("io.gyre.http.wire"),
            Set.of("io.gyre.http"),
            Set.of("io.gyre.http.client", "io.gyre.http.server", "io.gyre.http.websocket"),
            Set.of("io.gyre.tag", "io.gyre.rpc.compiler"),
            Set.of("io.gyre.rpc"),
            Set.of("io.gyre.testing"),
            Set.of("io.gyre.cli"));

    /** Whoever calls the system must be found in one place: its handles, layouts and errno are easy to get wrong. */
    private static final String NATIVE = "io.gyre.internal.ffi";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/io/gyre/conformance/"))
            .importPackages("io.gyre");

    @TestFactory
    Stream<DynamicTest> packagesUseOnlyThoseBelow() {
        return IntStream.range(0, ORDER.size())
                .boxed()
                .flatMap(line -> ORDER.get(line).stream()
                        .sorted()
                        .map(name -> dynamicTest(name, () -> usesNone(name, notBelow(name, line)))));
    }

    private static String[] notBelow(String name, int line) {
        return ORDER.subList(line, ORDER.size()).stream()
                .flatMap(Set::stream)
                .filter(other -> !other.equals(name))
                .toArray(String[]::new);
    }

    private static void usesNone(String name, String[] forbidden) {
        noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        var unknown = new TreeSet<String>();
        CLASSES.forEach(type -> unknown.add(type.getPackageName()));
        ORDER.forEach(unknown::removeAll);
        assertEquals(Set.of(), unknown, "packages that ORDER in ArchitectureTest does not name");
    }

    @Test
    void onlyOnePackageCallsNativeCode() {
        var linker = DescribedPredicate.<JavaClass>describe(
                "the linker of native code",
                type -> type.getName().equals("java.lang.foreign.Linker")
                        || type.getName().startsWith("java.lang.foreign.Linker$"));
        noClasses()
                .that()
                .resideOutsideOfPackage(NATIVE)
                .should()
                .dependOnClassesThat(linker)
                .check(CLASSES);
    }

    @Test
    void mechanismsAreFoundThroughServiceLoaderOnly() {
        String mechanisms = "io.gyre.internal.backend..";
        noClasses()
                .that()
                .resideOutsideOfPackage(mechanisms)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(mechanisms)
                .check(CLASSES);
    }
}
