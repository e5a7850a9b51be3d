package io.gyre.conformance.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.listener.ConnectionListener;
import io.gyre.tls.ClientAuth;
import io.gyre.tls.TlsBufferEvent;
import io.gyre.tls.TlsHandshake;
import io.gyre.tls.TlsServer;
import io.gyre.tls.TlsState;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with programs that we did not write. */
class TlsPeersTest extends TlsSuite {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final List<Process> processes = new ArrayList<>();
    private final List<TlsBufferEvent> accepted = new ArrayList<>();

    @TempDir
    private Path folder = Path.of(".");

    TlsPeersTest() {
        super(World.named("epoll"));
    }

    @AfterEach
    void endPeers() throws InterruptedException {
        for (Process each : processes) {
            each.destroyForcibly();
            assertTrue(each.waitFor(10, TimeUnit.SECONDS));
        }
    }

    private static void require(String program, String debianPackage) {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
        assumeTrue(
                found || "true".equals(System.getenv("CI")),
                "SKIPPED, for " + program + " is not installed: apt-get install " + debianPackage);
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out" + processes.size()).toFile())
                .start();
        processes.add(process);
        return process;
    }

    private String printed(int process) {
        try {
            return Files.readString(folder.resolve("out" + process), US_ASCII);
        } catch (IOException notYet) {
            return "";
        }
    }

    private static void say(Process process, String line) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((line + "\n").getBytes(US_ASCII));
        in.flush();
    }

    private void await(BooleanSupplier done) {
        long limit = System.nanoTime() + PATIENCE;
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < limit, () -> printed(0) + base.explain());
            look();
            Thread.onSpinWait();
        }
    }

    /** Serves what a test wants. {@return the port} */
    private int serve(TlsServer server) throws IOException {
        var listener = ConnectionListener.bind(
                base, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), (_, fd, _) -> {
                    TlsBufferEvent made = server.accept(base, fd);
                    world.atTheEnd(made::close);
                    made.callbacks(serverNotes);
                    made.enable(BOTH);
                    accepted.add(made);
                });
        world.atTheEnd(listener::close);
        return ((InetSocketAddress) Objects.requireNonNull(listener.address())).getPort();
    }

    private static void echo(BufferEvent end) {
        end.write(end.input());
    }

    private Process sClient(int port, String... more) throws IOException {
        return start(words(
                List.of(
                        "openssl",
                        "s_client",
                        "-connect",
                        "127.0.0.1:" + port,
                        "-CAfile",
                        file("ca.pem").toString()),
                more));
    }

    private static String[] words(List<String> first, String... more) {
        var all = new ArrayList<>(first);
        all.addAll(Arrays.asList(more));
        return all.toArray(new String[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslTalksToTheServer(String version) throws IOException {
        require("openssl", "openssl");
        serverNotes.onRead = TlsPeersTest::echo;
        Process peer = sClient(serve(built(server().alpn("h2"))), version, "-servername", "localhost", "-alpn", "h2,x");
        say(peer, "hello from openssl");
        await(() -> printed(0).contains("hello from openssl\n"));
        TlsHandshake handshake = accepted.getFirst().handshake();
        assertNotNull(handshake);
        assertEquals("h2", handshake.applicationProtocol());
        assertEquals("localhost", handshake.serverName());
        assertTrue(printed(0).contains("Verify return code: 0 (ok)"), printed(0));
        say(peer, "Q"); // It says close_notify.
        await(() -> accepted.getFirst().state() != TlsState.OPEN);
        assertFalse(accepted.getFirst().isTruncated());
    }

    @Test
    void anOpensslThatIsKilledIsATruncation() throws IOException {
        require("openssl", "openssl");
        Process peer = sClient(serve(built(server())));
        await(() -> !accepted.isEmpty() && accepted.getFirst().handshake() != null);
        peer.destroyForcibly();
        await(() -> accepted.getFirst().state() == TlsState.FAILED);
        assertTrue(accepted.getFirst().isTruncated());
    }

    @Test
    void opensslMakesNewKeys() throws IOException {
        require("openssl", "openssl");
        serverNotes.onRead = TlsPeersTest::echo;
        Process peer = sClient(serve(built(server())), "-tls1_3");
        say(peer, "before");
        await(() -> printed(0).contains("\nbefore\n"));
        say(peer, "K"); // A key update that asks for one in return. What is read together with it would be left out.
        await(() -> printed(0).contains("KEYUPDATE"));
        say(peer, "after");
        await(() -> printed(0).contains("after\n"));
        assertEquals(TlsState.OPEN, accepted.getFirst().state());
    }

    @Test
    void opensslMayNotRenegotiate() throws IOException {
        require("openssl", "openssl");
        serverNotes.onRead = TlsPeersTest::echo;
        Process peer = sClient(serve(built(server())), "-tls1_2");
        await(() -> !accepted.isEmpty() && accepted.getFirst().handshake() != null);
        say(peer, "R");
        await(() -> accepted.getFirst().state() == TlsState.FAILED);
    }

    @Test
    void opensslMayRenegotiateWhereThatIsAllowed() throws IOException {
        require("openssl", "openssl");
        serverNotes.onRead = TlsPeersTest::echo;
        Process peer = sClient(serve(built(server().settings(HERE.withRenegotiations(1)))), "-tls1_2");
        await(() -> !accepted.isEmpty() && accepted.getFirst().handshake() != null);
        say(peer, "R");
        await(() -> printed(0).contains("RENEGOTIATING"));
        say(peer, "after");
        await(() -> printed(0).contains("after\n"));
        assertEquals(TlsState.OPEN, accepted.getFirst().state());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslTakesASessionUpAgain(String version) throws IOException {
        require("openssl", "openssl");
        serverNotes.onRead = TlsPeersTest::echo;
        int port = serve(built(server()));
        String session = folder.resolve("session").toString();
        Process first = sClient(port, version, "-sess_out", session);
        say(first, "first");
        await(() -> printed(0).contains("\nfirst\n"));
        say(first, "Q");
        await(() -> !first.isAlive());
        Process second = sClient(port, version, "-sess_in", session);
        say(second, "second");
        await(() -> printed(1).contains("second\n"));
        assertTrue(printed(1).contains("Reused, "), printed(1));
    }

    @Test
    void opensslShowsACertificate() throws IOException {
        require("openssl", "openssl");
        int port = serve(built(server().clientAuth(ClientAuth.REQUIRED, file("ca.pem"))));
        sClient(
                port,
                "-cert",
                file("client.pem").toString(),
                "-key",
                file("client.key").toString());
        await(() -> !accepted.isEmpty() && accepted.getFirst().handshake() != null);
        TlsHandshake handshake = accepted.getFirst().handshake();
        assertNotNull(handshake);
        assertEquals(
                "CN=A client",
                handshake
                        .peerCertificates()
                        .getFirst()
                        .getSubjectX500Principal()
                        .getName());
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2, server", "-tls1_3, server", "-tls1_3, rsa", "-tls1_2, rsa", "-tls1_3, ed25519"})
    void theClientTalksToOpenssl(String version, String identity) throws IOException {
        require("openssl", "openssl");
        int port = freePort();
        Process peer = start(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                version,
                "-alpn",
                "y",
                "-cert",
                file(identity + ".pem").toString(),
                "-key",
                file(identity + ".key").toString());
        await(() -> printed(0).contains("ACCEPT"));
        SocketBufferEvent socket = SocketBufferEvent.unconnected(base);
        TlsBufferEvent client =
                built(client().alpn("x", "y")).over(socket, "localhost", port, BufferEventOption.CLOSE_ON_FREE);
        world.atTheEnd(client::close);
        world.atTheEnd(() -> Objects.requireNonNull(socket.fd()).close());
        client.enable(BOTH);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        client.write("hello from gyre\n");
        await(() -> printed(0).contains("hello from gyre\n"));
        say(peer, "hello from openssl");
        await(() -> client.input().length() == 19);
        TlsHandshake handshake = client.handshake();
        assertNotNull(handshake);
        assertEquals("y", handshake.applicationProtocol());
        say(peer, "Q");
        await(() -> client.state() != TlsState.OPEN);
        assertTrue(client.isTruncated(), "s_server says no goodbye");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void curlFetchesAPage() throws IOException {
        require("curl", "curl");
        serverNotes.onRead = end -> {
            if (end.input().indexOf("\r\n\r\n".getBytes(US_ASCII), 0) >= 0) {
                end.input().drain(Long.MAX_VALUE);
                end.write("HTTP/1.0 200 OK\r\n\r\nhello curl");
                end.shutdownWriting();
            }
        };
        int port = serve(built(server()));
        Process peer = start(
                "curl",
                "-s",
                "--cacert",
                file("ca.pem").toString(),
                "--resolve",
                "localhost:" + port + ":127.0.0.1",
                "https://localhost:" + port + "/");
        await(() -> !peer.isAlive());
        assertEquals(0, peer.exitValue());
        assertEquals("hello curl", printed(0));
    }

    @Test
    void gnutlsTalksToTheServer() throws IOException {
        require("gnutls-cli", "gnutls-bin");
        serverNotes.onRead = TlsPeersTest::echo;
        int port = serve(built(server()));
        Process peer = start(
                "gnutls-cli",
                "--x509cafile",
                file("ca.pem").toString(),
                "--verify-hostname",
                "localhost",
                "-p",
                Integer.toString(port),
                "127.0.0.1");
        await(() -> printed(0).contains("Handshake was completed"));
        say(peer, "hello from gnutls");
        await(() -> printed(0).contains("hello from gnutls\n"));
        peer.getOutputStream().close();
        await(() -> accepted.getFirst().state() != TlsState.OPEN);
        assertFalse(accepted.getFirst().isTruncated());
    }
}
