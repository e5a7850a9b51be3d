package io.gyre.bench.gyre;

import io.gyre.bench.peer.Window;
import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventBase;
import io.gyre.http.Headers;
import io.gyre.http.Method;
import io.gyre.http.client.Call;
import io.gyre.http.client.CallFailure;
import io.gyre.http.client.CallListener;
import io.gyre.http.client.ClientConnection;
import io.gyre.http.client.ClientRequest;
import io.gyre.http.client.HttpClient;
import io.gyre.http.client.PoolLimits;
import io.gyre.http.client.RequestError;
import io.gyre.http.client.ResponseCallback;
import io.gyre.http.client.UrlRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks for /hello over Gyre's HTTP client, one request at a time on each connection. Arguments: {@code lock|nolock connection|pool port
 * connections warmup_ms run_ms}.
 */
public final class HttpLoad {
    private static long answered;

    private HttpLoad() {}

    public static void main(String[] arguments) {
        EventBase base = Bases.of(arguments[0]);
        int port = Integer.parseInt(arguments[2]);
        int count = Integer.parseInt(arguments[3]);
        if (arguments[1].equals("pool")) {
            var client = new HttpClient(base);
            client.limits(new PoolLimits(count, count, count, Duration.ofSeconds(4)));
            client.decompresses(false);
            UrlRequest request = UrlRequest.get("http://127.0.0.1:" + port + "/hello");
            for (int i = 0; i < count; i++) {
                client.start(request, new Pooled(client, request));
            }
        } else {
            for (int i = 0; i < count; i++) {
                ask(new ClientConnection(
                        base, "127.0.0.1", new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            }
        }
        run(base, Integer.parseInt(arguments[4]));
        var window = new Window(answered);
        run(base, Integer.parseInt(arguments[5]));
        window.end(answered);
        System.exit(0);
    }

    private static void run(EventBase base, int millis) {
        base.loopExit(Duration.ofMillis(millis));
        base.dispatch();
    }

    private static void ask(ClientConnection connection) {
        connection.send(new ClientRequest(Method.GET, "/hello", new Single(connection)));
    }

    private static void count(int status) {
        if (status != 200) {
            throw new IllegalStateException("answered " + status);
        }
        answered++;
    }

    private record Single(ClientConnection connection) implements ResponseCallback {
        @Override
        public void onResponse(ClientRequest request) {
            count(request.status());
            ask(connection);
        }

        @Override
        public void onFailure(ClientRequest request, RequestError error, @Nullable IOException cause) {
            throw new IllegalStateException("no answer: " + error, cause);
        }
    }

    private record Pooled(HttpClient client, UrlRequest request) implements CallListener {
        @Override
        public void onContent(Call call, EvBuffer part) {
            part.drain(part.length());
        }

        @Override
        public void onEnd(Call call, Headers trailers) {
            count(200);
            client.start(request, this);
        }

        @Override
        public void onFailure(Call call, CallFailure failure) {
            throw new IllegalStateException(failure);
        }
    }
}
