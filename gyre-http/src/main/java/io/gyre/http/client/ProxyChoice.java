package io.gyre.http.client;

import org.jspecify.annotations.Nullable;

/** Says through which proxy a request goes. Called on the loop's thread, for every attempt and after every redirect. */
@FunctionalInterface
public interface ProxyChoice {
    /** Every request goes straight to its server. */
    ProxyChoice NONE = (_, _, _) -> null;

    /**
     * {@return the proxy for a server, or null for none}
     *
     * @param scheme {@code http} or {@code https}
     * @param host in small letters, without brackets
     * @param port of the server
     * @throws IllegalArgumentException if the request cannot be made; its message is the call's failure
     */
    @Nullable
    Proxy proxyFor(String scheme, String host, int port);
}
