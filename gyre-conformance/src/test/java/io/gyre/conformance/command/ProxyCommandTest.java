package io.gyre.conformance.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyCommandTest {
    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "poll", "select", "nio"})
    void whatNcatSendsThroughItComesBackOnEveryMechanism(String mechanism) throws IOException, InterruptedException {
        Peer.require("ncat");
        try (var echo = GyreProcess.start("echo", "-p", "0");
                var proxy = GyreProcess.start("proxy", "0", "127.0.0.1:" + echo.port(), "--backend", mechanism)) {
            byte[] sent = random(3 << 20);
            assertArrayEquals(sent, Peer.run(sent, "ncat", "127.0.0.1", Integer.toString(proxy.port())));
            proxy.terminate();
            assertEquals("", proxy.line());
            assertEquals(0, proxy.status());
        }
    }

    @Test
    void theEndOfWhatSocatSendsLeavesTheAnswerItsWay() throws IOException, InterruptedException {
        Peer.require("socat");
        byte[] answer = random(1 << 20);
        try (ServerSocket server = listener();
                var proxy = GyreProcess.start("proxy", "127.0.0.1:0", Integer.toString(server.getLocalPort()))) {
            Thread answering = Thread.ofVirtual().start(() -> answerAfterTheEnd(server, answer));
            byte[] heard =
                    Peer.run("question".getBytes(US_ASCII), "socat", "-t30", "-", "TCP:127.0.0.1:" + proxy.port());
            answering.join();
            assertArrayEquals(answer, heard);
        }
    }

    private static void answerAfterTheEnd(ServerSocket server, byte[] answer) {
        try (Socket client = server.accept()) {
            client.getInputStream().readAllBytes();
            client.getOutputStream().write(answer);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void curlGetsAPageThroughIt() throws IOException, InterruptedException {
        Peer.require("curl");
        byte[] page = random(2 << 20);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        });
        server.start();
        try (var proxy = GyreProcess.start(
                "proxy", "0", "localhost:" + server.getAddress().getPort())) {
            String url = "http://127.0.0.1:" + proxy.port() + "/";
            assertArrayEquals(page, Peer.run(new byte[0], "curl", "-sS", "--noproxy", "*", url));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aTargetThatRefusesClosesTheClientAndIsOneLine() throws IOException, InterruptedException {
        try (var proxy = GyreProcess.start("proxy", "0", "1");
                Socket client = connect(proxy.port())) {
            String line = proxy.line();
            assertTrue(line.contains("127.0.0.1:1") && line.contains("ECONNREFUSED"), line);
            assertEquals(-1, client.getInputStream().read());
            proxy.terminate();
            assertEquals("", proxy.line());
            assertEquals(0, proxy.status());
        }
    }

    @Test
    void whenTerminatedItLetsAConnectionEnd() throws IOException, InterruptedException {
        try (var echo = GyreProcess.start("echo", "-p", "0");
                var proxy = GyreProcess.start("proxy", "0", Integer.toString(echo.port()));
                Socket client = connect(proxy.port())) {
            assertEchoes(client);
            proxy.terminate();
            String line = proxy.line();
            assertTrue(line.contains("accepts no more") && line.contains("1 connection"), line);
            assertEchoes(client);
            client.shutdownOutput();
            assertEquals(-1, client.getInputStream().read());
            assertEquals("", proxy.line());
            assertEquals(0, proxy.status());
        }
    }

    @Test
    void whatHasNotEndedByTheDeadlineIsCutAndCounted() throws IOException, InterruptedException {
        try (var echo = GyreProcess.start("echo", "-p", "0");
                var proxy = GyreProcess.start("proxy", "0", Integer.toString(echo.port()), "--drain", "0.1");
                Socket client = connect(proxy.port())) {
            assertEchoes(client);
            proxy.signal("INT");
            assertTrue(proxy.line().contains("accepts no more"));
            assertEquals("gyre proxy: cut 1 connection", proxy.line());
            assertEquals(-1, client.getInputStream().read());
            assertEquals(0, proxy.status());
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        try (var echo = GyreProcess.start("echo", "-p", "0");
                var proxy = GyreProcess.start("proxy", "0", Integer.toString(echo.port()), "--idle", "2");
                Socket client = connect(proxy.port())) {
            assertEchoes(client);
            assertEquals(-1, client.getInputStream().read());
        }
    }

    @Test
    void aRateHolds() throws IOException {
        try (var echo = GyreProcess.start("echo", "-p", "0");
                var proxy = GyreProcess.start("proxy", "0", Integer.toString(echo.port()), "--rate", "100000");
                Socket client = connect(proxy.port())) {
            byte[] sent = random(60_000);
            long start = System.nanoTime();
            client.getOutputStream().write(sent);
            assertArrayEquals(sent, client.getInputStream().readNBytes(sent.length));
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 400, "60 kB at 100 kB/s, of which a tenth at once, took " + millis + " ms");
        }
    }

    private static void assertEchoes(Socket client) throws IOException {
        client.getOutputStream().write('x');
        assertEquals('x', client.getInputStream().read());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch.invalid:80", "127.0.0.1:0", "70000", "::1:80", "127.0.0.1:", "999.1.1.1:80"})
    void aBadTargetIsOneLineThatNamesItAndStatusTwo(String target) throws IOException, InterruptedException {
        try (var proxy = GyreProcess.start("proxy", "0", target)) {
            String line = proxy.line();
            assertTrue(line.contains(target.replace(":80", "")), line);
            assertEquals("", proxy.line());
            assertEquals(2, proxy.status());
        }
    }
}
