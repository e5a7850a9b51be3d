package io.gyre.conformance.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The commands with {@code --tls}. */
class TlsCommandsTest {
    private static String file(String name) {
        try {
            var url = TlsCommandsTest.class.getResource("/io/gyre/conformance/tls/" + name);
            return Path.of(Objects.requireNonNull(url, name).toURI()).toString();
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String cat(String input, String... words) throws IOException, InterruptedException {
        Process cat = GyreProcess.builder(words).start();
        try (OutputStream in = cat.getOutputStream()) {
            in.write(input.getBytes(US_ASCII));
        }
        String out = new String(cat.getInputStream().readAllBytes(), US_ASCII);
        String error = new String(cat.getErrorStream().readAllBytes(), US_ASCII);
        assertEquals(0, cat.waitFor(), error);
        return out;
    }

    @Test
    void catTalksWithEcho() throws IOException, InterruptedException {
        try (var echo = GyreProcess.start(
                "echo", "-p", "0", "--tls", "--cert", file("server.pem"), "--key", file("server.key"))) {
            String port = Integer.toString(echo.port());
            assertEquals(
                    "there and back",
                    cat("there and back", "cat", "--tls", "--cacert", file("ca.pem"), "localhost", port));
        }
    }

    @Test
    void aCertificateMadeOnTheSpotIsToldOf() throws IOException, InterruptedException {
        Peer.require("openssl");
        try (var echo = GyreProcess.start("echo", "-p", "0", "--tls")) {
            String line = echo.line();
            assertTrue(line.contains("nobody trusts yet, SHA-256 fingerprint "), line);
            String port = Integer.toString(echo.port());
            String shown = new String(
                    Peer.run(
                            new byte[0],
                            "sh",
                            "-c",
                            "openssl s_client -connect 127.0.0.1:" + port
                                    + " </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256"),
                    US_ASCII);
            assertEquals(line.replaceFirst(".* ", ""), shown.strip().replaceFirst(".*=", ""));
        }
    }

    @Test
    void aServerThatNobodyKnowsIsRefused() throws IOException, InterruptedException {
        try (var echo = GyreProcess.start(
                        "echo", "-p", "0", "--tls", "--cert", file("server.pem"), "--key", file("server.key"));
                var cat = GyreProcess.start("cat", "--tls", "localhost", Integer.toString(echo.port()))) {
            String line = cat.line();
            assertTrue(line.contains("TLS:"), line);
            assertEquals(2, cat.status());
        }
    }

    @Test
    void theProxyTakesTlsOffAndPutsItOn() throws IOException, InterruptedException {
        try (var echo = GyreProcess.start(
                        "echo", "-p", "0", "--tls", "--cert", file("server.pem"), "--key", file("server.key"));
                var proxy = GyreProcess.start(
                        "proxy",
                        "--tls",
                        "--cert",
                        file("rsa.pem"),
                        "--key",
                        file("rsa.key"),
                        "--tls-to",
                        "--cacert",
                        file("ca.pem"),
                        "0",
                        "localhost:" + echo.port())) {
            String line = proxy.line();
            String port = line.replaceFirst(".*:", "");
            assertEquals(
                    "through both", cat("through both", "cat", "--tls", "--cacert", file("ca.pem"), "localhost", port));
        }
    }

    @Test
    void aCertificateWithoutItsKeyIsOneClearLine() throws IOException, InterruptedException {
        try (var echo = GyreProcess.start("echo", "-p", "0", "--tls", "--cert", file("server.pem"))) {
            assertTrue(echo.line().contains("--cert and --key belong together"));
            assertEquals(2, echo.status());
        }
    }

    /** A scanner of weaknesses finds none. What it calls "offered (OK)" is what there should be. */
    @Test
    void nothingWeakIsOfferedByDefault() throws IOException, InterruptedException {
        Peer.require("testssl");
        try (var echo = GyreProcess.start("echo", "-p", "0", "--tls")) {
            assertTrue(echo.line().contains("made a certificate"));
            String report = scan("127.0.0.1:" + echo.port());
            for (String weak : List.of(
                    "SSLv2",
                    "SSLv3",
                    "TLS 1",
                    "TLS 1.1",
                    "NULL ciphers (no encryption)",
                    "Anonymous NULL Ciphers (no authentication)",
                    "Export ciphers (w/o ADH+NULL)",
                    "LOW: 64 Bit + DES, RC[2,4] (w/o export)",
                    "Triple DES Ciphers / IDEA",
                    "Obsolete CBC ciphers (AES, ARIA etc.)")) {
                assertVerdict(report, weak, "not offered");
            }
            for (String strong : List.of("TLS 1.2", "TLS 1.3", "Strong encryption (AEAD ciphers)")) {
                assertVerdict(report, strong, "offered (OK)");
            }
            assertTrue(report.contains("PFS is offered (OK)"), report);
        }
    }

    /** Asks for the protocols, the kinds of ciphers and forward secrecy. */
    private static String scan(String server) throws IOException, InterruptedException {
        byte[] report = Peer.run(
                new byte[0], "testssl", "--quiet", "--warnings", "off", "--color", "0", "-p", "-s", "-f", server);
        return new String(report, US_ASCII);
    }

    private static void assertVerdict(String report, String subject, String verdict) {
        assertTrue(
                report.lines()
                        .map(String::strip)
                        .anyMatch(line -> line.startsWith(subject + " ")
                                && line.substring(subject.length()).strip().startsWith(verdict)),
                () -> subject + " is not " + verdict + ":\n" + report);
    }
}
