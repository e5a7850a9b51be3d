package io.gyre.http.client;

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
