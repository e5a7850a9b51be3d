package io.gyre.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.http.Method;
import io.gyre.http.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile-inputs says of an HTTP server, where the server as a whole has to do it; the parser's part is in RequestParserTest. */
class HostileInputTest {
    private static final String HOST = "Host: h\r\n";
    private static final String GET = "GET /x HTTP/1.1\r\n" + HOST + "\r\n";
    private static final int LARGE_REPLY = 10_000;

    private static void answer(HttpServer server) {
        server.handle("/x", request -> request.reply(Status.OK, request.input().length() + " bytes"));
    }

    @Test
    void chunkedContentOfAnOldClientEndsTheConnection() throws IOException {
        try (var running = new RunningServer(HostileInputTest::answer);
                Client client = running.connect()) {
            client.send("POST /x HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "2\r\nab\r\n0\r\n\r\n" + GET);
            String all = client.rest();
            assertTrue(all.contains("Connection: close\r\n") && all.endsWith("2 bytes"), all);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "OPTIONS"})
    void contentWhereNoneIsExpectedIsNoOtherRequest(String method) throws IOException {
        try (var running = new RunningServer(server -> {
                    answer(server);
                    server.allowedMethods(Set.copyOf(Method.KNOWN));
                });
                Client client = running.connect()) {
            String smuggled = "GET /smuggled HTTP/1.1\r\n" + HOST + "\r\n";
            client.send(method + " /x HTTP/1.1\r\n" + HOST + "Content-Length: " + smuggled.length() + "\r\n\r\n"
                    + smuggled);
            String first = client.head();
            assertTrue(first.startsWith("HTTP/1.1 200 "), first);
            String length = smuggled.length() + " bytes";
            if (!method.equals("HEAD")) {
                assertEquals(length, client.bytes(length.length()));
            }
            assertTrue(client.send(GET).reply().endsWith("0 bytes"));
        }
    }

    @Test
    void trailersAreNeverHeaders() throws Exception {
        var asked = new CompletableFuture<HttpRequest>();
        try (var running = new RunningServer(server -> server.handle("/x", asked::complete));
                Client client = running.connect()) {
            client.send("POST /x HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n"
                    + "1\r\na\r\n0\r\nHost: evil\r\nContent-Length: 100\r\nX: y\r\n\r\n");
            HttpRequest request = asked.get(30, TimeUnit.SECONDS);
            running.onLoop(() -> {
                assertEquals("h", request.host());
                assertNull(request.header("X"));
                assertNull(request.header("Content-Length"));
                assertEquals(3, request.head().trailers());
                request.reply(Status.OK, "done");
                return true;
            });
            assertTrue(client.reply().endsWith("done"));
            assertTrue(client.send("POST /none HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\n\r\n")
                    .reply()
                    .contains(" 404 "));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /%s", "GET /x HTTP/1.1\r\nHost: h\r\nX: %s", "%s", "GET /x HTTP/1.1\r\nHost: h\r\n%s: a"})
    void tenMegabytesOfHeadAreRefusedAtTheLimit(String shape) throws IOException {
        try (var running = new RunningServer(HostileInputTest::answer);
                Client client = running.connect()) {
            String huge = shape.formatted("y".repeat(10_000_000));
            Thread sender = Thread.ofVirtual().start(() -> sendQuietly(client, huge));
            String reply = client.rest();
            assertTrue(reply.startsWith("HTTP/1.1 414 ") || reply.startsWith("HTTP/1.1 431 "), reply);
            sender.interrupt();
        }
    }

    private static void sendQuietly(Client client, String text) {
        try {
            client.send(text);
        } catch (IOException refused) {
            // As it should be: the server does not read for ever.
        }
    }

    @Test
    void clientThatReadsNothingIsNotReadEither() throws Exception {
        var transport = new CompletableFuture<BufferEvent>();
        String large = "r".repeat(LARGE_REPLY);
        try (var running = new RunningServer(server -> server.handle("/x", request -> {
                    transport.complete(request.transport());
                    request.reply(Status.OK, large);
                }));
                Client client = running.connect()) {
            Thread sender = Thread.ofPlatform().start(() -> {
                try {
                    client.send(GET.repeat(10_000));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            BufferEvent its = transport.get(30, TimeUnit.SECONDS);
            assertNotNull(its);
            running.await(
                    () -> its.input().length() >= 64 << 10 && !its.output().isEmpty());
            for (int i = 0; i < 100; i++) {
                assertTrue(running.onLoop(() -> its.output().length()) < (256 << 10) + 2 * LARGE_REPLY);
                assertTrue(running.onLoop(() -> its.input().length()) < 512 << 10);
            }
            for (int i = 0; i < 10_000; i++) {
                assertTrue(client.reply().endsWith("r"));
            }
            sender.join();
        }
    }

    @Test
    void clientThatDribblesIsClosedAtItsDeadlineAndOthersAreServed() throws Exception {
        try (var running = new RunningServer(server -> {
                    answer(server);
                    Duration lots = Duration.ofSeconds(60);
                    server.timeouts(new ServerTimeouts(lots, Duration.ofMillis(200), lots, lots));
                });
                Client slow = running.connect();
                Client other = running.connect()) {
            slow.send("GET /x HTTP/1.1\r\nX: ");
            int served = 0;
            while (running.onLoop(() -> running.server().connectionCount()) == 2) {
                assertTrue(other.send(GET).reply().endsWith("0 bytes"));
                sendQuietly(slow, "y");
                served++;
            }
            assertTrue(served > 0);
            assertTrue(other.send(GET).reply().endsWith("0 bytes"));
        }
    }
}
