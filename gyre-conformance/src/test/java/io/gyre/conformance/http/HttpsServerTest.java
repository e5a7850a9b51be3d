package io.gyre.conformance.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.http.Status;
import io.gyre.http.server.BoundSocket;
import io.gyre.http.server.HttpRequest;
import io.gyre.http.server.HttpServer;
import io.gyre.http.server.ServerTimeouts;
import io.gyre.testing.MechanismUnderTest;
import io.gyre.tls.Tls;
import io.gyre.tls.TlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server over TLS, with the JDK's sockets as the client. */
class HttpsServerTest {
    private static final String HOST = "Host: localhost\r\n";
    private static final String BODY = "This is funny but not hilarious.";
    private static final TrustManager TRUSTS_ALL = new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };

    private final EventBase base = MechanismUnderTest.newBase(Assumptions::abort);
    private final HttpServer server = new HttpServer(base);
    private final Thread loop = new Thread(base::dispatch, "server");
    private int port;

    @BeforeEach
    void start() throws Exception {
        TlsServer tls = Tls.server(file("server.pem"), file("server.key"));
        server.transports((on, connection) -> tls.over(
                SocketBufferEvent.of(on, connection, BufferEventOption.CLOSE_ON_FREE),
                BufferEventOption.CLOSE_ON_FREE));
        server.handle("/test", request -> {
            request.responseHeaders().add("Content-Type", "text/plain");
            request.reply(Status.OK, BODY);
        });
        server.handle("/chunked", request -> inThree(request, false));
        server.handle("/stream", request -> inThree(request, true));
        Duration patience = Duration.ofSeconds(60);
        server.timeouts(new ServerTimeouts(patience, Duration.ofSeconds(2), patience, patience));
        BoundSocket socket = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = ((InetSocketAddress) Objects.requireNonNull(socket.address())).getPort();
        loop.start();
    }

    private static Path file(String name) throws Exception {
        return Path.of(Objects.requireNonNull(HttpsServerTest.class.getResource("../tls/" + name))
                .toURI());
    }

    private static void inThree(HttpRequest request, boolean hasLength) {
        if (hasLength) {
            request.responseHeaders().add("Content-Length", "39");
        }
        request.startReply(Status.OK, null);
        for (String piece : new String[] {"This is funny", "but not hilarious.", "bwv 1052"}) {
            try (var part = new EvBuffer()) {
                request.sendChunk(part.add(piece));
            }
        }
        request.endReply();
    }

    @AfterEach
    void stop() throws InterruptedException {
        base.execute(() -> {
            server.close();
            base.loopBreak();
        });
        loop.join();
        base.close();
    }

    private SSLSocket connect() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {TRUSTS_ALL}, new SecureRandom());
        var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void send(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String talk(String sent) throws Exception {
        try (SSLSocket socket = connect()) {
            send(socket, sent);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static String get(String path, boolean last) {
        return "GET " + path + " HTTP/1.1\r\n" + HOST + (last ? "Connection: close\r\n" : "") + "\r\n";
    }

    /** */
    @Test
    void requestsOverOneConnectionAreAnswered() throws Exception {
        String all = talk(get("/test", false) + get("/test", false) + get("/test", true));
        assertEquals(4, all.split(BODY, -1).length, all);
        assertEquals(3, all.split("Content-Type: text/plain", -1).length - 1, all);
    }

    /** */
    @Test
    void repliesInPiecesAreChunked() throws Exception {
        String all = talk(get("/chunked", true));
        assertTrue(all.endsWith("d\r\nThis is funny\r\n12\r\nbut not hilarious.\r\n8\r\nbwv 1052\r\n0\r\n\r\n"), all);
    }

    /** */
    @Test
    void repliesInPiecesMayHaveALength() throws Exception {
        String all = talk(get("/stream", true));
        assertTrue(all.endsWith("\r\n\r\nThis is funnybut not hilarious.bwv 1052"), all);
    }

    /** */
    @Test
    void incompleteRequestEndsWithoutAReply() throws Exception {
        try (SSLSocket socket = connect()) {
            send(socket, "GET /test HTTP/1.1\r\n" + HOST);
            socket.shutdownOutput();
            assertArrayEquals(new byte[0], socket.getInputStream().readAllBytes());
        }
        assertEquals("", talk("GET /test HTTP/1.1\r\n" + HOST));
    }
}
