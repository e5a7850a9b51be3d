package io.gyre.conformance.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.http.Status;
import io.gyre.http.server.HttpServer;
import io.gyre.testing.MechanismUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gyre fetch} from {@code gyre http}. */
class FetchCommandTest {
    @TempDir
    Path folder;

    @Test
    void fileIsFetchedWholeAndThroughARedirect() throws IOException, InterruptedException {
        byte[] file = new byte[3 << 20];
        new Random(3).nextBytes(file);
        Path root = folder.resolve("root");
        Files.createDirectories(root.resolve("sub"));
        Files.write(root.resolve("file.bin"), file);
        Files.writeString(root.resolve("sub/index.html"), "the index");
        try (var http = GyreProcess.start("http", root.toString(), "-p", "0")) {
            String url = "http://127.0.0.1:" + http.port() + "/";
            Path target = folder.resolve("target");
            try (var fetch = GyreProcess.start("fetch", url + "file.bin", "-o", target.toString())) {
                assertEquals(0, fetch.status(), fetch::toString);
            }
            assertArrayEquals(file, Files.readAllBytes(target));
            try (var fetch = GyreProcess.start("fetch", url + "sub")) {
                assertEquals("the index", fetch.line());
                assertEquals(0, fetch.status());
            }
            Path missing = folder.resolve("missing");
            try (var fetch = GyreProcess.start("fetch", url + "missing", "-o", missing.toString())) {
                assertTrue(fetch.line().contains("404"));
                assertEquals(1, fetch.status());
            }
            assertFalse(Files.exists(missing));
        }
    }

    @Test
    void serverThatIsNotThereIsOneClearLine() throws IOException, InterruptedException {
        try (var fetch = GyreProcess.start("fetch", "http://127.0.0.1:1/")) {
            String line = fetch.line();
            assertTrue(line.startsWith("gyre fetch: ") && line.contains("ECONNREFUSED"), line);
            assertEquals(1, fetch.status());
        }
        try (var fetch = GyreProcess.start("fetch", "ftp://127.0.0.1/")) {
            assertTrue(fetch.line().contains("is no http or https URL"));
            assertEquals(2, fetch.status());
        }
    }

    /** The last run had everything, but ended before it gave the file its name. */
    @Test
    void partThatIsWholeAlreadyIsFetchedAnewWhenTheServerHasNoMore() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("file.txt"), "the content");
        try (var http = GyreProcess.start("http", folder.toString(), "-p", "0")) {
            String url = "http://127.0.0.1:" + http.port() + "/file.txt";
            Path target = folder.resolve("target");
            Files.writeString(folder.resolve("target.part"), "the content");
            Files.write(folder.resolve("target.part.from"), List.of(url, tag(url)));
            try (var fetch = GyreProcess.start("fetch", "-v", "-C", url, "-o", target.toString())) {
                String told = rest(fetch);
                assertEquals(0, fetch.status(), told);
                assertTrue(told.contains("Range: bytes=11-"), told);
                assertTrue(told.indexOf("< 200 ") > told.indexOf("< 416 ") && told.contains("< 416 "), told);
            }
            assertEquals("the content", Files.readString(target));
            assertFalse(Files.exists(folder.resolve("target.part")));
        }
    }

    private static String tag(String url) throws IOException {
        return URI.create(url).toURL().openConnection().getHeaderField("ETag");
    }

    private static String rest(GyreProcess process) throws IOException {
        return new String(process.process.getInputStream().readAllBytes(), UTF_8);
    }

    @Test
    void terminalShowsHowFarItIs() throws IOException, InterruptedException {
        Peer.require("script");
        Files.write(folder.resolve("file.bin"), new byte[1 << 20]);
        try (var http = GyreProcess.start("http", folder.toString(), "-p", "0", "--limit", "500K")) {
            String url = "http://127.0.0.1:" + http.port() + "/file.bin";
            ProcessBuilder inner = GyreProcess.builder(
                    "fetch", url, "-o", folder.resolve("target").toString());
            String command = "'" + String.join("' '", inner.command()) + "'";
            var outer = new ProcessBuilder("script", "-qec", command, "/dev/null");
            outer.environment().keySet().retainAll(inner.environment().keySet());
            try (var fetch = GyreProcess.start(outer)) {
                fetch.process.getOutputStream().close();
                String shown = rest(fetch);
                assertEquals(0, fetch.status(), shown);
                assertTrue(shown.matches("(?s).*\r *\\d+% \\[#* *] [^\r]* of 1\\.0 MiB, [^\r]*/s.*"), shown);
                assertTrue(shown.endsWith("\r\u001b[K"), shown);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http_proxy=http://u:p@PROXY, http://far.example/x?y, http://far.example/x?y Basic dTpw",
        "all_proxy=PROXY, http://far.example/, http://far.example/ null",
        "http_proxy=127.0.0.1:1 no_proxy=other 127.0.0.0/8, http://PROXY/x, /x null",
        "HTTP_PROXY=127.0.0.1:1, http://PROXY/x, /x null"
    })
    void proxyIsTheOneThatTheEnvironmentNames(String variables, String url, String answer) throws Exception {
        try (var base = MechanismUnderTest.newBase(Assumptions::abort);
                var server = new HttpServer(base)) {
            server.handleOthers(request ->
                    request.reply(Status.OK, request.target() + " " + request.header("Proxy-Authorization")));
            var socket = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String proxy = "127.0.0.1:" + ((InetSocketAddress) Objects.requireNonNull(socket.address())).getPort();
            Thread loop = Thread.ofPlatform().start(base::dispatch);
            ProcessBuilder fetch = GyreProcess.builder("fetch", url.replace("PROXY", proxy));
            for (String each : variables.replace("PROXY", proxy).split(" (?=no_)", -1)) {
                fetch.environment().put(each.replaceFirst("=.*", ""), each.replaceFirst("[^=]*=", ""));
            }
            try (var process = GyreProcess.start(fetch)) {
                assertEquals(answer, process.line());
            } finally {
                base.execute(base::loopBreak);
                loop.join();
            }
        }
    }

    @Test
    void emptyProxyIsNone() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("file.txt"), "the content");
        try (var http = GyreProcess.start("http", folder.toString(), "-p", "0")) {
            ProcessBuilder fetch =
                    GyreProcess.builder("fetch", "-x", "", "http://127.0.0.1:" + http.port() + "/file.txt");
            fetch.environment().put("http_proxy", "127.0.0.1:1");
            try (var process = GyreProcess.start(fetch)) {
                assertEquals("the content", process.line());
                assertEquals(0, process.status());
            }
        }
    }
}
