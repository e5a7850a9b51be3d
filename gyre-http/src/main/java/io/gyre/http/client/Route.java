package io.gyre.http.client;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a connection is good for. Requests with the same route share connections.
 *
 * @param secure whether by TLS to the host
 * @param host the server; empty if a proxy is told with each request
 * @param address where to connect in place of the host, or null
 * @param proxy whom to connect to in place of the host, or null
 */
record Route(
        boolean secure,
        String host,
        int port,
        @Nullable SocketAddress address,
        @Nullable Proxy proxy) {
    static Route to(Url url, @Nullable SocketAddress address, @Nullable Proxy proxy) {
        boolean told = proxy != null && address == null && !url.isSecure();
        return new Route(
                url.isSecure(), told ? "" : url.host(), told ? 0 : url.port(), address, address == null ? proxy : null);
    }

    /** {@return whether requests name the whole URL} */
    boolean tellsProxy() {
        return proxy != null && !secure;
    }
}
