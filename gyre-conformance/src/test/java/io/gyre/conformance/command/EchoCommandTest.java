package io.gyre.conformance.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
