package io.gyre.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.http.Status;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many may come, and how a server ends. */
class ServerLimitsTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

    @Test
    void clientWithTooManyConnectionsGets503AndOthersDoNot() throws Exception {
        try (var running = new RunningServer(server -> {
            server.handle("/x", request -> request.reply(Status.OK, "x"));
            server.maxConnectionsPerClient(2);
        })) {
            try (Client first = running.connect();
                    Client second = running.connect();
                    Client third = running.connect()) {
                assertTrue(first.send(GET).reply().contains(" 200 "));
                assertTrue(second.send(GET).reply().contains(" 200 "));
                assertTrue(third.reply().contains(" 503 "));
                try (var other = new Socket(
                        running.address().getAddress(),
                        running.address().getPort(),
                        InetAddress.getByName("127.0.0.2"),
                        0)) {
                    other.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
                    String reply = new String(other.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                    assertEquals("HTTP/1.1 200", reply);
                }
            }
            running.await(() -> running.server().connectionCount() == 0);
            try (Client again = running.connect()) {
                assertTrue(again.send(GET).reply().contains(" 200 "));
            }
        }
    }

    @Test
    void drainingClosesWhatRestsAndLetsRepliesFinish() throws Exception {
        var late = new CompletableFuture<HttpRequest>();
        var drained = new CompletableFuture<Void>();
        try (var running = new RunningServer(server -> {
                    server.handle("/late", late::complete);
                    server.handle("/x", request -> request.reply(Status.OK, "x"));
                });
                Client resting = running.connect();
                Client waiting = running.connect()) {
            assertFalse(resting.send(GET).reply().contains("close"));
            waiting.send(GET.replace("/x", "/late"));
            HttpRequest asked = late.get(30, TimeUnit.SECONDS);
            running.onLoop(() -> {
                running.server().drain(Duration.ofSeconds(60), () -> drained.complete(null));
                return true;
            });
            assertEquals("", resting.rest());
            resting.socket().close(); // Or the server lingers for some seconds.
            assertFalse(drained.isDone());
            running.onLoop(() -> {
                asked.reply(Status.OK, "at last");
                return true;
            });
            String reply = waiting.rest();
            assertTrue(reply.contains("Connection: close") && reply.endsWith("at last"), reply);
            waiting.socket().close();
            drained.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoDoesNotFinishInTimeIsCut() throws Exception {
        var drained = new CompletableFuture<Void>();
        var asked = new CompletableFuture<HttpRequest>();
        try (var running = new RunningServer(server -> server.handle("/x", asked::complete));
                Client waiting = running.connect()) {
            waiting.send(GET);
            asked.get(30, TimeUnit.SECONDS);
            running.onLoop(() -> {
                running.server().drain(Duration.ofMillis(1), () -> drained.complete(null));
                return true;
            });
            drained.get(30, TimeUnit.SECONDS);
            assertEquals("", waiting.rest());
        }
    }
}
