package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.event.EventBase;
import io.gyre.http.Method;
import io.gyre.http.client.CallFailure;
import io.gyre.http.client.HttpClient;
import io.gyre.http.client.PoolLimits;
import io.gyre.http.client.Proxy;
import io.gyre.http.client.RequestError;
import io.gyre.http.client.Response;
import io.gyre.http.client.Upload;
import io.gyre.http.client.UrlRequest;
import io.gyre.testing.MechanismUnderTest;
import io.gyre.tls.TlsClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client, and {@code gyre fetch}, against nginx, Apache's httpd and libevent's evhttp. */
class HttpClientPeersTest {
    @TempDir
    private Path folder = Path.of("");

    private final byte[] file = new byte[5 << 20];
    private final String text = "a line of text\n".repeat(20_000);
    private final EventBase base = MechanismUnderTest.newBase(Assumptions::abort);
    private final HttpClient client = new HttpClient(base);
    private final Thread loop = new Thread(base::dispatch, "client");

    @BeforeEach
    void start() throws IOException {
        new Random(9).nextBytes(file);
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.setPosixFilePermissions(
                folder, PosixFilePermissions.fromString("rwxr-xr-x")); // Apache's workers are nobody.
        Files.write(root.resolve("file.bin"), file);
        FileTime lastHour = FileTime.from(Instant.now().minusSeconds(3600)); // What changed just now may change again.
        Files.setLastModifiedTime(root.resolve("file.bin"), lastHour);
        Files.writeString(root.resolve("text.txt"), text);
        Files.writeString(root.resolve("hello"), "hello"); // For Apache, which has no words of its own.
        client.limits(new PoolLimits(4, 10, 1000, Duration.ofSeconds(4)));
        base.addVirtual();
        loop.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        base.execute(() -> {
            client.close();
            base.removeVirtual();
            base.loopBreak();
        });
        loop.join();
        base.close();
    }

    private WebPeer peer(String name) throws IOException, InterruptedException {
        return switch (name) {
            case "nginx" -> WebPeer.nginx(folder);
            case "apache" -> WebPeer.apache(folder);
            default -> WebPeer.evhttp(folder);
        };
    }

    private String get(String url) throws IOException, InterruptedException {
        return client.call(UrlRequest.get(url)).text();
    }

    private int connections() throws InterruptedException, ExecutionException, TimeoutException {
        var answer = new CompletableFuture<Integer>();
        base.execute(() -> answer.complete(client.connections()));
        return answer.get(30, TimeUnit.SECONDS);
    }

    private static <T> T within(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache", "evhttp"})
    void manyCallsShareFewConnections(String name) throws Exception {
        try (var peer = peer(name)) {
            List<CompletableFuture<Response>> calls = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                calls.add(client.send(UrlRequest.get(peer.url("/hello"))));
            }
            for (var each : calls) {
                assertEquals("hello", within(each).text());
            }
            assertTrue(connections() <= 4);
            assertEquals("hello", get(peer.url("/redirect")));
            Response head = client.call(new UrlRequest(Method.HEAD, peer.url("/hello")));
            assertEquals("200 0", head.status() + " " + head.content().length);
            assertEquals(404, client.call(UrlRequest.get(peer.url("/missing"))).status());
        }
    }

    /** Many virtual threads that wait for their responses. */
    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache", "evhttp"})
    void blockingCallsOfVirtualThreadsAreAnswered(String name) throws Exception {
        try (var peer = peer(name)) {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                var answer = new CompletableFuture<String>();
                answers.add(answer);
                Thread.ofVirtual().start(() -> {
                    try {
                        answer.complete(get(peer.url("/hello")));
                    } catch (IOException | InterruptedException failed) {
                        answer.completeExceptionally(failed);
                    }
                });
            }
            for (var each : answers) {
                assertEquals("hello", within(each));
            }
        }
    }

    @Test
    void interruptedCallIsCancelled() throws Exception {
        try (var silent = new java.net.ServerSocket(0)) {
            var failure = new CompletableFuture<Throwable>();
            Thread caller = Thread.ofVirtual().start(() -> {
                try {
                    get("http://127.0.0.1:" + silent.getLocalPort() + "/");
                } catch (IOException | InterruptedException e) {
                    failure.complete(e);
                }
            });
            silent.accept().getInputStream().read();
            caller.interrupt();
            assertTrue(within(failure) instanceof InterruptedException);
            assertEquals(0, connections());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache"})
    void filesComeWholeAndCompressed(String name) throws Exception {
        try (var peer = peer(name)) {
            assertArrayEquals(
                    file, client.call(UrlRequest.get(peer.url("/file.bin"))).content());
            Response packed = client.call(UrlRequest.get(peer.url("/text.txt")));
            assertEquals(text, packed.text());
            assertEquals(-1, packed.head().length()); // So it was decompressed.
            UrlRequest range = UrlRequest.get(peer.url("/file.bin")).header("Range", "bytes=100-199");
            Response part = client.call(range);
            assertEquals(206, part.status());
            assertArrayEquals(Arrays.copyOfRange(file, 100, 200), part.content());
        }
    }

    @Test
    void evhttpTakesUploadsOfBothKindsAndTellsInChunks() throws Exception {
        try (var peer = WebPeer.evhttp(folder)) {
            assertEquals("piece 0;piece 1;piece 2;", get(peer.url("/chunks")));
            Response echoed = client.call(UrlRequest.post(peer.url("/echo"), Upload.of(file)));
            assertArrayEquals(file, echoed.content());
            Response chunked = client.call(UrlRequest.post(peer.url("/echo"), unknownLength(Upload.of(file))));
            assertArrayEquals(file, chunked.content());
            Response expected = client.call(
                    UrlRequest.post(peer.url("/echo"), Upload.of(file)).expectContinue(true));
            assertArrayEquals(file, expected.content());
            assertEquals("bye", get(peer.url("/close")));
            assertEquals("hello", get(peer.url("/hello")));
        }
    }

    private static Upload unknownLength(Upload known) {
        return new Upload() {
            @Override
            public long length() {
                return -1;
            }

            @Override
            public Step next(EvBuffer to) throws IOException {
                return known.next(to);
            }
        };
    }

    @Test
    void serverThatDoesNotWantContentSaysSoBeforeItIsSent() throws Exception {
        try (var peer = WebPeer.nginx(folder)) {
            UrlRequest large = UrlRequest.post(peer.url("/hello"), Upload.of(file));
            assertEquals(413, client.call(large.expectContinue(true)).status());
        }
    }

    @Test
    void tlsChecksTheHostAndAgreesOnTheProtocol() throws Exception {
        tls();
        try (var peer = WebPeer.nginx(folder)) {
            String host = "https://localhost:" + peer.securePort;
            assertEquals("hello", get(host + "/hello"));
            assertEquals("http/1.1", get(host + "/alpn"));
            assertArrayEquals(
                    file, client.call(UrlRequest.get(host + "/file.bin")).content());
            UrlRequest wrong = UrlRequest.get("https://example.invalid/hello")
                    .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.securePort));
            var refused = assertThrows(CallFailure.class, () -> client.call(wrong));
            assertEquals(RequestError.BUFFER_ERROR, refused.error());
        }
    }

    private void tls() throws Exception {
        TlsClient tls = TlsClient.builder()
                .trust(WebPeer.resource("tls/ca.pem"))
                .alpn("http/1.1")
                .build();
        var set = new CompletableFuture<Boolean>();
        base.execute(() -> {
            client.tls((below, host, port) -> tls.over(below, host, port, BufferEventOption.CLOSE_ON_FREE));
            set.complete(true);
        });
        assertTrue(within(set));
    }

    @Test
    void unixSocketAndLocalAddressAreUsed() throws Exception {
        try (var peer = WebPeer.nginx(folder)) {
            UrlRequest local = UrlRequest.get("http://anything/hello")
                    .address(UnixDomainSocketAddress.of(folder.resolve("socket")));
            assertEquals("hello", client.call(local).text());
            assertEquals("127.0.0.1", get(peer.url("/peer")));
            base.execute(() -> client.localAddress(new InetSocketAddress("127.0.0.77", 0)));
            String other = "http://localhost:" + peer.port + "/peer"; // Another host, so another connection.
            assertEquals("127.0.0.77", get(other));
        }
    }

    @Test
    void proxyIsUsedForBothSchemes() throws Exception {
        tls();
        try (var peer = WebPeer.nginx(folder);
                var proxy = WebPeer.apache(folder)) {
            base.execute(() -> client.proxy(new Proxy("127.0.0.1", proxy.port)));
            assertEquals("hello", get(peer.url("/hello")));
            assertEquals("hello", get("https://localhost:" + peer.securePort + "/hello"));
            assertArrayEquals(
                    file,
                    client.call(UrlRequest.get("https://localhost:" + peer.securePort + "/file.bin"))
                            .content());
        }
    }

    // gyre fetch.

    private void fetches(byte[] content, String... words) throws IOException, InterruptedException {
        Path target = folder.resolve("fetched");
        try (var fetch = GyreProcess.start(rotated(words, target))) {
            String line = fetch.line();
            assertEquals("", line);
            assertEquals(0, fetch.status());
        }
        assertArrayEquals(content, Files.readAllBytes(target));
        Files.delete(target);
    }

    private static String[] rotated(String[] words, Path target) {
        List<String> all = new ArrayList<>(List.of("fetch", "-o", target.toString()));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }

    @Test
    void fetchGetsFilesFromAllOfThem() throws Exception {
        try (var nginx = WebPeer.nginx(folder);
                var apache = WebPeer.apache(folder);
                var evhttp = WebPeer.evhttp(folder)) {
            fetches(file, nginx.url("/file.bin"));
            fetches(file, apache.url("/file.bin"));
            fetches(text.getBytes(StandardCharsets.UTF_8), "--compressed", apache.url("/text.txt"));
            fetches("hello".getBytes(StandardCharsets.UTF_8), evhttp.url("/redirect"));
            String ca = WebPeer.resource("tls/ca.pem").toString();
            String secure = "https://localhost:" + nginx.securePort + "/file.bin";
            fetches(file, "--cacert", ca, secure);
            fetches(file, "--cacert", ca, "-x", "http://127.0.0.1:" + apache.port, secure);
            try (var distrustful = GyreProcess.start("fetch", secure)) {
                assertTrue(distrustful.line().startsWith("gyre fetch: cannot connect for https://localhost"));
                assertEquals(1, distrustful.status());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache"})
    void fetchGoesOnWhereItWasBrokenOff(String name) throws Exception {
        try (var peer = peer(name)) {
            Path target = folder.resolve("target");
            Path part = folder.resolve("target.part");
            Path from = folder.resolve("target.part.from");
            String url = peer.url("/file.bin");
            String tag = client.call(new UrlRequest(Method.HEAD, url))
                    .head()
                    .headers()
                    .find("ETag");
            Files.write(part, Arrays.copyOf(file, 1_000_000));
            Files.writeString(from, url + "\n" + tag + "\n");
            try (var fetch = GyreProcess.start("fetch", "-v", "-C", "-o", target.toString(), url)) {
                String said = new String(fetch.process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(0, fetch.status());
                assertTrue(said.contains("Range: bytes=1000000-") && said.contains("< 206 "), said);
            }
            assertArrayEquals(file, Files.readAllBytes(target));
            Files.write(part, new byte[100]);
            Files.writeString(from, url + "\n\"another version\"\n");
            try (var fetch = GyreProcess.start("fetch", "-C", "-o", target.toString(), url)) {
                assertEquals(0, fetch.status());
            }
            assertArrayEquals(file, Files.readAllBytes(target));
            assertFalse(Files.exists(part) || Files.exists(from));
        }
    }
}
