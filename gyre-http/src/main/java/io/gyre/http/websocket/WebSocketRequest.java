package io.gyre.http.websocket;

import io.gyre.http.Headers;
import io.gyre.http.Uri;
import java.util.Locale;
import java.util.Objects;

/**
 * What a client asks for.
 *
 * @param secure whether the transport is TLS, which decides what port goes without saying
 * @param host a name or a literal, an IPv6 one without brackets
 * @param port to connect to
 * @param target the path, with a query if there is one, encoded
 * @param headers sent beside those of the handshake, such as Origin, Cookie or Authorization; Host takes the place of the usual one
 */
public record WebSocketRequest(boolean secure, String host, int port, String target, Headers headers) {
    private static final int PORT = 80;
    private static final int SECURE_PORT = 443;
    private static final int LAST_PORT = 65535;

    /** Refuses what cannot be sent. */
    public WebSocketRequest {
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException("a port cannot be " + port + ": use 1 to 65535");
        }
        if (!isVisible(host) || !isVisible(target) || !target.startsWith("/")) {
            throw new IllegalArgumentException("the host '" + host + "' or the target '" + target
                    + "' cannot be sent: use visible ASCII, and a target that begins with a slash");
        }
        headers.forEach((name, _) -> checkField(name));
    }

    private static boolean isVisible(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static void checkField(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("sec-websocket-")
                || lower.equals("upgrade")
                || lower.equals("connection")
                || lower.equals("content-length")
                || lower.equals("transfer-encoding")) {
            throw new IllegalArgumentException("the header " + name + " is the handshake's own: leave it out");
        }
    }

    /**
     * {@return a request for a {@code ws:} or {@code wss:} URI: RFC 6455, section 3}
     *
     * @throws IllegalArgumentException if it is something else, or has a fragment
     */
    public static WebSocketRequest of(String uri) {
        Uri parsed = Uri.parse(uri);
        String scheme =
                parsed == null || parsed.scheme() == null ? "" : parsed.scheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("wss");
        String host = parsed == null ? null : parsed.host();
        if (parsed == null
                || !(secure || scheme.equals("ws"))
                || host == null
                || parsed.fragment() != null
                || parsed.userinfo() != null) {
            throw new IllegalArgumentException("'" + uri + "' is no URI of a WebSocket: use ws://host:port/path");
        }
        int port = parsed.port() >= 0 ? parsed.port() : secure ? SECURE_PORT : PORT;
        String path = Objects.requireNonNullElse(parsed.path(), "");
        String query = parsed.query() == null ? "" : "?" + parsed.query();
        return new WebSocketRequest(secure, bare(host), port, (path.isEmpty() ? "/" : path) + query, new Headers());
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** {@return this with other headers} */
    public WebSocketRequest withHeaders(Headers other) {
        return new WebSocketRequest(secure, host, port, target, other);
    }

    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (secure ? SECURE_PORT : PORT) ? name : name + ":" + port;
    }
}
