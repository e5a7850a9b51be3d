package io.gyre.conformance.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.conformance.source.FromLibevent.CName;
import io.gyre.conformance.source.FromLibevent.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the tables of {@code docs/from-libevent.md} against the list of libevent's names. */
class FromLibeventTableTest {
    /** The parts of libevent that are done, so that every name has an answer or a reason for having none. */
    private static final Set<String> FINISHED = Set.of(
            "setup",
            "log",
            "thread",
            "debug",
            "event_base",
            "loop",
            "event",
            "signal",
            "watch",
            "util",
            "evbuffer",
            "bufferevent",
            "bufferevent_pair",
            "bufferevent_filter",
            "ratelimit",
            "listener",
            "dns",
            "dns_server",
            "http_server",
            "http_client",
            "http_util",
            "websocket",
            "ssl",
            "rpc",
            "tagging",
            "async",
            "obsolete");

    private static final String BEGIN = "<!-- counted: rewritten by ./build --fix -->\n";
    private static final String END = "<!-- end of counted -->\n";

    @Test
    void everyNameStandsInThePartThatItBelongsToOnce() throws IOException {
        var order = Comparator.comparing(CName::component).thenComparing(CName::name);
        assertEquals(
                lines(FromLibevent.cNames().stream().sorted(order).toList()),
                lines(FromLibevent.rows().stream().map(Row::c).sorted(order).toList()));
    }

    private static String lines(List<CName> names) {
        return String.join("\n", names.stream().map(CName::toString).toList());
    }

    @Test
    void nothingIsPlannedInFinishedParts() throws IOException {
        assertEquals(
                List.of(),
                FromLibevent.rows().stream()
                        .filter(row -> row.planned() && FINISHED.contains(row.component()))
                        .toList());
    }

    @Test
    void aNameWithoutAnAnswerHasAReason() throws IOException {
        assertEquals(
                List.of(),
                FromLibevent.rows().stream()
                        .filter(row ->
                                row.answer().equals("-") && row.difference().isEmpty())
                        .toList());
    }

    @Test
    void theCountsAreThoseOfTheTables() throws IOException {
        String text = Files.readString(FromLibevent.DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        String counted = text.substring(0, begin) + counts(FromLibevent.rows()) + text.substring(end);
        if (Boolean.getBoolean("spec.write")) {
            Files.writeString(FromLibevent.DOCUMENT, counted);
        }
        assertEquals(
                counted,
                Files.readString(FromLibevent.DOCUMENT),
                "run ./build --fix, which rewrites " + FromLibevent.DOCUMENT);
    }

    private static String counts(List<Row> rows) {
        Map<String, List<Row>> byComponent = new LinkedHashMap<>();
        for (Row row : rows) {
            byComponent.computeIfAbsent(row.component(), _ -> new ArrayList<>()).add(row);
        }
        var table = new StringBuilder("""
            | part | names | answered | without an answer | planned |
            | --- | --- | --- | --- | --- |
            """);
        byComponent.forEach((component, its) -> table.append(line(component, its)));
        return table.append(line("all", rows)).toString();
    }

    private static String line(String component, List<Row> rows) {
        long planned = rows.stream().filter(Row::planned).count();
        long answered = rows.stream().filter(row -> row.javaName().isPresent()).count();
        return "| %s | %d | %d | %d | %d |%n"
                .formatted(component, rows.size(), answered, rows.size() - answered - planned, planned)
                .replace(System.lineSeparator(), "\n");
    }
}
