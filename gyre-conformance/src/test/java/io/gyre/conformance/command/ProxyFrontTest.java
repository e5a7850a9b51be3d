package io.gyre.conformance.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.gyre.listener.ProxyHeader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gyre proxy} behind balancers, under systemd, and when it is replaced. */
class ProxyFrontTest {
    @TempDir
    Path folder = Path.of("");

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = listener()) {
            return socket.getLocalPort();
        }
    }

    /** {@return what the target of a proxy reads when {@code client} has connected to the proxy} */
    private static ProxyHeader header(ServerSocket target, int clientPort) throws IOException {
        try (Socket accepted = target.accept()) {
            byte[] first = new byte[4096];
            int count = 0;
            while (true) {
                ProxyHeader header = ProxyHeader.parse(ByteBuffer.wrap(first, 0, count));
                if (header != null) {
                    assertEquals(new InetSocketAddress(InetAddress.getLoopbackAddress(), clientPort), header.source());
                    return header;
                }
                int got = accepted.getInputStream().read(first, count, 1);
                assertEquals(1, got, "the connection ended before its header");
                count++;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--send-proxy", "--send-proxy-v2"})
    void theTargetIsToldWhoTheClientIs(String option) throws IOException {
        try (ServerSocket target = listener();
                var proxy = GyreProcess.start("proxy", "0", Integer.toString(target.getLocalPort()), option)) {
            int port = proxy.port();
            try (Socket client = connect(port)) {
                ProxyHeader header = header(target, client.getLocalPort());
                assertEquals(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), header.destination());
            }
        }
    }

    @Test
    void curlIsLetInWithAHeaderAndNotWithout() throws IOException, InterruptedException {
        Peer.require("curl");
        byte[] page = "a page".getBytes(US_ASCII);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        });
        server.start();
        String target = Integer.toString(server.getAddress().getPort());
        try (var proxy = GyreProcess.start("proxy", "0", target, "--accept-proxy")) {
            String url = "http://127.0.0.1:" + proxy.port() + "/";
            assertArrayEquals(page, Peer.run(new byte[0], "curl", "-sS", "--haproxy-protocol", "--noproxy", "*", url));
            assertArrayEquals(new byte[0], Peer.run(new byte[0], "curl", "-s", "--noproxy", "*", url));
            String line = proxy.line();
            assertTrue(line.contains("closed the connection of 127.0.0.1:") && line.contains("PROXY"), line);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-proxy", "send-proxy-v2", "send-proxy-v2 crc32c on"})
    void haproxyInFrontSaysWhoTheClientIs(String option) throws IOException, InterruptedException {
        Peer.require("haproxy");
        try (ServerSocket target = listener();
                var proxy = GyreProcess.start(
                        "proxy", "0", Integer.toString(target.getLocalPort()), "--accept-proxy", "--send-proxy-v2")) {
            int front = freePort();
            Path config = Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                  mode tcp
                  timeout connect 5s
                  timeout client 20s
                  timeout server 20s
                listen front
                  bind 127.0.0.1:%d
                  server gyre 127.0.0.1:%d %s
                """.formatted(
                            front, proxy.port(), option.replace(" crc32c on", " proxy-v2-options crc32c")));
            Process haproxy = new ProcessBuilder("haproxy", "-db", "-f", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (Socket client = patiently(front)) {
                client.getOutputStream().write('x');
                ProxyHeader header = header(target, client.getLocalPort());
                assertEquals(new InetSocketAddress(InetAddress.getLoopbackAddress(), front), header.destination());
            } finally {
                haproxy.destroy();
            }
        }
    }

    /** Connects as soon as somebody listens. */
    private static Socket patiently(int port) throws IOException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (true) {
            try {
                return connect(port);
            } catch (IOException refused) {
                if (System.nanoTime() > end) {
                    throw refused;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static void assertEchoes(Socket client) throws IOException {
        client.getOutputStream().write('x');
        assertEquals('x', client.getInputStream().read());
    }

    @ParameterizedTest
    @ValueSource(strings = {"systemd", "systemd:web"})
    void systemdOpensTheSocket(String listen) throws IOException {
        Peer.require("systemd-socket-activate");
        int port = freePort();
        try (var echo = GyreProcess.start("echo", "-p", "0")) {
            List<String> activate = List.of("systemd-socket-activate", "-l", "127.0.0.1:" + port, "--fdname=web");
            var builder = GyreProcess.builder(activate, "proxy", listen, Integer.toString(echo.port()));
            try (var proxy = GyreProcess.start(builder);
                    Socket client = patiently(port)) {
                client.setSoTimeout(20_000);
                assertEchoes(client);
                assertNotNull(proxy.process);
            }
        }
    }

    @Test
    void aSocketThatSystemdDidNotOpenIsNamed() throws IOException, InterruptedException {
        try (var proxy = GyreProcess.start("proxy", "systemd:web", "1")) {
            assertTrue(proxy.line().contains("'systemd:web' fits 0 inherited sockets"));
            assertEquals(2, proxy.status());
        }
    }

    @Test
    void aReplacedProxyRefusesNoClient() throws IOException, InterruptedException {
        String path = folder.resolve("next").toString();
        var served = new AtomicInteger();
        var stop = new AtomicBoolean();
        var failure = new AtomicReference<IOException>();
        try (var echo = GyreProcess.start("echo", "-p", "0")) {
            String target = Integer.toString(echo.port());
            GyreProcess running = GyreProcess.start("proxy", "0", target, "--hand-over", path);
            int port = running.port();
            Thread client = Thread.ofVirtual().start(() -> callUntil(stop, port, served, failure));
            try {
                for (int replacement = 0; replacement < 3; replacement++) {
                    var next = GyreProcess.start("proxy", Integer.toString(port), target, "--hand-over", path);
                    assertEquals(port, next.port());
                    assertEquals("gyre proxy: took over from process " + running.process.pid(), next.line());
                    assertEquals("gyre proxy: handed its socket over", running.line());
                    assertEquals(0, running.status());
                    running = next;
                    int before = served.get();
                    while (served.get() < before + 50 && failure.get() == null) {
                        Thread.onSpinWait();
                    }
                }
            } finally {
                stop.set(true);
                client.join();
                running.close();
            }
        }
        assertNull(failure.get());
        assertTrue(served.get() >= 150, () -> "only " + served + " calls");
    }

    private static void callUntil(
            AtomicBoolean stop, int port, AtomicInteger served, AtomicReference<IOException> failure) {
        while (!stop.get() && failure.get() == null) {
            try (Socket socket = connect(port)) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write('x');
                if (socket.getInputStream().read() != 'x') {
                    throw new IOException("closed without an answer");
                }
                served.incrementAndGet();
            } catch (IOException lost) {
                failure.set(lost);
            }
        }
    }

    @Test
    void aProxyAtAnotherAddressIsNotReplaced() throws IOException, InterruptedException {
        String path = folder.resolve("next").toString();
        try (var running = GyreProcess.start("proxy", "0", "1", "--hand-over", path)) {
            int port = running.port();
            try (var other = GyreProcess.start("proxy", Integer.toString(freePort()), "1", "--hand-over", path)) {
                String line = other.line();
                assertTrue(line.contains("listens at 127.0.0.1:" + port + ", not at"), line);
                assertEquals(2, other.status());
            }
            running.terminate();
        }
    }
}
