package io.gyre.http.server;

import io.gyre.http.Headers;
import io.gyre.http.Status;
import io.gyre.http.UpgradeRequest;
import io.gyre.http.UpgradedConnection;
import io.gyre.http.wire.Head;
import io.gyre.http.wire.MessageWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows a request to whom it asks for. */
final class Upgrade implements UpgradeRequest {
    private final HttpConnection connection;
    private final HttpRequest request;
    private boolean answered;

    Upgrade(HttpConnection connection, HttpRequest request) {
        this.connection = connection;
        this.request = request;
    }

    boolean isAnswered() {
        return answered;
    }

    @Override
    public String method() {
        return request.head().method();
    }

    @Override
    public String target() {
        return request.target();
    }

    @Override
    public int minorVersion() {
        return request.head().minorVersion();
    }

    @Override
    public @Nullable String header(String name) {
        return request.header(name);
    }

    @Override
    public List<String> all(String name) {
        Head head = request.head();
        List<String> found = new ArrayList<>();
        for (int at = head.indexOf(name, 0); at >= 0; at = head.indexOf(name, at + 1)) {
            found.add(head.value(at));
        }
        return found;
    }

    @Override
    public boolean lists(String name, String token) {
        return request.head().lists(name, token);
    }

    @Override
    public UpgradedConnection accept(Headers headers) {
        answer();
        HttpServer server = request.server();
        MessageWriter writer = server.writer()
                .status(1, Status.SWITCHING_PROTOCOLS, Status.reason(Status.SWITCHING_PROTOCOLS))
                .lines(server.date().line())
                .field("Connection", "Upgrade");
        headers.forEach(writer::field);
        writer.end(connection.output());
        return connection.giveAway();
    }

    @Override
    public void refuse(int status, Headers headers) {
        answer();
        headers.forEach(request.responseHeaders()::add);
        request.replyPage(status, null);
    }

    private void answer() {
        if (answered) {
            throw new IllegalStateException("the request for another protocol is answered already");
        }
        answered = true;
    }
}
