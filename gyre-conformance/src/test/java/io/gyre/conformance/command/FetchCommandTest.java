package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
