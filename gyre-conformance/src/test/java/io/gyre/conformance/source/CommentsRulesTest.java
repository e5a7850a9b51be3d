package io.gyre.conformance.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs a comment, and what does not. Each line of the sources here that ends in {@code // !} lacks one. */
class CommentsRulesTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void whatUsersSeeNeedsAComment() throws IOException {
        lacks("""
            public class A { // !
                public int a; // !
                protected A() {} // !
                protected void b() {} // !
                public enum C { // !
                    ONE, // !
                    /** Two. */
                    TWO
                }
            }
            """);
    }

    @Test
    void whatUsersDoNotSeeNeedsNone() throws IOException {
        lacks("""
            /** A. */
            public class A {
                int a;
                private A() {}
                void b() {}
                private static class B {
                    public int c;
                }
            }
            class C {
                public int d;
            }
            """);
    }

    @Test
    void membersOfInterfacesArePublic() throws IOException {
        lacks("""
            /** A. */
            public interface A {
                void a(); // !
                int B = 1; // !
                private void c() {}
                class D {} // !
            }
            """);
    }

    @Test
    void whatOverridesNeedsNone() throws IOException {
        lacks("""
            /** A. */
            public class A {
                @Override
                public String toString() {
                    return "";
                }
            }
            """);
    }

    @Test
    void componentsOfRecordsAreParameters() throws IOException {
        lacks("""
            /**
             * A.
             *
             * @param a one
             */
            public record A(int a, int ab) { // !
                /** B. */
                public static final int B = 1;
                public static final int C = 2; // !
            }
            """);
    }

    @Test
    void otherCommentsDoNotCount() throws IOException {
        lacks("""
            /* A. */
            public class A { // !
                // A.
                public int a; // !
                /// Markdown.
                public int b;
            }
            """);
    }

    private void lacks(String source) throws IOException {
        Path file = Files.writeString(folder.resolve("A.java"), source);
        List<String> lines = source.lines().toList();
        var expected = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).endsWith("// !"))
                .mapToObj(i -> i + 1)
                .toList();
        Sources.Unit unit = Sources.parse(List.of(file)).getFirst();
        var found = Comments.missing(unit).stream()
                .map(line -> Integer.parseInt(line.replaceFirst(".*?:(\\d+): .*", "$1")))
                .toList();
        assertEquals(expected, found);
    }
}
