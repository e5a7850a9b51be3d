package io.gyre.conformance.source;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds which numbered statements of the specification the tests hold. A test holds those whose numbers stand in it,
 * in its annotations, or in the comment above it; what stands above a class is held by the class.
 */
final class SpecHeld {
    private static final Pattern NUMBER = Pattern.compile("\\b([SRG])-(\\d{3,})\\b");

    /** One statement and one place where it is held. */
    record Entry(char kind, int number, String holder) implements Comparable<Entry> {
        private static final Comparator<Entry> ORDER = Comparator.<Entry>comparingInt(
                        entry -> "SRG".indexOf(entry.kind))
                .thenComparingInt(Entry::number)
                .thenComparing(Entry::holder);

        @Override
        public int compareTo(Entry other) {
            return ORDER.compare(this, other);
        }

        String line() {
            return "| %c-%03d | `%s` |".formatted(kind, number, holder);
        }
    }

    private final SortedSet<Entry> entries = new TreeSet<>();

    static SortedSet<Entry> in(List<Sources.Unit> units) {
        var held = new SpecHeld();
        units.forEach(held::addUnit);
        return held.entries;
    }

    private void addUnit(Sources.Unit unit) {
        CompilationUnitTree tree = unit.tree();
        if (tree.getPackage() == null) {
            return;
        }
        String prefix = tree.getPackageName() + ".";
        int from = end(unit, tree.getPackage());
        for (Tree imported : tree.getImports()) {
            from = Math.max(from, end(unit, imported));
        }
        for (Tree type : tree.getTypeDecls()) {
            if (type instanceof ClassTree body) {
                addClass(unit, prefix, body, from);
            }
            from = Math.max(from, end(unit, type));
        }
    }

    /** Walks the members in their order, so that a comment belongs to the member that follows it. */
    private void addClass(Sources.Unit unit, String prefix, ClassTree type, int start) {
        String name = prefix + type.getSimpleName();
        int from = Math.max(start(unit, type), end(unit, type.getModifiers()));
        add(unit.text().substring(start, from), name);
        for (Tree member : type.getMembers()) {
            int end = end(unit, member);
            if (end <= from) {
                continue; // The compiler made it up, as the fields of a record.
            }
            if (member instanceof ClassTree nested) {
                addClass(unit, name + ".", nested, from);
            } else if (member instanceof MethodTree method && isTest(method)) {
                add(unit.text().substring(from, end), name + "#" + method.getName());
            }
            from = end;
        }
    }

    private static boolean isTest(MethodTree method) {
        return method.getModifiers().getAnnotations().stream()
                .map(annotation -> annotation.getAnnotationType().toString())
                .anyMatch(name -> name.matches(".*Test(Factory|Template)?"));
    }

    private void add(String text, String holder) {
        Matcher found = NUMBER.matcher(text);
        while (found.find()) {
            String shortName = holder.replaceFirst("^io\\.gyre\\.", "");
            entries.add(new Entry(found.group(1).charAt(0), Integer.parseInt(found.group(2)), shortName));
        }
    }

    private static int start(Sources.Unit unit, Tree tree) {
        return (int) unit.positions().getStartPosition(unit.tree(), tree);
    }

    private static int end(Sources.Unit unit, Tree tree) {
        return (int) unit.positions().getEndPosition(unit.tree(), tree);
    }
}
