package io.gyre.http.server;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.http.Headers;
import io.gyre.http.Method;
import io.gyre.http.Query;
import io.gyre.http.QueryFlag;
import io.gyre.http.Uri;
import io.gyre.http.wire.Head;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What was asked, by whom and of whom. */
abstract sealed class AskedRequest permits HttpRequest {
    @Nullable
    EvBuffer input;

    /** Null if the client went away, and between requests. */
    @Nullable
    HttpConnection connection;

    @Nullable
    HttpServer server;

    @Nullable
    Head head;

    @Nullable
    Target target;

    @Nullable
    Method method;

    @Nullable
    SocketAddress peer;

    void route(HttpServer of, Target to) {
        server = of;
        target = to;
    }

    @Nullable
    Route route() {
        return target == null ? null : target.route();
    }

    /** {@return whether its handler was called before all of the content came} */
    boolean isStreaming() {
        Route to = route();
        return to != null && to.streaming();
    }

    void method(Method known) {
        method = known;
    }

    /** {@return the head as it was sent} Do not keep it. */
    public Head head() {
        return required(head);
    }

    /** {@return the server that answers, which may be a virtual host: {@code evhttp_connection_get_server}} */
    public HttpServer server() {
        return required(server);
    }

    /** {@return the method: {@code evhttp_request_get_command}} */
    public Method method() {
        Method known = method;
        return known == null ? new Method(head().method(), false) : known;
    }

    /** {@return the target as it was sent: {@code evhttp_request_get_uri}} */
    public String target() {
        return target == null ? head().target() : target.text();
    }

    /** {@return the parts of the target, not to be changed: {@code evhttp_request_get_evhttp_uri}; null for a CONNECT} */
    public @Nullable Uri uri() {
        return required(target).uri();
    }

    /** {@return the path, decoded} It may have slashes and dots that were encoded, and NUL. */
    public String path() {
        return target == null ? "" : target.path();
    }

    /** {@return the query's pairs; none if there are more than {@link Query#MOST_PAIRS}} */
    public Query query() {
        Uri uri = uri();
        String text = uri == null || uri.query() == null ? "" : uri.query();
        Query lenient = Query.parse(text, QueryFlag.NONCONFORMANT);
        return lenient == null ? Query.empty() : lenient;
    }

    /** {@return the value of the first header of that name, or null} */
    public @Nullable String header(String name) {
        return head().value(name);
    }

    /** {@return all headers, copied: {@code evhttp_request_get_input_headers}} */
    public Headers headers() {
        var copy = new Headers();
        head().forEach(copy::add);
        return copy;
    }

    /** {@return the host without port: that of an absolute target, else of the Host header: {@code evhttp_request_get_host}; null without one} */
    public @Nullable String host() {
        Uri uri = target == null ? null : target.uri();
        if (uri != null && uri.host() != null) {
            return uri.host();
        }
        String value = header("Host");
        if (value == null) {
            return null;
        }
        int colon = value.lastIndexOf(':');
        return colon > value.lastIndexOf(']') ? value.substring(0, colon) : value;
    }

    /** {@return who asks; null for a Unix socket without a name} */
    public @Nullable SocketAddress peer() {
        return peer;
    }

    /**
     * {@return the content that came: {@code evhttp_request_get_input_buffer}} Closed when the reply is complete, and emptied when the client
     * goes away before it sent all, after the callback of {@link HttpRequest#onClose}.
     */
    public EvBuffer input() {
        EvBuffer mine = input;
        if (mine == null) {
            mine = new EvBuffer(server().base().buffers());
            input = mine;
        }
        return mine;
    }

    /** {@return the transport, null if the client went away: {@code evhttp_connection_get_bufferevent}} */
    public @Nullable BufferEvent transport() {
        return connection == null ? null : connection.transport();
    }

    /** {@return whether the client is still there: {@code evhttp_request_get_connection}} */
    public boolean isConnected() {
        return connection != null;
    }

    private static <T> T required(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the request is over: call own() to keep it");
        }
        return part;
    }
}
