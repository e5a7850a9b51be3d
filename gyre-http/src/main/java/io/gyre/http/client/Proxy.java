package io.gyre.http.client;

import io.gyre.http.Uri;
import io.gyre.http.UriEncoding;
import io.gyre.http.UriFlag;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy. Requests for {@code http} are sent to it with the whole URL, connections for {@code https} go through it by CONNECT.
 *
 * @param host its name, or a literal, an IPv6 one without brackets
 * @param port from 1 to 65535
 * @param authorization the value of {@code Proxy-Authorization}, which nobody else is told, or null
 */
public record Proxy(String host, int port, @Nullable String authorization) {
    private static final int USUAL_PORT = 1080;

    /** Refuses what is no address. */
    public Proxy {
        if (host.isEmpty() || port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("'" + host + "' with port " + port + " is no proxy");
        }
    }

    /** Makes a proxy that wants no authorization. */
    public Proxy(String host, int port) {
        this(host, port, null);
    }

    /**
     * {@return the proxy that a text names: {@code [http://][USER[:PASSWORD]@]HOST[:PORT]}} As with curl the port is 1080 if none is written.
     *
     * @throws IllegalArgumentException if it names none, or one that is to be spoken to in another way
     */
    public static Proxy parse(String text) {
        Uri uri = Uri.parse(text.contains("://") ? text : "http://" + text, UriFlag.HOST_STRIP_BRACKETS);
        String host = uri == null ? null : uri.host();
        if (uri == null
                || host == null
                || host.isEmpty()
                || uri.port() == 0
                || !"http".equalsIgnoreCase(uri.scheme())) {
            String shown = text.replaceFirst("[^/@]*@", "");
            throw new IllegalArgumentException("'" + shown + "' is no proxy for HTTP: write http://HOST:PORT");
        }
        var made = new Proxy(host, uri.port() < 0 ? USUAL_PORT : uri.port());
        String user = uri.userinfo();
        if (user == null) {
            return made;
        }
        String[] words = user.split(":", 2);
        String password = words.length == 2 ? UriEncoding.decode(words[1], false) : "";
        return made.withBasic(UriEncoding.decode(words[0], false), password);
    }

    /** {@return this with a user and a password: RFC 7617} */
    public Proxy withBasic(String user, String password) {
        return new Proxy(host, port, basic(user + ":" + password));
    }

    static String basic(String credentials) {
        byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return host + ":" + port; // Without what must not be logged.
    }
}
