package io.gyre.conformance.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatCommandTest {
    @TempDir
    private Path folder = Path.of(".");

    @Test
    void aRedirectedFileGoesThroughEchoAndBackUnchanged() throws IOException, InterruptedException {
        byte[] sent = new byte[5 << 20];
        new Random(5).nextBytes(sent);
        Path in = Files.write(folder.resolve("in"), sent);
        Path out = folder.resolve("out");
        try (var echo = GyreProcess.start("echo", "-p", "0")) {
            String port = Integer.toString(echo.port());
            Process cat = GyreProcess.builder("cat", "127.0.0.1", port)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .start();
            assertEquals(0, cat.waitFor());
            assertArrayEquals(sent, Files.readAllBytes(out));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "poll", "select", "nio"})
    void whatIsPipedIntoItGoesThroughEchoAndBackUnchanged(String mechanism) throws IOException, InterruptedException {
        byte[] sent = new byte[3 << 20];
        new Random(3).nextBytes(sent);
        try (var echo = GyreProcess.start("echo", "-p", "0")) {
            String port = Integer.toString(echo.port());
            var cat = GyreProcess.builder("cat", "127.0.0.1", port, "--backend", mechanism);
            assertArrayEquals(sent, Peer.run(sent, cat.command().toArray(String[]::new)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRateSlowsItDownAndLosesNothing(boolean ofFile) throws IOException, InterruptedException {
        byte[] sent = new byte[60_000];
        new Random(6).nextBytes(sent);
        Path in = Files.write(folder.resolve("in"), sent);
        try (var echo = GyreProcess.start("echo", "-p", "0")) {
            var cat = GyreProcess.builder("cat", "127.0.0.1", Integer.toString(echo.port()), "--rate", "100000");
            long start = System.nanoTime();
            byte[] got;
            if (ofFile) {
                got = cat.redirectInput(in.toFile()).start().getInputStream().readAllBytes();
            } else {
                got = Peer.run(sent, cat.command().toArray(String[]::new));
            }
            assertArrayEquals(sent, got);
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 400, "60 kB at 100 kB/s, of which a tenth at once, took " + millis + " ms");
        }
    }

    @Test
    void aFileWithoutASizeIsReadAllTheSame() throws IOException, InterruptedException {
        Path version = Path.of("/proc/version");
        assumeTrue(Files.exists(version), "only Linux has such files");
        try (var echo = GyreProcess.start("echo", "-p", "0")) {
            Process cat = GyreProcess.builder("cat", "127.0.0.1", Integer.toString(echo.port()))
                    .redirectInput(version.toFile())
                    .start();
            assertArrayEquals(Files.readAllBytes(version), cat.getInputStream().readAllBytes());
            assertEquals(0, cat.waitFor());
        }
    }

    @Test
    void anOutputThatNobodyReadsIsOneClearLineAndStatusTwo() throws IOException, InterruptedException {
        try (var echo = GyreProcess.start("echo", "-p", "0")) {
            Process cat = GyreProcess.builder("cat", "127.0.0.1", Integer.toString(echo.port()))
                    .start();
            cat.getInputStream().close();
            try (OutputStream in = cat.getOutputStream()) {
                in.write('x');
            }
            String line = new String(cat.getErrorStream().readAllBytes(), US_ASCII);
            assertTrue(line.startsWith("gyre cat: ") && line.contains("EPIPE"), line);
            assertEquals(2, cat.waitFor());
        }
    }

    @Test
    void itTalksWithNcatBothWaysAndEndsWhenBothHaveEnded() throws IOException, InterruptedException {
        Peer.require("ncat");
        try (var cat = GyreProcess.start("cat", "-l", "0")) {
            String port = Integer.toString(cat.port());
            try (OutputStream in = cat.process.getOutputStream()) {
                in.write("from gyre\n".getBytes(US_ASCII));
            }
            byte[] heard = Peer.run("from ncat\n".getBytes(US_ASCII), "ncat", "127.0.0.1", port);
            assertEquals("from gyre\n", new String(heard, US_ASCII));
            assertEquals("from ncat", cat.line());
            assertEquals(0, cat.status());
        }
    }

    @Test
    void theEndOfItsInputClosesOnlyTheSendingHalf() throws IOException, InterruptedException {
        Peer.require("socat");
        Process socat = new ProcessBuilder(
                        "socat", "-t10", "TCP-LISTEN:0,bind=127.0.0.1", "SYSTEM:cat; echo after the end")
                .redirectErrorStream(true)
                .start();
        int port = portOf(socat);
        Process cat =
                GyreProcess.builder("cat", "127.0.0.1", Integer.toString(port)).start();
        try (OutputStream in = cat.getOutputStream()) {
            in.write("before the end\n".getBytes(US_ASCII));
        }
        String out = new String(cat.getInputStream().readAllBytes(), US_ASCII);
        assertEquals("before the end\nafter the end\n", out);
        assertEquals(0, cat.waitFor());
        socat.destroy();
    }

    /** socat is asked of the kernel, for it does not say which port it got. */
    private static int portOf(Process socat) throws IOException {
        while (true) {
            for (String line : Files.readAllLines(Path.of("/proc/net/tcp"))) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length > 9 && words[3].equals("0A") && owns(socat, words[9])) {
                    return Integer.parseInt(words[1].substring(words[1].indexOf(':') + 1), 16);
                }
            }
            assertTrue(socat.isAlive(), "socat has ended");
            Thread.onSpinWait();
        }
    }

    private static boolean owns(Process process, String inode) throws IOException {
        try (var descriptors = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return descriptors.anyMatch(each -> target(each).equals("socket:[" + inode + "]"));
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    @Test
    void aPortWhereNobodyListensIsOneClearLineAndStatusTwo() throws IOException, InterruptedException {
        try (var cat = GyreProcess.start("cat", "127.0.0.1", "1")) {
            cat.process.getOutputStream().close();
            String line = cat.line();
            assertTrue(line.contains("127.0.0.1:1") && line.contains("ECONNREFUSED"), line);
            assertEquals(2, cat.status());
        }
    }

    @Test
    void aHostThatDoesNotExistIsOneClearLineAndStatusTwo() throws IOException, InterruptedException {
        try (var cat = GyreProcess.start("cat", "nosuch.invalid", "80")) {
            String line = cat.line();
            assertTrue(line.contains("nosuch.invalid"), line);
            assertEquals(2, cat.status());
        }
    }
}
