package io.gyre.http.client;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that environment variables name, by the rules of curl: {@code http_proxy}, in small letters only because a web server gives a
 * CGI program {@code HTTP_PROXY} from a header of the client; {@code https_proxy}; {@code all_proxy} where the other is missing; and
 * {@code no_proxy}, the hosts that are asked without. The last three may be in capitals. A variable that is empty counts as missing.
 */
public final class ProxyVariables implements ProxyChoice {
    private final Map<String, String> environment;
    private final DirectHosts direct;

    /**
     * Takes the proxies from there.
     *
     * @param environment such as that of {@link System#getenv()}
     */
    public ProxyVariables(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        String hosts = value("no_proxy");
        direct = new DirectHosts(hosts == null ? "" : hosts);
    }

    private @Nullable String value(String name) {
        String small = environment.get(name);
        if (small != null && !small.isEmpty()) {
            return small;
        }
        String large = name.equals("http_proxy") ? null : environment.get(name.toUpperCase(Locale.ROOT));
        return large == null || large.isEmpty() ? null : large;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException naming the variable, if it names a proxy that is not spoken to by HTTP
     */
    @Override
    public @Nullable Proxy proxyFor(String scheme, String host, int port) {
        if (direct.has(host)) {
            return null;
        }
        Proxy own = proxy(scheme + "_proxy");
        return own == null ? proxy("all_proxy") : own;
    }

    private @Nullable Proxy proxy(String name) {
        String value = value(name);
        try {
            return value == null ? null : Proxy.parse(value);
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("the variable " + name + ": " + none.getMessage(), none);
        }
    }
}
