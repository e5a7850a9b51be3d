package io.gyre.conformance.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.http.Status;
import io.gyre.http.server.HttpServer;
import io.gyre.testing.MechanismUnderTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gyre http} behind proxies, under attack, over TLS and when it ends. */
class HttpPeersTest extends HttpCommandSuite {
    private static final int IDLE = 5_000;

    @Override
    String page() {
        return "<p>" + "hello ".repeat(200);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void curlOverTlsGetsFilesAndPostsThem() throws IOException, InterruptedException {
        Peer.require("curl");
        try (var http = serve("--tls")) {
            assertTrue(http.line().contains("made a certificate"));
            String url = "https://127.0.0.1:" + http.port() + "/";
            assertArrayEquals(file, curl(NOTHING, "-k", url + "file.bin"));
            assertArrayEquals(file, curl(file, "-k", "-T", "-", "-X", "POST", url + "echo"));
        }
    }

    @Test
    void curlTakesCompressedPagesAndSeveralParts() throws IOException, InterruptedException {
        Peer.require("curl");
        try (var http = serve()) {
            String url = "http://127.0.0.1:" + http.port() + "/page.html";
            assertEquals(
                    Files.readString(folder.resolve("page.html")),
                    new String(curl(NOTHING, "--compressed", url), UTF_8));
            String small = new String(
                    curl(NOTHING, "-H", "Accept-Encoding: gzip", "-o", "/dev/null", "-w", "%{size_download}", url),
                    UTF_8);
            assertTrue(Integer.parseInt(small) < 100, small);
            String parts = new String(curl(NOTHING, "-r", "0-2,3-7", url), UTF_8);
            assertTrue(parts.contains("\r\n\r\n<p>\r\n--") && parts.contains("\r\n\r\nhello\r\n--"), parts);
        }
    }

    @Test
    void curlOverAUnixSocketIsAnswered() throws Exception {
        Peer.require("curl");
        Path path = folder.resolve("socket");
        try (var base = MechanismUnderTest.newBase(Assumptions::abort);
                var server = new HttpServer(base)) {
            server.handle("/hello", request -> request.reply(Status.OK, "hello"));
            server.bind(UnixDomainSocketAddress.of(path));
            Thread loop = Thread.ofPlatform().start(base::dispatch);
            try {
                byte[] reply = curl(NOTHING, "--unix-socket", path.toString(), "http://localhost/hello");
                assertEquals("hello", new String(reply, UTF_8));
            } finally {
                base.execute(base::loopBreak);
                loop.join();
            }
        }
    }

    @Test
    void rateIsLimitedForEachConnection() throws IOException, InterruptedException {
        Peer.require("curl");
        try (var http = serve("--limit", "500K")) {
            String url = "http://127.0.0.1:" + http.port() + "/file.bin";
            double seconds =
                    Double.parseDouble(new String(curl(NOTHING, "-o", "/dev/null", "-w", "%{time_total}", url), UTF_8));
            assertTrue(seconds > 1, seconds + " s for 1 MiB at 500 KiB/s");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "5X", "K", "-1"})
    void rateThatIsNoneIsOneClearLineAndStatusTwo(String rate) throws IOException, InterruptedException {
        try (var http = serve("--limit=" + rate)) {
            assertTrue(http.line().contains("--limit is " + rate));
            assertEquals(2, http.status());
        }
    }

    @Test
    void replyThatIsUnderWayIsFinishedWhenTheCommandIsTerminated() throws Exception {
        Peer.require("curl");
        try (var http = serve("--limit", "600K")) {
            String url = "http://127.0.0.1:" + http.port() + "/file.bin";
            Process curl = new ProcessBuilder("curl", "-sS", "--max-time", "30", url).start();
            InputStream got = curl.getInputStream();
            byte[] first = got.readNBytes(1000);
            http.terminate();
            byte[] rest = got.readAllBytes();
            assertEquals(file.length, first.length + rest.length);
            assertTrue(curl.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, curl.exitValue());
            assertEquals(0, http.status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "haproxy"})
    void proxyInFrontKeepsItsConnections(String proxy) throws Exception {
        Peer.require(proxy);
        Peer.require("ab");
        try (var http = serve("--log")) {
            int front = freePort();
            Path config = Files.writeString(folder.resolve("front.conf"), config(proxy, front, http.port()));
            Process process = new ProcessBuilder(
                            proxy.equals("nginx")
                                    ? List.of("nginx", "-p", folder.toString(), "-c", config.toString())
                                    : List.of("haproxy", "-f", config.toString()))
                    .redirectErrorStream(true)
                    .start();
            try {
                awaitListener(process, front);
                String url = "http://127.0.0.1:" + front + "/";
                assertArrayEquals(file, curl(NOTHING, url + "file.bin"));
                assertArrayEquals(file, curl(file, "-T", "-", "-X", "POST", url + "echo"));
                String report = new String(
                        Peer.run(NOTHING, "ab", "-q", "-n", "500", "-c", "10", "-k", url + "page.html"), UTF_8);
                assertTrue(
                        report.contains("Complete requests:      500") && report.contains("Failed requests:        0"),
                        report);
            } finally {
                process.destroy();
                process.waitFor();
            }
        }
    }

    private static String config(String proxy, int front, int back) {
        return proxy.equals("nginx") ? """
            daemon off; master_process off; pid nginx.pid; error_log /dev/null;
            events { worker_connections 256; }
            http {
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
              client_max_body_size 0;
              upstream gyre { server 127.0.0.1:%2$d; keepalive 16; }
              server {
                listen 127.0.0.1:%1$d;
                location / {
                  proxy_pass http://gyre; proxy_http_version 1.1; proxy_set_header Connection "";
                  proxy_request_buffering off;
                }
              }
            }
            """.formatted(front, back) : """
                defaults
                  mode http
                  option http-keep-alive
                  http-reuse always
                  timeout connect 5s
                  timeout client 20s
                  timeout server 20s
                listen front
                  bind 127.0.0.1:%d
                  server gyre 127.0.0.1:%d
                """.formatted(front, back);
    }

    private static void awaitListener(Process process, int port) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (process.isAlive() && System.nanoTime() < until) {
            try (var probe = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
                assertTrue(probe.isConnected());
                return;
            } catch (IOException notYet) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("the proxy does not listen: "
                + (process.isAlive()
                        ? "no output"
                        : new String(process.getInputStream().readAllBytes(), UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-H", "-B", "-X"})
    void ordinaryClientIsServedWhileOthersAreSlow(String attack) throws Exception {
        Peer.require("slowhttptest");
        Peer.require("curl");
        try (var http = serve()) {
            String url = "http://127.0.0.1:" + http.port() + "/";
            List<String> command = new ArrayList<>(List.of(
                    "slowhttptest", attack, "-c", "300", "-r", "300", "-i", "1", "-l", "4", "-p", "3", "-v", "1"));
            command.addAll(
                    attack.equals("-X")
                            ? List.of("-w", "10", "-y", "20", "-n", "1", "-z", "5", "-u", url + "file.bin")
                            : List.of("-u", url + "echo"));
            Process slow = new ProcessBuilder(command).redirectErrorStream(true).start();
            int served = 0;
            while (slow.isAlive()) {
                assertArrayEquals(file, curl(NOTHING, "--max-time", "10", url + "file.bin"));
                served++;
            }
            String report = new String(slow.getInputStream().readAllBytes(), UTF_8);
            assertTrue(served > 1 && !report.contains("service available:   NO"), report);
            assertTrue(http.process.isAlive());
        }
    }

    @Test
    void ordinaryClientIsServedWhileThousandsRest() throws Exception {
        Peer.require("curl");
        List<SocketChannel> idle = new ArrayList<>();
        try (var http = serve()) {
            int port = http.port();
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            String url = "http://127.0.0.1:" + port + "/file.bin";
            try {
                while (idle.size() < IDLE) {
                    idle.add(SocketChannel.open(address));
                }
            } catch (SocketException few) {
                Assumptions.abort(
                        "SKIPPED, for there are descriptors for " + idle.size() + " connections only: ulimit -n");
            }
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(file, curl(NOTHING, url));
            }
            assertTrue(idle.getFirst().isOpen() && http.process.isAlive());
        } finally {
            for (SocketChannel each : idle) {
                each.close();
            }
        }
    }

    @Test
    void contentLargerThanTheHeapIsEchoed() throws Exception {
        Peer.require("curl");
        ProcessBuilder builder = GyreProcess.builder("http", folder.toString(), "-p", "0", "--post-echo", "/echo");
        builder.command().add(1, "-Xmx24m");
        try (var http = GyreProcess.start(builder)) {
            int port = http.port();
            long sum = sum("head -c 300000000 /dev/zero | cksum");
            assertEquals(
                    sum,
                    sum("head -c 300000000 /dev/zero | curl -sS --max-time 60 -T - -X POST http://127.0.0.1:" + port
                            + "/echo | cksum"));
            Path status = Path.of("/proc", Long.toString(http.process.pid()), "status");
            if (Files.isReadable(status)) {
                String most = Files.readString(status).replaceFirst("(?s).*VmHWM:\\s*(\\d+) kB.*", "$1");
                assertTrue(Integer.parseInt(most) < 200_000, most + " kB of memory");
            }
        }
    }

    private static long sum(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", script).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return Long.parseLong(out.replaceFirst("(?s)(\\d+) 300000000.*", "$1"));
    }
}
