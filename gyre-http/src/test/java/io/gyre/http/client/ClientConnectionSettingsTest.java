package io.gyre.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.event.LoopFlag;
import io.gyre.http.Method;
import io.gyre.net.AddressInfo;
import io.gyre.net.EaiError;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.HostQuery;
import io.gyre.net.HostResolver;
import io.gyre.net.HostResult;
import io.gyre.net.PendingResolution;
import io.gyre.net.SocketType;
import io.gyre.testing.Simulation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be set on a {@link ClientConnection}, on virtual time. */
class ClientConnectionSettingsTest {
    private static final String HELLO = "HTTP/1.1 200 OK~Content-Length: 5~~hello";

    private final Simulation simulation = Simulation.ordered();
    private final EventBase base = simulation.newBase();
    private final RawServer server;
    private final List<String> log = new ArrayList<>();
    private final List<HostQuery> asked = new ArrayList<>();
    private boolean known = true;

    ClientConnectionSettingsTest() throws ErrnoException {
        server = new RawServer(base, 8080);
    }

    @AfterEach
    void end() {
        server.close();
        simulation.close();
    }

    /** {@return a resolver that knows all hosts, as long as the test wishes} */
    private HostResolver names() {
        return (query, executor, callback) -> {
            asked.add(query);
            var pending = new PendingResolution(query, executor, callback);
            var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
            pending.complete(
                    known
                            ? new HostResult.Resolved(List.of(new AddressInfo(here, SocketType.STREAM)), null)
                            : new HostResult.Failed(EaiError.NONAME, "nobody knows"));
            return pending;
        };
    }

    private ClientConnection client() {
        return new ClientConnection(base, "some.example", 8080, names());
    }

    private final class Recorder implements ResponseCallback {
        private final Runnable then;

        Recorder(Runnable then) {
            this.then = then;
        }

        @Override
        public void onResponse(ClientRequest request) {
            int count = (int) request.input().length();
            log.add(request.status() + " " + request.input().removeString(count, StandardCharsets.US_ASCII));
            then.run();
        }

        @Override
        public void onFailure(ClientRequest request, RequestError error, @Nullable IOException cause) {
            log.add("failed " + error);
            then.run();
        }
    }

    private ClientRequest get() {
        return request(Method.GET, () -> {});
    }

    private ClientRequest request(Method method, Runnable then) {
        return new ClientRequest(method, "/x", new Recorder(then));
    }

    private void run(int results) {
        while (log.size() < results) {
            base.loop(LoopFlag.ONCE);
        }
    }

    /** it goes on over the descriptor that it is given, and cannot have another. */
    @Test
    void connectionThatStandsAlreadyIsUsedAsItIs() {
        server.answer(HELLO, HELLO + "|");
        var socket = SocketBufferEvent.unconnected(base, BufferEventOption.CLOSE_ON_FREE);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080));
        while (server.connections == 0) {
            base.loop(LoopFlag.ONCE);
        }
        Fd fd = Objects.requireNonNull(socket.fd());
        try (var client = ClientConnection.over(base, "some.example", socket)) {
            client.send(get());
            run(1);
            assertEquals(fd.number(), Objects.requireNonNull(socket.fd()).number());
            client.send(get());
            run(2);
            base.loop(LoopFlag.ONCE);
            client.send(get());
            run(3);
        }
        assertEquals(List.of("200 hello", "200 hello", "failed BUFFER_ERROR"), log);
        assertEquals(1, server.connections);
    }

    /** with a local address. */
    @Test
    void localAddressAndPortAreWhereTheConnectionComesFrom() {
        server.answer(HELLO);
        try (ClientConnection client = client()) {
            client.localAddress(InetAddress.getLoopbackAddress());
            client.localPort(5555);
            client.send(get());
            run(1);
            var peer = (InetSocketAddress) Objects.requireNonNull(
                    Objects.requireNonNull(server.last().socket.fd()).remoteAddress());
            assertEquals(5555, peer.getPort());
            assertThrows(IllegalArgumentException.class, () -> client.localPort(70_000));
        }
        assertEquals(List.of("200 hello"), log);
    }

    @Test
    void whoBringsAConnectorChoosesTheAddresses() {
        try (var client = new ClientConnection(base, "h", _ -> {
            throw new IOException("as the test wishes");
        })) {
            assertThrows(IllegalStateException.class, () -> client.localPort(1));
            assertThrows(IllegalStateException.class, () -> client.family(HostQuery.Family.INET));
        }
    }

    /** */
    @Test
    void familyIsAskedFor() {
        server.answer(HELLO + "|", HELLO);
        try (ClientConnection client = client()) {
            client.family(HostQuery.Family.UNSPEC);
            client.send(get());
            run(1);
            base.loop(LoopFlag.ONCE);
            client.family(HostQuery.Family.INET6);
            client.send(get());
            run(2);
        }
        assertEquals(
                List.of(HostQuery.Family.UNSPEC, HostQuery.Family.INET6),
                asked.stream().map(HostQuery::family).toList());
    }

    /** */
    @Test
    void addressIsUsedAgainWithoutANameServer() {
        server.answer(HELLO + "|", HELLO + "|", HELLO);
        try (ClientConnection client = client()) {
            client.reuseAddress(true);
            client.send(get());
            run(1);
            base.loop(LoopFlag.ONCE);
            known = false;
            client.send(get());
            run(2);
            base.loop(LoopFlag.ONCE);
            client.reuseAddress(false);
            client.send(get());
            run(3);
        }
        assertEquals(List.of("200 hello", "200 hello", "failed BUFFER_ERROR"), log);
        assertEquals(2, asked.size());
    }

    /** */
    @Test
    void addressOfTheServerIsKnownUpToTheCallbackOfTheEnd() {
        server.answer(HELLO);
        try (ClientConnection client = client()) {
            assertNull(client.address());
            client.onClose(() -> log.add("closed " + client.address()));
            client.send(get());
            run(1);
            assertTrue(String.valueOf(client.address()).contains("127.0.0.1:8080"));
            server.last().socket.close();
            run(2);
            assertTrue(log.getLast().contains("127.0.0.1:8080"), log.getLast());
            assertNull(client.address());
        }
    }

    /** */
    @Test
    void clientClosesAfterItsLastRequest() {
        server.answer("HTTP/1.1 200 OK~Connection: close~Content-Length: 0~~", "HTTP/1.1 200 OK~Content-Length: 0~~");
        ClientConnection client = client();
        ClientRequest first = get();
        first.headers().add("Connection", "close");
        client.send(first);
        client.send(get());
        client.closeOnCompletion();
        run(2);
        base.loop(LoopFlag.ONCE);
        assertEquals(List.of("200 ", "200 "), log);
        assertEquals(0, server.open());
        assertThrows(IllegalStateException.class, () -> client.send(get()));
    }

    /** */
    @Test
    void connectionThatTheServerHasEndedIsMadeAnew() {
        server.answer(HELLO, HELLO);
        try (ClientConnection client = client()) {
            client.send(get());
            run(1);
            server.last().socket.close();
            boolean[] over = {false};
            base.after(Duration.ofMillis(600), () -> over[0] = true);
            while (!over[0]) {
                base.loop(LoopFlag.ONCE);
            }
            client.send(get());
            run(2);
        }
        assertEquals(2, server.connections);
    }

    /** what the server would have said later is nobody's reply. */
    @Test
    void connectionThatEndsBeforeItsReplyIsMadeAnew() {
        server.answer(HELLO, HELLO);
        server.delay = Duration.ofMillis(500);
        try (ClientConnection client = client()) {
            client.send(get());
            while (server.asked.isEmpty()) {
                base.loop(LoopFlag.ONCE);
            }
            server.last().socket.shutdownWriting();
            run(1);
            base.after(Duration.ofMillis(600), () -> client.send(get()));
            run(2);
        }
        assertEquals(List.of("failed EOF", "200 hello"), log);
        assertEquals(2, server.connections);
    }

    /** and the client may be closed in the callback. */
    @Test
    void clientMayBeClosedWhereItLearnsThatThereIsNoConnection() {
        server.close();
        ClientConnection client = client();
        client.retries(3, Duration.ofSeconds(2));
        client.send(request(Method.GET, client::close));
        run(1);
        assertEquals(List.of("failed BUFFER_ERROR"), log);
        assertEquals(Duration.ofSeconds(2 + 4 + 8), simulation.clock().elapsed());
    }

    /** */
    @Test
    void secondPostMayWaitForTheServersWord() {
        server.answer("HTTP/1.1 200 OK~Content-Length: 5~~hello");
        try (ClientConnection client = client()) {
            ClientRequest first = request(Method.POST, () -> {});
            first.output().add("the content of the first");
            client.send(first);
            run(1);
            server.answer("HTTP/1.1 100 Continue~~");
            ClientRequest second = request(Method.POST, () -> {});
            second.upload(Upload.of("the content of the other"));
            second.expectContinue(true);
            client.send(second);
            while (server.asked.size() < 2) {
                base.loop(LoopFlag.ONCE);
            }
            server.last().deaf = true;
            while (server.last().socket.input().length() < 24) {
                base.loop(LoopFlag.ONCE);
            }
            server.last().socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            run(2);
        }
        assertEquals(List.of("200 hello", "200 ok"), log);
        assertEquals(1, server.connections);
    }

    /** a reply within the time for it arrives, though the other limits are shorter. */
    @Test
    void eachWaitHasALimitOfItsOwn() {
        server.delay = Duration.ofMillis(200);
        server.answer("HTTP/1.1 200 OK~Content-Length: 0~~", "HTTP/1.1 200 OK~Content-Length: 0~~");
        try (ClientConnection client = client()) {
            var hundred = Duration.ofMillis(100);
            client.timeouts(new ClientTimeouts(hundred, Duration.ofMillis(500), hundred));
            client.send(get());
            run(1);
            client.timeouts(ClientTimeouts.DEFAULT.withTotal(hundred));
            client.send(get());
            run(2);
        }
        assertEquals(List.of("200 ", "failed TIMEOUT"), log);
    }

    @Test
    void framingThatTheCallerGetsWrongIsRefused() {
        try (ClientConnection client = client()) {
            ClientRequest wrong = get();
            wrong.headers().add("Content-Length", "5");
            assertThrows(IllegalStateException.class, () -> client.send(wrong));
            ClientRequest chunked = get();
            chunked.headers().add("Transfer-Encoding", "chunked");
            assertThrows(IllegalStateException.class, () -> client.send(chunked));
        }
    }
}
