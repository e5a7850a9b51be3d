package io.gyre.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Status;
import io.gyre.net.ErrnoException;
import io.gyre.testing.MechanismUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases of libevent's regression tests that no other test of the server holds. */
class ServerRegressTest {
    private static final String HOST = "Host: h\r\n";

    /** R-298, but a client may end its sending half and still read, so that its end is seen when more is sent. */
    @Test
    void clientThatLeavesAfterOneChunkIsTold() throws Exception {
        var asked = new CompletableFuture<HttpRequest>();
        var left = new CompletableFuture<Void>();
        try (var running = new RunningServer(server -> server.handle("/", request -> {
            request.onClose(() -> left.complete(null));
            request.startReply(Status.OK, null);
            try (var piece = new EvBuffer()) {
                request.sendChunk(piece.add("one"));
            }
            asked.complete(request);
        }))) {
            try (Client client = running.connect()) {
                client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n").head();
                assertEquals(3, client.chunk());
            }
            HttpRequest request = asked.get();
            running.await(() -> {
                try (var piece = new EvBuffer()) {
                    request.sendChunk(piece.add("two"));
                }
                return left.isDone();
            });
            running.onLoop(() -> {
                request.endReply();
                return true;
            });
            assertEquals(0, running.onLoop(() -> running.server().connectionCount()));
        }
    }

    /** */
    @Test
    void highPortsMayBeBound() {
        try (var base = MechanismUnderTest.newBase(Assumptions::abort);
                var server = new HttpServer(base)) {
            BoundSocket bound = null;
            for (int port = 65535; port > 65485 && bound == null; port--) {
                try {
                    bound = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                } catch (ErrnoException taken) {
                    assertTrue(String.valueOf(taken.getMessage()).contains(Integer.toString(port)));
                }
            }
            assertNotNull(bound);
        }
    }

    /** */
    @Test
    void queryDoesNotChangeWhoAnswers() throws IOException {
        try (var running = new RunningServer(server -> server.handle(
                        "/",
                        request -> request.reply(
                                Status.OK, String.valueOf(request.query().find("arg")))));
                Client client = running.connect()) {
            String reply =
                    client.send("GET /?arg=val HTTP/1.1\r\n" + HOST + "\r\n").reply();
            assertTrue(reply.startsWith("HTTP/1.1 200 ") && reply.endsWith("\r\n\r\nval"), reply);
        }
    }

    /** */
    @Test
    void withoutLingeringTheConnectionEndsAtOnce() throws Exception {
        try (var running = new RunningServer(server -> {
                    server.handle("/", request -> request.reply(Status.OK));
                    server.maxBodySize(1_500_000);
                    server.lingeringClose(false);
                });
                Client client = running.connect()) {
            client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 3145728\r\n\r\n");
            running.await(() -> running.server().connectionCount() == 0);
        }
    }

    /** */
    @Test
    void clientThatWritesWhileItReadsNothingDoesNoHarm() throws Exception {
        var asked = new CompletableFuture<HttpRequest>();
        try (var running = new RunningServer(server -> server.handle("/", request -> {
            asked.complete(request);
            request.reply(Status.OK, new byte[13 << 20]);
        }))) {
            try (Client client = running.connect()) {
                client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
                asked.get(30, TimeUnit.SECONDS);
                client.send("foobar");
                running.onLoop(() -> true);
                assertEquals(1, running.onLoop(() -> running.server().connectionCount()));
            }
            running.await(() -> running.server().connectionCount() == 0);
        }
    }

    /** */
    @ParameterizedTest
    @ValueSource(strings = {"/late", "/others"})
    void headWithContentDoesNoHarm(String path) throws Exception {
        try (var running = new RunningServer(server -> {
                    server.handle("/late", request -> server.base().execute(() -> request.reply(Status.OK, "late")));
                    server.handleOthers(request -> request.reply(Status.OK, "others"));
                });
                Client client = running.connect()) {
            client.send(
                    "HEAD " + path + " HTTP/1.1\r\n" + HOST + "Content-Length: 420000\r\n\r\n" + "A".repeat(420_000));
            assertTrue(client.head().contains("HTTP/1.1 200 "));
            client.endSending();
            assertEquals("", client.rest());
        }
    }
}
