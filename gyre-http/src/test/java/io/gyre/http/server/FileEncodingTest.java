package io.gyre.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.net.Platform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Static files: compression, the race between look and opening, and what is kept. */
class FileEncodingTest {
    private static final String TEXT = "all work and no play ".repeat(100);

    @TempDir
    private Path top;

    private Path root = Path.of("");

    @BeforeEach
    void fill() throws IOException {
        root = Files.createDirectories(top.resolve("root")).toRealPath();
        Files.writeString(root.resolve("play.txt"), TEXT);
        Files.writeString(root.resolve("tiny.txt"), "tiny");
        Files.write(root.resolve("noise.png"), new byte[1000]);
        Files.writeString(root.resolve("ready.css"), TEXT);
        Files.write(root.resolve("ready.css.gz"), Gzip.compress("made before".getBytes(StandardCharsets.US_ASCII)));
    }

    private String get(String target, String... fields) throws IOException {
        try (var running = new RunningServer(this::serve);
                Client client = running.connect()) {
            return ask(client, target, fields);
        }
    }

    private void serve(HttpServer server) {
        try {
            server.handleOthers(new StaticFiles(root, true));
        } catch (IOException missing) {
            throw new AssertionError(missing);
        }
    }

    private static String ask(Client client, String target, String... fields) throws IOException {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n" + more + "\r\n")
                .reply();
    }

    private static String unpacked(String reply) throws IOException {
        byte[] content = content(reply).getBytes(StandardCharsets.ISO_8859_1);
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return new String(gzip.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static String content(String reply) {
        return reply.substring(reply.indexOf("\r\n\r\n") + 4);
    }

    private static String tag(String reply) {
        return reply.replaceFirst("(?s).*ETag: (\\S+).*", "$1");
    }

    @Test
    void textIsCompressedForWhoTakesIt() throws IOException {
        String reply = get("/play.txt", "Accept-Encoding: deflate, gzip;q=0.5");
        assertTrue(reply.contains("Content-Encoding: gzip\r\n") && reply.contains("Vary: Accept-Encoding\r\n"), reply);
        assertTrue(reply.length() < TEXT.length(), reply);
        assertEquals(TEXT, unpacked(reply));
        String plain = get("/play.txt");
        assertTrue(plain.contains("Vary: Accept-Encoding\r\n") && !plain.contains("Content-Encoding"), plain);
        assertEquals(TEXT, content(plain));
        assertFalse(tag(plain).equals(tag(reply)), "each has a tag of its own");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip|true", "x-gzip|true", "*|true", "gzip;q=1.0|true", "gzip; q=0.001|true", "gzip;q=0|false",
                "gzip;q=0.0|false", "gzip;q=x|false", "identity|false", "*;q=0|false", "*, gzip;q=0|false",
                        "gzipped|false"
            })
    void weightsAreHeeded(String field, boolean accepted) {
        assertEquals(accepted, Gzip.isAccepted(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tiny.txt", "/noise.png"})
    void whatDoesNotGetShorterStaysAsItIs(String target) throws IOException {
        assertFalse(get(target, "Accept-Encoding: gzip").contains("Content-Encoding"));
    }

    @Test
    void fileThatIsCompressedAlreadyIsSentUnlessItIsOlder() throws IOException {
        String reply = get("/ready.css", "Accept-Encoding: gzip");
        assertEquals("made before", unpacked(reply));
        assertTrue(reply.contains("Content-Type: text/css; charset=utf-8\r\n"), reply);
        Files.setLastModifiedTime(
                root.resolve("ready.css.gz"), FileTime.from(Instant.now().minusSeconds(3600)));
        assertEquals(TEXT, unpacked(get("/ready.css", "Accept-Encoding: gzip")));
    }

    @Test
    void compressedFileThatLeadsOutIsNotSent() throws IOException {
        Path secret = Files.write(top.resolve("secret"), Gzip.compress(new byte[] {'x'}));
        Files.delete(root.resolve("ready.css.gz"));
        Files.createSymbolicLink(root.resolve("ready.css.gz"), secret);
        assertEquals(TEXT, unpacked(get("/ready.css", "Accept-Encoding: gzip")));
    }

    @Test
    void rangesAreOfTheFileItself() throws IOException {
        String reply = get("/play.txt", "Accept-Encoding: gzip", "Range: bytes=0-7");
        assertEquals("all work", content(reply));
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix", "nio"})
    void fileThatBecameALinkIsNotOpened(String platform) throws IOException {
        Path secret = Files.writeString(top.resolve("secret"), "secret");
        Path file = root.resolve("play.txt");
        Files.delete(file);
        Files.createSymbolicLink(file, secret);
        assertThrows(IOException.class, () -> OpenedFile.open(Platform.named(platform), root, file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix", "nio"})
    void fileInAFolderThatBecameALinkIsNotOpened(String platform) throws IOException {
        Path elsewhere = Files.createDirectories(top.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("file"), "secret");
        Files.createSymbolicLink(root.resolve("folder"), elsewhere);
        assertThrows(
                IOException.class, () -> OpenedFile.open(Platform.named(platform), root, root.resolve("folder/file")));
        OpenedFile.open(Platform.named(platform), root, root.resolve("tiny.txt"))
                .close();
    }

    @Test
    void fileThatIsGoneIsMissing() {
        assertThrows(
                NoSuchFileException.class, () -> OpenedFile.open(Platform.named("nio"), root, root.resolve("missing")));
    }

    @Test
    void whatWasAskedForAMomentAgoIsNotLookedForAgain() throws IOException {
        try (var running = new RunningServer(this::serve);
                Client client = running.connect()) {
            assertEquals("tiny", content(ask(client, "/tiny.txt")));
            Files.delete(root.resolve("tiny.txt"));
            assertEquals("tiny", content(ask(client, "/tiny.txt")));
            String head = "HTTP/1.1 200";
            long until = System.nanoTime() + 30_000_000_000L;
            while (head.startsWith("HTTP/1.1 200") && System.nanoTime() < until) {
                head = ask(client, "/tiny.txt");
            }
            assertTrue(head.startsWith("HTTP/1.1 404"), head);
        }
    }

    @Test
    void cacheLetsGoOfTheOldest() {
        try (var cache = new FileCache(1_000)) {
            var kind = new ServedFile.Kind("text/plain", false, false);
            for (int i = 0; i < 600; i++) {
                cache.put(new FileCache.Key("/" + i, false), ServedFile.of(kind, Instant.EPOCH, new byte[1], 1), 0);
            }
            assertNull(cache.find(new FileCache.Key("/0", false), 0));
            assertNotNull(cache.find(new FileCache.Key("/599", false), 999));
            assertNull(cache.find(new FileCache.Key("/599", false), 1_000));
            cache.expire(1_000);
            assertTrue(cache.isEmpty());
        }
    }
}
