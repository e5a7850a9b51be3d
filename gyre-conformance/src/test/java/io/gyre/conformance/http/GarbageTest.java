package io.gyre.conformance.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.gyre.event.EventBase;
import io.gyre.http.Status;
import io.gyre.http.server.BoundSocket;
import io.gyre.http.server.HttpServer;
import io.gyre.http.websocket.WebSocket;
import io.gyre.http.websocket.WebSocketServer;
import io.gyre.testing.MechanismUnderTest;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Counts what the loop's thread allocates. */
class GarbageTest {
    private static final int REQUESTS = 5_000;

    /** A byte now and then is the JVM's own. */
    private static final double MOST_PER_REQUEST = 1;

    /**
     * The JDK makes a segment of 40 B for each system call that tells errno, which goes when the second compiler has inlined the call down to
     * there. That takes it so many rounds on a busy machine, and more levels than the 15 that it inlines by default: the build says
     * {@code -XX:MaxInlineLevel=30}.
     */
    private static final int MOST_ROUNDS = 200;

    private static final byte[] QUESTION =
            "GET /hello HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: test\r\nAccept: */*\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private static final byte[] UPGRADE = """
        GET /ws HTTP/1.1
        Host: localhost
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13

        """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);

    private static final int MESSAGE = 125;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final byte[] answer = new byte[4096];

    @Test
    void keepAliveRequestMakesNoGarbage() throws Exception {
        byte[] hello = "Hello, World!".getBytes(StandardCharsets.US_ASCII);
        try (var base = MechanismUnderTest.newBase(Assumptions::abort);
                var server = new HttpServer(base)) {
            server.handle("/hello", request -> {
                request.responseHeaders().add("Content-Type", "text/plain");
                request.reply(Status.OK, hello);
            });
            BoundSocket socket = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var address = (InetSocketAddress) Objects.requireNonNull(socket.address());
            Thread loop = Thread.ofPlatform().start(base::dispatch);
            try (var client = new Socket(address.getAddress(), address.getPort())) {
                assertNoGarbage(base, "request", () -> ask(client));
            } finally {
                base.execute(base::loopBreak);
                loop.join();
            }
        }
    }

    /** A masked frame of 125 bytes, as RFC 6455 has them, and its echo. */
    @Test
    void smallMessageOfAWebSocketMakesNoGarbage() throws Exception {
        try (var base = MechanismUnderTest.newBase(Assumptions::abort);
                var server = new HttpServer(base)) {
            server.upgrade("/ws", new WebSocketServer(_ -> WebSocket::send));
            BoundSocket socket = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var address = (InetSocketAddress) Objects.requireNonNull(socket.address());
            Thread loop = Thread.ofPlatform().start(base::dispatch);
            try (var client = new Socket(address.getAddress(), address.getPort())) {
                client.getOutputStream().write(UPGRADE);
                assertTrue(client.getInputStream().read(answer) > 100);
                assertNoGarbage(base, "message", () -> echo(client));
            } finally {
                base.execute(base::loopBreak);
                loop.join();
            }
        }
    }

    private interface Round {
        void run() throws IOException;
    }

    private void assertNoGarbage(EventBase base, String what, Round round) throws Exception {
        double each = Double.MAX_VALUE;
        for (int i = 0; i < MOST_ROUNDS && each > MOST_PER_REQUEST; i++) {
            long before = allocated(base);
            round.run();
            each = (double) (allocated(base) - before) / REQUESTS;
        }
        assertTrue(each <= MOST_PER_REQUEST, each + " B of garbage for each " + what);
    }

    private void echo(Socket client) throws IOException {
        var frame = new byte[6 + MESSAGE];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | MESSAGE);
        Arrays.fill(frame, 6, frame.length, (byte) 'x');
        for (int i = 0; i < REQUESTS; i++) {
            client.getOutputStream().write(frame);
            int got = client.getInputStream().readNBytes(answer, 0, 2 + MESSAGE);
            assertTrue(got == 2 + MESSAGE && answer[0] == (byte) 0x81 && answer[got - 1] == 'x');
        }
    }

    private long allocated(EventBase base) throws Exception {
        var answered = new CompletableFuture<Long>();
        base.execute(() -> answered.complete(threads.getCurrentThreadAllocatedBytes()));
        return answered.get(30, TimeUnit.SECONDS);
    }

    private void ask(Socket client) throws IOException {
        for (int i = 0; i < REQUESTS; i++) {
            client.getOutputStream().write(QUESTION);
            int got = client.getInputStream().read(answer);
            if (got < 0) {
                throw new EOFException();
            }
            String text = new String(answer, 0, got, StandardCharsets.US_ASCII);
            assertTrue(text.endsWith("Hello, World!"), text);
        }
    }
}
