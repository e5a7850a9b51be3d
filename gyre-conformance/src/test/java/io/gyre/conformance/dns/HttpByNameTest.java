package io.gyre.conformance.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.LoopFlag;
import io.gyre.http.Method;
import io.gyre.http.Status;
import io.gyre.http.client.ClientConnection;
import io.gyre.http.client.ClientRequest;
import io.gyre.http.client.ClientTimeouts;
import io.gyre.http.client.Connector;
import io.gyre.http.client.RequestError;
import io.gyre.http.client.ResponseCallback;
import io.gyre.http.server.HttpServer;
import io.gyre.tls.TlsClient;
import io.gyre.tls.TlsServer;
import io.gyre.tls.TlsSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** HTTP clients whose server has a name. */
class HttpByNameTest extends NamedWorld {
    private static final int PORT = 80;
    private static final TlsSettings HERE = TlsSettings.DEFAULT.withTasks(Runnable::run);

    private final List<String> log = new ArrayList<>();

    private final class Noting implements ResponseCallback {
        private final String name;

        Noting(String name) {
            this.name = name;
        }

        @Override
        public void onResponse(ClientRequest request) {
            log.add(name + " " + request.status());
        }

        @Override
        public void onFailure(ClientRequest request, RequestError error, @Nullable IOException cause) {
            log.add(name + " " + error);
        }
    }

    private ClientRequest get(String name) {
        return new ClientRequest(Method.GET, "/", new Noting(name));
    }

    private void await(int count) {
        while (log.size() < count) {
            base.loop(LoopFlag.ONCE);
        }
    }

    /** A first request is given up while the name is looked up; two more find no server. */
    private void cancelOneAndAskTwice(ClientConnection client) {
        ClientRequest first = get("first");
        client.send(first);
        base.after(Duration.ofMillis(100), () -> client.cancel(first));
        await(1);
        client.send(get("second"));
        await(2);
        client.send(get("third"));
        await(3);
    }

    private ClientConnection client() {
        return atTheEnd(new ClientConnection(base, "www.example", PORT, resolver));
    }

    //
    @Test
    void aCancelledRequestNeedsNoNameServer() {
        silenceNameServer();
        resolver.setOption("timeout", "3");
        resolver.setOption("attempts", "1");
        cancelOneAndAskTwice(client());
        assertEquals(List.of("first REQUEST_CANCEL", "second BUFFER_ERROR", "third BUFFER_ERROR"), log);
        assertEquals(6100, world.clock().elapsed().toMillis());
    }

    //
    @Test
    void theTimeToConnectIncludesTheLookup() {
        silenceNameServer();
        resolver.setOption("timeout", "6");
        cancelOneAndAskTwice(impatientClient());
        assertEquals(List.of("first REQUEST_CANCEL", "second TIMEOUT", "third TIMEOUT"), log);
        assertEquals(10_100, world.clock().elapsed().toMillis());
    }

    /** A server whose program accepts nothing: connections stand once its backlog has room. */
    private InetSocketAddress inactiveServer(int backlog) throws IOException {
        var address = new InetSocketAddress(ip("10.0.0.5"), PORT);
        atTheEnd(world.descriptors().listen(address, backlog, false));
        has("www.example", "10.0.0.5");
        return address;
    }

    private ClientConnection impatientClient() {
        ClientConnection client = client();
        client.timeouts(new ClientTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5)));
        return client;
    }

    //
    @Test
    void aServerThatNeverRepliesIsGivenUp() throws IOException {
        inactiveServer(128);
        cancelOneAndAskTwice(impatientClient());
        assertEquals(List.of("first REQUEST_CANCEL", "second TIMEOUT", "third TIMEOUT"), log);
        assertEquals(10_100, world.clock().elapsed().toMillis());
    }

    //
    @Test
    void aServerWhoseBacklogIsFullIsGivenUp() throws IOException {
        InetSocketAddress address = inactiveServer(1);
        for (int i = 0; i < 3; i++) {
            atTheEnd(world.descriptors().connect(address));
        }
        cancelOneAndAskTwice(impatientClient());
        assertEquals(List.of("first REQUEST_CANCEL", "second TIMEOUT", "third TIMEOUT"), log);
        assertEquals(10_100, world.clock().elapsed().toMillis());
    }

    //
    @Test
    void aServerThatNeverRepliesIsNotFoundWithoutItsName() throws IOException {
        inactiveServer(128);
        silenceNameServer();
        resolver.setOption("timeout", "3");
        resolver.setOption("attempts", "1");
        cancelOneAndAskTwice(impatientClient());
        assertEquals(List.of("first REQUEST_CANCEL", "second BUFFER_ERROR", "third BUFFER_ERROR"), log);
    }

    //
    @Test
    void theTimeToConnectEndsALookupEvenIfTheServerIsThere() throws IOException {
        inactiveServer(128);
        silenceNameServer();
        resolver.setOption("timeout", "6");
        cancelOneAndAskTwice(impatientClient());
        assertEquals(List.of("first REQUEST_CANCEL", "second TIMEOUT", "third TIMEOUT"), log);
        assertEquals(10_100, world.clock().elapsed().toMillis());
    }

    private HttpServer server() throws IOException {
        HttpServer server = atTheEnd(new HttpServer(base));
        server.bind(new InetSocketAddress(ip("10.0.0.5"), PORT));
        server.handle("/", request -> {
            request.responseHeaders().add("Connection", "close");
            request.reply(Status.OK, "here");
        });
        has("www.example", "10.0.0.5");
        return server;
    }

    /** The connection is made anew for each request. The address is remembered, by the resolver. */
    private void askWithAndWithoutNameServer(ClientConnection client) {
        client.send(get("first"));
        await(1);
        nameServer.close();
        int asked = questions.size();
        client.send(get("second"));
        await(2);
        assertEquals(List.of("first 200", "second 200"), log);
        assertEquals(asked, questions.size());
    }

    //
    @Test
    void theNextConnectionNeedsNoNameServer() throws IOException {
        server();
        askWithAndWithoutNameServer(client());
    }

    private static Path file(String name) throws URISyntaxException {
        var url = HttpByNameTest.class.getResource("/io/gyre/conformance/tls/" + name);
        return Path.of(Objects.requireNonNull(url, name).toURI());
    }

    //
    @Test
    void theNextConnectionWithTlsNeedsNoNameServer() throws IOException, URISyntaxException {
        TlsServer identity = TlsServer.builder()
                .identity(file("server.pem"), file("server.key"))
                .settings(HERE)
                .build();
        TlsClient trust =
                TlsClient.builder().trust(file("ca.pem")).settings(HERE).build();
        server().transports((loop, fd) -> identity.accept(loop, fd, BufferEventOption.CLOSE_ON_FREE));
        Connector connector = loop -> {
            SocketBufferEvent below = SocketBufferEvent.unconnected(loop, BufferEventOption.CLOSE_ON_FREE);
            below.connect("www.example", PORT, resolver);
            return trust.over(below, "localhost", PORT, BufferEventOption.CLOSE_ON_FREE);
        };
        askWithAndWithoutNameServer(atTheEnd(new ClientConnection(base, "www.example", connector)));
    }
}
