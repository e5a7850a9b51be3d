package io.gyre.conformance.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoCommandTest {
    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "poll", "select", "nio"})
    void whatNcatSendsComesBackOnEveryMechanism(String mechanism) throws IOException, InterruptedException {
        Peer.require("ncat");
        try (var echo = GyreProcess.start("echo", "-p", "0", "--backend", mechanism)) {
            String port = Integer.toString(echo.port());
            byte[] sent = random(1 << 20);
            assertArrayEquals(sent, Peer.run(sent, "ncat", "127.0.0.1", port));
            echo.terminate();
            assertEquals(0, echo.status());
        }
    }

    @Test
    void severalLoopsServeManySocats() throws IOException, InterruptedException, ExecutionException {
        Peer.require("socat");
        try (var echo = GyreProcess.start("echo", "-p", "0", "--threads", "2");
                ExecutorService clients = Executors.newFixedThreadPool(8)) {
            String address = "TCP:127.0.0.1:" + echo.port();
            List<Callable<byte[]>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                byte[] sent = ("client " + i).getBytes(US_ASCII);
                calls.add(() -> Peer.run(sent, "socat", "-t5", "-", address));
            }
            List<Future<byte[]>> answers = clients.invokeAll(calls);
            for (int i = 0; i < answers.size(); i++) {
                assertEquals("client " + i, new String(answers.get(i).get(), US_ASCII));
            }
            echo.terminate();
            assertEquals(0, echo.status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reuse_port", "least_loaded", "round_robin"})
    void connectionsAreSpreadAsTold(String placement) throws IOException, InterruptedException {
        try (var echo = GyreProcess.start("echo", "-p", "0", "--threads", "3", "--placement", placement)) {
            int port = echo.port();
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                clients.add(connect(port));
                assertEchoes(clients.getLast());
            }
            echo.terminate();
            assertEquals("gyre echo: cut 9 connections", echo.line());
            assertEquals(0, echo.status());
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void assertEchoes(Socket client) throws IOException {
        client.getOutputStream().write('x');
        assertEquals('x', client.getInputStream().read());
    }

    @Test
    void aRateSlowsEachConnectionDownAndLosesNothing() throws IOException {
        try (var echo = GyreProcess.start("echo", "-p", "0", "--rate", "100000");
                Socket client = connect(echo.port())) {
            byte[] sent = random(60_000);
            long start = System.nanoTime();
            client.getOutputStream().write(sent);
            client.shutdownOutput();
            assertArrayEquals(sent, client.getInputStream().readAllBytes());
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 400, "60 kB at 100 kB/s, of which a tenth at once, took " + millis + " ms");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "9", "fast"})
    void aRateThatIsNoneIsStatusTwo(String rate) throws IOException, InterruptedException {
        try (var echo = GyreProcess.start("echo", "-p", "0", "--rate", rate)) {
            String line = echo.line();
            assertTrue(line.contains("--rate") && line.contains(rate), line);
            assertEquals(2, echo.status());
        }
    }

    /** A client that sends and does not read is not read either, so it costs no more memory than its buffers. */
    @Test
    void aClientThatDoesNotReadIsHeldBack() throws IOException {
        try (var echo = GyreProcess.start("echo", "-p", "0");
                SocketChannel client =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), echo.port()))) {
            client.configureBlocking(false);
            ByteBuffer bytes = ByteBuffer.wrap(random(1 << 16));
            long taken = 0;
            try (Selector selector = Selector.open()) {
                client.register(selector, SelectionKey.OP_WRITE);
                while (selector.select(500) > 0) {
                    selector.selectedKeys().clear();
                    taken += client.write(bytes.clear());
                    assertTrue(taken < 64 << 20, "64 MiB were taken from a client that does not read");
                }
            }
            assertTrue(taken > 1 << 16, taken + " bytes were taken");
        }
    }

    @Test
    void ctrlCEndsItCleanly() throws IOException, InterruptedException {
        try (var echo = GyreProcess.start("echo", "-p", "0")) {
            echo.port();
            echo.signal("INT");
            assertEquals(0, echo.status());
        }
    }

    @Test
    void aBusyPortIsOneClearLineAndStatusTwo() throws IOException, InterruptedException {
        try (var first = GyreProcess.start("echo", "-p", "0")) {
            String port = Integer.toString(first.port());
            try (var second = GyreProcess.start("echo", "-p", port)) {
                String line = second.line();
                assertTrue(line.contains("127.0.0.1:" + port) && line.contains("EADDRINUSE"), line);
                assertEquals("", second.line());
                assertEquals(2, second.status());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kqueue", "devpoll", "evport", "win32"})
    void aMechanismThatIsNotHereSaysWhy(String mechanism) throws IOException, InterruptedException {
        try (var echo = GyreProcess.start("echo", "-p", "0", "--backend", mechanism)) {
            String line = echo.line();
            assertTrue(line.contains(mechanism) && line.contains("only"), line);
            assertEquals(2, echo.status());
        }
    }

    @Test
    void asyncGoesWithNoOtherMechanism() throws IOException, InterruptedException {
        try (var echo = GyreProcess.start("echo", "-p", "0", "--async", "--backend", "poll")) {
            String line = echo.line();
            assertTrue(line.contains("--async needs io_uring, but --backend is poll"), line);
            assertEquals(2, echo.status());
        }
    }

    @Test
    void aLoopThatSpinsEchoesAndEnds() throws IOException, InterruptedException {
        try (var echo = GyreProcess.start("echo", "-p", "0", "--spin", "50")) {
            assertTrue(echo.port() > 0);
        }
        try (var echo = GyreProcess.start("echo", "-p", "0", "--spin", "1000001")) {
            String line = echo.line();
            assertTrue(line.contains("--spin is 1000001: use 0 to 1000000"), line);
            assertEquals(2, echo.status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch.invalid", "999.1.1.1", "192.0.2.1"})
    void aBadAddressIsStatusTwo(String address) throws IOException, InterruptedException {
        try (var echo = GyreProcess.start("echo", "-p", "0", "--bind", address)) {
            String line = echo.line();
            assertTrue(line.contains(address), line);
            assertEquals(2, echo.status());
        }
    }
}
