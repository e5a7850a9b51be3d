package io.gyre.conformance.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gyre http} with curl, wrk and ab. */
class HttpCommandTest extends HttpCommandSuite {
    @Override
    String page() {
        return "<p>hello";
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "poll", "select", "nio"})
    void curlGetsFilesAndPostsThemOnEveryMechanism(String mechanism) throws IOException, InterruptedException {
        Peer.require("curl");
        try (var http = serve("--backend", mechanism)) {
            String url = "http://127.0.0.1:" + http.port() + "/";
            assertArrayEquals(file, curl(NOTHING, url + "file.bin"));
            assertArrayEquals(file, curl(NOTHING, "-0", url + "file.bin"), "HTTP/1.0");
            assertArrayEquals(file, curl(file, "--data-binary", "@-", url + "echo"), "with a length, and 100-continue");
            assertArrayEquals(file, curl(file, "-T", "-", "-X", "POST", url + "echo"), "chunked both ways");
            http.terminate();
            assertEquals(0, http.status());
        }
    }

    @Test
    void curlGetsPartsAndUsesOneConnection() throws IOException, InterruptedException {
        Peer.require("curl");
        try (var http = serve("--threads", "2")) {
            String url = "http://127.0.0.1:" + http.port() + "/";
            byte[] parts = curl(NOTHING, "-r", "0-2", url + "page.html", url + "page.html", "-w", "%{num_connects}");
            assertEquals("<p>1<p>0", new String(parts, UTF_8));
            String page = new String(curl(NOTHING, url), UTF_8);
            assertTrue(page.contains("page.html"), page);
            String head = new String(curl(NOTHING, "-I", url + "page.html"), UTF_8);
            assertTrue(head.startsWith("HTTP/1.1 200 OK") && head.contains("Content-Length: 8"), head);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wrk -t1 -c20 -d1s URL",
                "ab -q -n 500 -c 20 -k URL",
                "ab -q -n 500 -c 20 URL",
                "h2load --h1 -n 500 -c 20 URL"
            })
    void loadTestersFindNothingWrong(String command) throws IOException, InterruptedException {
        Peer.require(command.substring(0, command.indexOf(' ')));
        try (var http = serve()) {
            String words = command.replace("URL", "http://127.0.0.1:" + http.port() + "/page.html");
            String report = new String(Peer.run(NOTHING, words.split(" ", -1)), UTF_8);
            boolean complete = (report.contains("Requests/sec")
                            && !report.contains("Non-2xx")
                            && !report.contains("Socket errors"))
                    || (report.contains("Complete requests:      500") && report.contains("Failed requests:        0"))
                    || report.contains("500 succeeded, 0 failed");
            assertTrue(complete, report);
        }
    }

    @Test
    void folderThatIsNoneIsOneClearLineAndStatusTwo() throws IOException, InterruptedException {
        try (var http = GyreProcess.start("http", folder.resolve("missing").toString())) {
            assertTrue(http.line().contains("is no folder"));
            assertEquals(2, http.status());
        }
    }
}
