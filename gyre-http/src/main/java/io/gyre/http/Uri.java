package io.gyre.http;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A reference as in RFC 3986, absolute or relative, in parts: {@code evhttp_uri}. The parts stay encoded as they are. {@link #toString}
 * joins them.
 */
public final class Uri {
    private final Set<UriFlag> flags = EnumSet.noneOf(UriFlag.class);
    private @Nullable String scheme;
    private @Nullable String userinfo;
    private @Nullable String host;
    private @Nullable String unixSocket;
    private int port = -1;
    private @Nullable String path;
    private @Nullable String query;
    private @Nullable String fragment;

    /** Makes one without any part: {@code evhttp_uri_new}. */
    public Uri() {}

    /**
     * {@return the parts of {@code text}: {@code evhttp_uri_parse} and {@code evhttp_uri_parse_with_flags}; null if it is no reference}
     *
     * @param flags what to tolerate
     */
    public static @Nullable Uri parse(String text, UriFlag... flags) {
        var uri = new Uri();
        uri.flags(flags);
        return new UriParser(text, uri).parse() ? uri : null;
    }

    /** Sets how what is set from now on is treated: {@code evhttp_uri_set_flags}. */
    public void flags(UriFlag... chosen) {
        flags.clear();
        flags.addAll(Arrays.asList(chosen));
    }

    boolean has(UriFlag flag) {
        return flags.contains(flag);
    }

    /** {@return the scheme, or null: {@code evhttp_uri_get_scheme}} */
    public @Nullable String scheme() {
        return scheme;
    }

    /** {@return what is before the {@code @}, or null: {@code evhttp_uri_get_userinfo}} */
    public @Nullable String userinfo() {
        return userinfo;
    }

    /** {@return the host: {@code evhttp_uri_get_host}; null without an authority, empty if that is empty} */
    public @Nullable String host() {
        return host;
    }

    /** {@return the port, or -1: {@code evhttp_uri_get_port}} */
    public int port() {
        return port;
    }

    /** {@return the path, which is never null after parsing: {@code evhttp_uri_get_path}} */
    public @Nullable String path() {
        return path;
    }

    /** {@return what follows the question mark, or null: {@code evhttp_uri_get_query}} */
    public @Nullable String query() {
        return query;
    }

    /** {@return what follows the hash sign, or null: {@code evhttp_uri_get_fragment}} */
    public @Nullable String fragment() {
        return fragment;
    }

    /** {@return the path of a Unix socket, or null: {@code evhttp_uri_get_unixsocket}} */
    public @Nullable String unixSocket() {
        return unixSocket;
    }

    /**
     * Sets the scheme, or removes it: {@code evhttp_uri_set_scheme}.
     *
     * @return whether that is one; if not, nothing changed
     */
    public boolean scheme(@Nullable String text) {
        if (text != null && !UriParser.isScheme(text)) {
            return false;
        }
        scheme = text;
        return true;
    }

    /** As {@link #scheme(String)}, for {@code evhttp_uri_set_userinfo}. */
    public boolean userinfo(@Nullable String text) {
        if (text != null && !Characters.isEncoded(text, ":")) {
            return false;
        }
        userinfo = text;
        return true;
    }

    /** As {@link #scheme(String)}, for {@code evhttp_uri_set_host}: a name, an address or an IPv6 address in brackets. */
    public boolean host(@Nullable String text) {
        if (text == null) {
            host = null;
            return true;
        }
        boolean strips = has(UriFlag.HOST_STRIP_BRACKETS);
        if (UriParser.isBracketed(text)) {
            host = strips ? text.substring(1, text.length() - 1) : text;
            return true;
        }
        if (Characters.isEncoded(text, "") || (strips && UriParser.isBracketed("[" + text + "]"))) {
            host = text;
            return true;
        }
        return false;
    }

    /** As {@link #scheme(String)}, for {@code evhttp_uri_set_port}: -1 removes it, and only what is below is refused. */
    public boolean port(int number) {
        if (number < -1) {
            return false;
        }
        port = number;
        return true;
    }

    /** As {@link #scheme(String)}, for {@code evhttp_uri_set_path}. */
    public boolean path(@Nullable String text) {
        if (text != null && !isPath(text)) {
            return false;
        }
        path = text;
        return true;
    }

    private boolean isPath(String text) {
        return has(UriFlag.NONCONFORMANT)
                ? text.indexOf('?') < 0 && text.indexOf('#') < 0
                : Characters.isEncoded(text, ":@/");
    }

    /** As {@link #scheme(String)}, for {@code evhttp_uri_set_query}. */
    public boolean query(@Nullable String text) {
        if (text != null
                && !(has(UriFlag.NONCONFORMANT) ? text.indexOf('#') < 0 : Characters.isEncoded(text, ":@/?"))) {
            return false;
        }
        query = text;
        return true;
    }

    /** As {@link #scheme(String)}, for {@code evhttp_uri_set_fragment}. */
    public boolean fragment(@Nullable String text) {
        if (text != null && !has(UriFlag.NONCONFORMANT) && !Characters.isEncoded(text, ":@/?")) {
            return false;
        }
        fragment = text;
        return true;
    }

    /** Sets the path of a Unix socket, or removes it: {@code evhttp_uri_set_unixsocket}. */
    public void unixSocket(@Nullable String socket) {
        unixSocket = socket;
    }

    /** {@return the parts in one text: {@code evhttp_uri_join}; null if a host goes with a relative path} */
    public @Nullable String join() {
        var text = new StringBuilder();
        if (scheme != null) {
            text.append(scheme).append(':');
        }
        if (unixSocket != null) {
            joinAuthority(text, "unix:" + unixSocket + ":");
        } else if (host != null) {
            if (path != null && !path.isEmpty() && !path.startsWith("/")) {
                return null;
            }
            joinAuthority(text, hostText(host));
            if (port >= 0) {
                text.append(':').append(port);
            }
        }
        if (path != null) {
            text.append(path);
        }
        if (query != null) {
            text.append('?').append(query);
        }
        if (fragment != null) {
            text.append('#').append(fragment);
        }
        return text.toString();
    }

    private void joinAuthority(StringBuilder text, String authority) {
        text.append("//");
        if (userinfo != null) {
            text.append(userinfo).append('@');
        }
        text.append(authority);
    }

    private static String hostText(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    @Override
    public String toString() {
        String text = join();
        return text == null ? "(no URI: the host " + host + " goes with the relative path " + path + ")" : text;
    }
}
