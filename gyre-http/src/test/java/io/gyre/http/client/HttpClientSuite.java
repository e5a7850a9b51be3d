package io.gyre.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventBase;
import io.gyre.event.LoopFlag;
import io.gyre.http.Headers;
import io.gyre.http.Method;
import io.gyre.net.AddressInfo;
import io.gyre.net.ErrnoException;
import io.gyre.net.HostResolver;
import io.gyre.net.HostResult;
import io.gyre.net.PendingResolution;
import io.gyre.net.SocketType;
import io.gyre.testing.Simulation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client and a server that says what the test wishes, on one loop whose time is virtual. */
abstract class HttpClientSuite {
    static final String OK = "HTTP/1.1 200 OK~";
    static final String HELLO = OK + "Content-Length: 5~~hello";
    static final String URL = "http://127.0.0.1:8080/x";

    final Simulation simulation = Simulation.ordered();

    /** What callbacks throw is a matter of the call that it fails. */
    final EventBase base = simulation.newBase(simulation.config().uncaught((_, _, _) -> {}));

    final HttpClient client = new HttpClient(base);
    RawServer server;

    HttpClientSuite() {
        try {
            server = new RawServer(base, 8080);
        } catch (ErrnoException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void findEveryHostHere() {
        client.resolver(everyHost());
    }

    /** {@return a resolver by which every name is that of this host} */
    static HostResolver everyHost() {
        return (query, executor, callback) -> {
            var pending = new PendingResolution(query, executor, callback);
            int port = Integer.parseInt(String.valueOf(query.service()));
            var entry =
                    new AddressInfo(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SocketType.STREAM);
            pending.complete(new HostResult.Resolved(List.of(entry), null));
            return pending;
        };
    }

    /** Every test leaves neither a connection nor a call, nor a descriptor or an event of the base. */
    @AfterEach
    void closeAll() {
        client.close();
        server.close();
        assertEquals(0, client.waiting());
        simulation.close();
    }

    void runUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            base.loop(LoopFlag.ONCE);
        }
    }

    /** Lets time pass on the loop. */
    void pass(Duration time) {
        boolean[] over = {false};
        base.after(time, () -> over[0] = true);
        runUntil(() -> over[0]);
    }

    Duration now() {
        return simulation.clock().elapsed();
    }

    /** {@return the response as text: status and content, or what failed} */
    String outcome(CompletableFuture<Response> future) {
        runUntil(future::isDone);
        if (future.isCompletedExceptionally()) {
            var failure = assertInstanceOf(CallFailure.class, future.exceptionNow());
            return "failed " + failure.error();
        }
        Response response = future.resultNow();
        return response.status() + " " + response.text(StandardCharsets.ISO_8859_1);
    }

    String outcome(UrlRequest request) {
        return outcome(client.send(request));
    }

    String get(String url) {
        return outcome(UrlRequest.get(url));
    }

    static UrlRequest request(Method method) {
        return new UrlRequest(method, URL);
    }

    /** Writes down what it is told. */
    static final class Log implements CallListener {
        final List<String> lines = new ArrayList<>();
        final StringBuilder content = new StringBuilder();

        @Override
        public void onRedirect(Call call, ResponseHead head, String url, Headers headers) {
            lines.add("redirect " + head.status() + " " + url);
        }

        @Override
        public boolean onHead(Call call, ResponseHead head) {
            lines.add("head " + head.status());
            return true;
        }

        @Override
        public void onContent(Call call, EvBuffer part) {
            content.append(part.removeString((int) part.length(), StandardCharsets.ISO_8859_1));
        }

        @Override
        public void onEnd(Call call, Headers trailers) {
            lines.add("end");
        }

        @Override
        public void onFailure(Call call, CallFailure failure) {
            lines.add("failed " + failure.error());
        }
    }
}
