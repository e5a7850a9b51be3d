package io.gyre.http.server;

import io.gyre.http.Html;
import io.gyre.http.UriEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The page of a folder. */
final class Listing {
    private static final int MOST = 10_000;

    private static final String STYLE = """
        :root { color-scheme: light dark; font-family: system-ui, sans-serif; }
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        table { width: 100%; border-collapse: collapse; }
        td { padding: .3rem .5rem; border-top: 1px solid #8884; }
        td + td { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; opacity: .8; }
        a { text-decoration: none; overflow-wrap: anywhere; }
        """;

    private record Entry(String name, boolean folder, long size, String time) {}

    private Listing() {}

    static String of(SafePath paths, Path folder, String path) throws IOException {
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
        String title = Html.escape(path);
        page.append(title).append("</title>\n<style>\n").append(STYLE).append("</style></head>\n<body><h1>");
        page.append(title).append("</h1>\n<table>\n");
        if (!path.equals("/")) {
            page.append("<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n");
        }
        entries(paths, folder).forEach(entry -> append(page, entry));
        return page.append("</table></body></html>\n").toString();
    }

    private static void append(StringBuilder page, Entry entry) {
        String slash = entry.folder ? "/" : "";
        page.append("<tr><td><a href=\"./")
                .append(UriEncoding.encode(entry.name))
                .append(slash)
                .append("\">")
                .append(Html.escape(entry.name))
                .append(slash)
                .append("</a></td><td>")
                .append(entry.folder ? "" : String.valueOf(entry.size))
                .append("</td><td>")
                .append(entry.time)
                .append("</td></tr>\n");
    }

    private static List<Entry> entries(SafePath paths, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .limit(MOST)
                    .flatMap(file -> entry(paths, file))
                    .sorted(Comparator.comparing(Entry::folder).reversed().thenComparing(Entry::name))
                    .toList();
        }
    }

    private static Stream<Entry> entry(SafePath paths, Path file) {
        try {
            if (!file.toRealPath().startsWith(paths.root())) {
                return Stream.empty(); // A link to somewhere else, which is not shown.
            }
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Stream.of(new Entry(
                    file.getFileName().toString(),
                    attributes.isDirectory(),
                    attributes.size(),
                    attributes
                            .lastModifiedTime()
                            .toInstant()
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString()));
        } catch (IOException gone) {
            return Stream.empty();
        }
    }
}
