package io.gyre.cli;

import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventBase;
import io.gyre.http.Method;
import io.gyre.http.Uri;
import io.gyre.http.UriFlag;
import io.gyre.http.client.ClientConnection;
import io.gyre.http.client.ClientRequest;
import io.gyre.http.client.ClientTimeouts;
import io.gyre.http.client.RequestError;
import io.gyre.http.client.ResponseCallback;
import io.gyre.http.wire.ParserLimits;
import io.gyre.net.HostResolver;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Gets one URL, through redirects, and writes it as it comes. */
final class Fetch implements ResponseCallback {
    private static final int MOST_REDIRECTS = 10;
    private static final int HTTP_PORT = 80;
    private static final int STEP = 64 << 10;

    private final OutputStream out;
    private final @Nullable PrintWriter errors;
    private final Duration timeout;
    private final byte[] step = new byte[STEP];
    private @Nullable String failure;
    private @Nullable String redirect;
    private boolean complete;

    Fetch(OutputStream out, @Nullable PrintWriter errors, Duration timeout) {
        this.out = out;
        this.errors = errors;
        this.timeout = timeout;
    }

    /** {@return why it failed, or null} */
    @Nullable
    String run(String url) throws IOException {
        String next = url;
        for (int i = 0; next != null; i++) {
            if (i > MOST_REDIRECTS) {
                return "more than " + MOST_REDIRECTS + " redirects, the last to " + next;
            }
            redirect = null;
            one(next);
            next = redirect;
        }
        out.flush();
        return complete || failure != null ? failure : "the answer is not complete";
    }

    private void one(String url) {
        Uri uri = Uri.parse(url, UriFlag.HOST_STRIP_BRACKETS);
        String host = uri == null ? null : uri.host();
        if (uri == null || host == null || host.isEmpty() || !"http".equalsIgnoreCase(uri.scheme())) {
            failure = "'" + url + "' is no http URL";
            return;
        }
        int port = uri.port() < 0 ? HTTP_PORT : uri.port();
        String path = uri.path() == null || uri.path().isEmpty() ? "/" : uri.path();
        String target = uri.query() == null ? path : path + "?" + uri.query();
        try (var base = new EventBase();
                var client = new ClientConnection(base, host, port, HostResolver.system())) {
            client.timeouts(new ClientTimeouts(timeout, timeout, timeout));
            client.limits(ParserLimits.DEFAULT);
            var request = new ClientRequest(Method.GET, target, this);
            request.headers()
                    .add("User-Agent", "gyre/" + io.gyre.Gyre.version())
                    .add("Accept", "*/*");
            request.onHeaders(answered -> onHead(answered, url));
            request.onContent((_, part) -> take(part));
            tell("> GET " + target + "\n" + request.headers());
            client.send(request);
            client.closeOnCompletion();
            base.dispatch();
        }
    }

    private void tell(String text) {
        if (errors != null) {
            errors.println(text);
            errors.flush();
        }
    }

    /** Whatever is not what was asked for is not written. */
    private boolean onHead(ClientRequest request, String url) {
        tell("< " + request.status() + " " + request.reason() + "\n" + request.responseHeaders());
        String location = request.responseHeaders().find("Location");
        if (request.status() / 100 == 3 && location != null) {
            redirect = absolute(url, location);
            return false;
        }
        if (request.status() / 100 != 2) {
            failure = url + " answered " + request.status() + " " + request.reason();
            return false;
        }
        return true;
    }

    private static String absolute(String from, String location) {
        try {
            return URI.create(from).resolve(location).toString();
        } catch (IllegalArgumentException none) {
            return location;
        }
    }

    private void take(EvBuffer part) {
        try {
            while (!part.isEmpty() && failure == null) {
                out.write(step, 0, part.remove(step));
            }
        } catch (IOException e) {
            failure = "the content cannot be written: " + e.getMessage();
            part.drain(part.length());
        }
    }

    @Override
    public void onResponse(ClientRequest request) {
        complete = true;
    }

    @Override
    public void onFailure(ClientRequest request, RequestError error, @Nullable IOException cause) {
        if (redirect == null && failure == null) {
            failure = cause == null ? "the answer is not complete: " + error : cause.getMessage();
        }
    }
}
