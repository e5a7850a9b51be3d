package io.gyre.conformance.source;

import com.sun.source.tree.ModuleTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of {@code docs/from-libevent.md}, and the list of libevent's names that they must answer. */
public final class FromLibevent {
    static final Path DOCUMENT = Sources.ROOT.resolve("docs/from-libevent.md");

    private static final Pattern SECTION = Pattern.compile("## ([a-z_]+)");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (-|planned|`([^`]+)`) \\|(.*)\\|");

    private FromLibevent() {}

    /** A name of libevent. */
    record CName(String name, String component) {}

    /**
     * A row of a table.
     *
     * @param component the section that it stands in
     * @param cName libevent's name
     * @param answer the second column: a name in backticks, {@code -} or {@code planned}
     * @param javaName the name that answers, if there is one
     * @param difference the third column
     */
    public record Row(String component, String cName, String answer, Optional<String> javaName, String difference) {
        boolean planned() {
            return answer.equals("planned");
        }

        CName c() {
            return new CName(cName, component);
        }
    }

    /** {@return the rows of all tables, in their order} A line that looks like a row and is none fails. */
    public static List<Row> rows() throws IOException {
        var rows = new ArrayList<Row>();
        String section = "";
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher heading = SECTION.matcher(line);
            if (heading.matches()) {
                section = heading.group(1);
            } else if (line.startsWith("| `")) {
                rows.add(row(section, line));
            }
        }
        return rows;
    }

    private static Row row(String section, String line) {
        Matcher row = ROW.matcher(line);
        if (!row.matches()) {
            throw new AssertionError("not a row of three columns, a name or - or planned in the second: " + line);
        }
        return new Row(
                section,
                row.group(1),
                row.group(2),
                Optional.ofNullable(row.group(3)),
                row.group(4).strip());
    }

    /** {@return the names of the modules that users get} */
    public static Set<String> modules() throws IOException {
        var names = new TreeSet<String>();
        for (Path module : Sources.modules()) {
            Path info = module.resolve("src/main/java/module-info.java");
            if (Files.exists(info)) {
                ModuleTree tree = Sources.parse(List.of(info)).getFirst().tree().getModule();
                names.add(tree.getName().toString());
            }
        }
        return names;
    }

    /** {@return every name of libevent's interface, in the list's order} */
    static List<CName> cNames() throws IOException {
        var list = Objects.requireNonNull(FromLibevent.class.getResourceAsStream("/io/gyre/conformance/c-api.tsv"));
        try (var reader = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .map(fields -> new CName(fields[0], fields[2]))
                    .toList();
        }
    }
}
