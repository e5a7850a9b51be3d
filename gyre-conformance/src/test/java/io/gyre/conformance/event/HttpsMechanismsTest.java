package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.http.Method;
import io.gyre.http.Status;
import io.gyre.http.client.ClientConnection;
import io.gyre.http.client.ClientRequest;
import io.gyre.http.client.RequestError;
import io.gyre.http.client.ResponseCallback;
import io.gyre.http.server.HttpServer;
import io.gyre.net.Fd;
import io.gyre.tls.TlsBufferEvent;
import io.gyre.tls.TlsClient;
import io.gyre.tls.TlsServer;
import io.gyre.tls.TlsState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP over TLS, on one loop. */
@EachMechanism
@SuppressWarnings("NullAway.Init") // By listen().
class HttpsMechanismsTest extends TlsSuite {
    private static final String BODY = "This is funny";

    private final HttpServer server = new HttpServer(base);
    private final List<String> log = new ArrayList<>();
    private TlsClient trust;
    private InetSocketAddress address;

    HttpsMechanismsTest(String mechanism) {
        super(World.named(mechanism));
    }

    @BeforeEach
    void listen() throws IOException {
        TlsServer identity = TlsServer.builder()
                .identity(file("server.pem"), file("server.key"))
                .settings(HERE)
                .build();
        trust = TlsClient.builder().trust(file("ca.pem")).settings(HERE).build();
        server.transports((loop, fd) -> identity.accept(loop, fd, BufferEventOption.CLOSE_ON_FREE));
        server.handle("/test", request -> {
            request.responseHeaders().add("Content-Type", "text/plain");
            request.reply(Status.OK, BODY);
        });
        var anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        address = (InetSocketAddress) requireNonNull(server.bind(anywhere).address());
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    private TlsBufferEvent secure(SocketBufferEvent socket) {
        return trust.over(socket, "localhost", address.getPort(), BufferEventOption.CLOSE_ON_FREE);
    }

    private TlsBufferEvent connecting(boolean dirtyShutdown) {
        var socket = SocketBufferEvent.unconnected(base, BufferEventOption.CLOSE_ON_FREE);
        socket.connect(address);
        TlsBufferEvent transport = secure(socket);
        transport.allowDirtyShutdown(dirtyShutdown);
        return transport;
    }

    private ClientRequest get(Runnable then) {
        return new ClientRequest(Method.GET, "/test", new ResponseCallback() {
            @Override
            public void onResponse(ClientRequest request) {
                log.add(request.status() + " " + request.responseHeaders().find("Content-Type") + " "
                        + take(request.input()));
                then.run();
            }

            @Override
            public void onFailure(ClientRequest request, RequestError error, @Nullable IOException cause) {
                log.add(error.toString());
                then.run();
            }
        });
    }

    //
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestIsAnswered(boolean dirtyShutdown) {
        try (var client = new ClientConnection(base, "localhost", _ -> connecting(dirtyShutdown))) {
            client.send(get(() -> {}));
            runUntil(() -> log.size() == 1);
        }
        assertEquals(List.of("200 text/plain " + BODY), log);
    }

    //
    @Test
    void aConnectionThatStandsAlreadyIsUsedAsItIs() throws IOException {
        Fd socket = world.descriptors().connect(address);
        TlsBufferEvent transport = secure(SocketBufferEvent.of(base, socket, BufferEventOption.CLOSE_ON_FREE));
        transport.enable(BOTH);
        runUntil(() -> transport.state() == TlsState.OPEN);
        try (ClientConnection client = ClientConnection.over(base, "localhost", transport)) {
            for (int i = 1; i <= 3; i++) {
                int all = i;
                client.send(get(() -> {}));
                runUntil(() -> log.size() == all);
            }
            assertEquals(socket, transport.fd());
        }
        String answer = "200 text/plain " + BODY;
        assertEquals(List.of(answer, answer, answer), log);
    }

    //
    @Test
    void theClientMayBeClosedWhereItLearnsThatThereIsNoConnection() {
        server.close();
        var client = new ClientConnection(base, "localhost", _ -> connecting(false));
        client.send(get(client::close));
        runUntil(() -> log.size() == 1);
        assertEquals(List.of("BUFFER_ERROR"), log);
    }
}
