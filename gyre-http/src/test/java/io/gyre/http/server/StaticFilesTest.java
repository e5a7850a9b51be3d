package io.gyre.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {
    private static final String DIGITS = "0123456789";

    @TempDir
    Path top;

    private Path root() {
        return top.resolve("root");
    }

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(root().resolve("sub"));
        Files.createDirectories(root().resolve("plain & simple"));
        Files.createDirectories(root().resolve(".git"));
        Files.writeString(root().resolve(".git/config"), "hidden");
        Files.writeString(root().resolve("digits.txt"), DIGITS);
        Files.writeString(root().resolve("large.html"), "x".repeat(100_000));
        Files.writeString(root().resolve("sub/index.html"), "the index");
        Files.writeString(top.resolve("secret"), "secret");
        Files.createSymbolicLink(root().resolve("out"), top.resolve("secret"));
        Files.createSymbolicLink(root().resolve("up"), top);
        Files.createSymbolicLink(root().resolve("in"), root().resolve("digits.txt"));
    }

    private String get(String target, String... fields) throws IOException {
        return ask("GET", target, fields);
    }

    private String ask(String method, String target, String... fields) throws IOException {
        var files = new StaticFiles(root(), true);
        try (var running = new RunningServer(server -> server.handleOthers(files));
                Client client = running.connect()) {
            String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
            return client.send(method + " " + target + " HTTP/1.1\r\nHost: h\r\n" + more + "\r\n")
                    .endSending()
                    .rest();
        }
    }

    private static String status(String reply) {
        return reply.substring(9, 12);
    }

    private static String content(String reply) {
        return reply.substring(reply.indexOf("\r\n\r\n") + 4);
    }

    private static String field(String reply, String name) {
        int at = reply.indexOf(name + ": ") + name.length() + 2;
        return reply.substring(at, reply.indexOf("\r\n", at));
    }

    @Test
    void filesAreSentWithTheirTypes() throws IOException {
        String small = get("/digits.txt");
        assertEquals(DIGITS, content(small));
        assertEquals("text/plain; charset=utf-8", field(small, "Content-Type"));
        String large = get("/large.html");
        assertEquals("x".repeat(100_000), content(large));
        assertEquals("text/html; charset=utf-8", field(large, "Content-Type"));
        assertEquals(DIGITS, content(get("/in")));
    }

    @Test
    void headTellsTheLength() throws IOException {
        String reply = ask("HEAD", "/large.html");
        assertEquals("100000", field(reply, "Content-Length"));
        assertEquals("", content(reply));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret",
                "/%2e%2e/secret",
                "/%2e%2e%2fsecret",
                "/sub/../../secret",
                "/..%5csecret",
                "/out",
                "/up/secret",
                "/.git/config",
                "/digits.txt%00",
                "/digits.txt/",
                "/missing",
                "//../secret",
                "/sub/..%2f..%2fsecret"
            })
    void whatIsOutsideOrHiddenIsNotThere(String target) throws IOException {
        String reply = get(target);
        assertEquals("404", status(reply), reply);
        assertFalse(reply.contains("hidden"));
    }

    @Test
    void foldersHaveAnIndexOrAPage() throws IOException {
        assertEquals("the index", content(get("/sub/")));
        String moved = get("/sub");
        assertEquals("301", status(moved));
        assertEquals("/sub/", field(moved, "Location"));
        String page = content(get("/"));
        assertTrue(page.contains("<a href=\"./plain%20%26%20simple/\">plain &amp; simple/</a>"), page);
        assertTrue(page.contains("digits.txt") && !page.contains(".git") && !page.contains("out"), page);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-3|206|0123|bytes 0-3/10",
                "bytes=7-|206|789|bytes 7-9/10",
                "bytes=-2|206|89|bytes 8-9/10",
                "bytes=-20|206|0123456789|bytes 0-9/10",
                "bytes=5-100|206|56789|bytes 5-9/10"
            })
    void partsAreSent(String range, String status, String content, String where) throws IOException {
        String reply = get("/digits.txt", "Range: " + range);
        assertEquals(status, status(reply));
        assertEquals(content, content(reply));
        assertEquals(where, field(reply, "Content-Range"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=4-3", "bytes=", "bytes=x-", "items=0-1", "bytes=0-1,0-1,0-9", "bytes=--1", "bytes=1"})
    void rangeThatMeansNothingGetsTheWhole(String range) throws IOException {
        String reply = get("/digits.txt", "Range: " + range);
        assertEquals("200", status(reply));
        assertEquals(DIGITS, content(reply));
    }

    @Test
    void rangeBeyondTheEndIsRefused() throws IOException {
        String reply = get("/digits.txt", "Range: bytes=10-");
        assertEquals("416", status(reply));
        assertEquals("bytes */10", field(reply, "Content-Range"));
        assertEquals("416", status(get("/digits.txt", "Range: bytes=-0")));
    }

    @Test
    void severalPartsComeInOneReply() throws IOException {
        String reply = get("/digits.txt", "Range: bytes=0-1, 8-");
        assertEquals("206", status(reply));
        String boundary = field(reply, "Content-Type").replaceFirst(".*boundary=", "");
        String head = "\r\n--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ";
        assertEquals(head + "0-1/10\r\n\r\n01" + head + "8-9/10\r\n\r\n89\r\n--" + boundary + "--\r\n", content(reply));
    }

    @Test
    void conditionsAreHeeded() throws IOException {
        String first = get("/digits.txt");
        String tag = field(first, "ETag");
        String date = field(first, "Last-Modified");
        assertEquals("304", status(get("/digits.txt", "If-None-Match: \"a\", W/" + tag)));
        assertEquals("304", status(get("/digits.txt", "If-None-Match: *")));
        assertEquals("200", status(get("/digits.txt", "If-None-Match: \"a\"", "If-Modified-Since: " + date)));
        assertEquals("304", status(get("/digits.txt", "If-Modified-Since: " + date)));
        assertEquals("200", status(get("/digits.txt", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT")));
        assertEquals("412", status(get("/digits.txt", "If-Match: \"a\"")));
        assertEquals("200", status(get("/digits.txt", "If-Match: " + tag)));
        assertEquals("412", status(get("/digits.txt", "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT")));
        assertEquals("206", status(get("/digits.txt", "Range: bytes=0-1", "If-Range: " + tag)));
        assertEquals("200", status(get("/digits.txt", "Range: bytes=0-1", "If-Range: \"a\"")));
    }

    @Test
    void otherMethodsAreNotAllowed() throws IOException {
        String reply = ask("DELETE", "/digits.txt");
        assertEquals("405", status(reply));
        assertEquals("GET, HEAD", field(reply, "Allow"));
    }
}
