package io.gyre.http.client;

import io.gyre.http.Uri;
import io.gyre.http.UriFlag;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An absolute URL that this client can ask.
 *
 * @param scheme {@code http} or {@code https}
 * @param host without brackets, in small letters
 * @param port the one that is meant, if none is written
 * @param target path and query
 * @param userinfo still encoded, or null
 */
record Url(
        String scheme,
        String host,
        int port,
        String target,
        @Nullable String userinfo) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    static Url parse(String text) {
        Url url = tryParse(text);
        if (url == null) {
            throw new IllegalArgumentException("'" + visible(text) + "' is no http or https URL");
        }
        return url;
    }

    static @Nullable Url tryParse(String text) {
        Uri uri = Uri.parse(text, UriFlag.HOST_STRIP_BRACKETS);
        return uri == null ? null : of(uri);
    }

    private static @Nullable Url of(Uri uri) {
        String scheme = uri.scheme() == null ? "" : uri.scheme().toLowerCase(Locale.ROOT);
        String host = uri.host();
        boolean known = scheme.equals("http") || scheme.equals("https");
        if (!known || host == null || host.isEmpty() || uri.port() == 0) {
            return null;
        }
        int usual = scheme.equals("http") ? HTTP_PORT : HTTPS_PORT;
        String path = uri.path() == null || uri.path().isEmpty() ? "/" : withoutDots(uri.path());
        String target = uri.query() == null ? path : path + "?" + uri.query();
        int port = uri.port() < 0 ? usual : uri.port();
        return new Url(scheme, host.toLowerCase(Locale.ROOT), port, target, uri.userinfo());
    }

    boolean isSecure() {
        return scheme.equals("https");
    }

    boolean hasOrigin(Url other) {
        return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
    }

    /** {@return what the Host header says} */
    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (isSecure() ? HTTPS_PORT : HTTP_PORT) ? name : name + ":" + port;
    }

    /** {@return where a Location leads: RFC 3986, section 5.2; null if that is no URL of this client's} A user in it is forgotten. */
    @Nullable
    Url resolve(String location) {
        String encoded = encoded(location);
        Uri reference = Uri.parse(encoded, UriFlag.HOST_STRIP_BRACKETS);
        if (reference == null) {
            return null;
        }
        if (reference.scheme() != null) {
            Url absolute = of(reference);
            return absolute == null ? null : absolute.withoutUser();
        }
        if (reference.host() != null) {
            Url sameScheme = tryParse(scheme + ":" + encoded);
            return sameScheme == null ? null : sameScheme.withoutUser();
        }
        return new Url(scheme, host, port, merge(reference), null);
    }

    private Url withoutUser() {
        return new Url(scheme, host, port, target, null);
    }

    private String merge(Uri reference) {
        int mark = target.indexOf('?');
        String myPath = mark < 0 ? target : target.substring(0, mark);
        String path = reference.path() == null ? "" : reference.path();
        String query = reference.query();
        if (path.isEmpty()) {
            return query == null ? target : myPath + "?" + query;
        }
        String whole = path.startsWith("/") ? path : myPath.substring(0, myPath.lastIndexOf('/') + 1) + path;
        String clean = withoutDots(whole);
        return query == null ? clean : clean + "?" + query;
    }

    /** {@code remove_dot_segments}. */
    private static String withoutDots(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            switch (segments[i]) {
                case "." -> {}
                case ".." -> kept.pollLast();
                default -> kept.addLast(segments[i]);
            }
            if (last && (segments[i].equals(".") || segments[i].equals(".."))) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept);
    }

    /** Servers send what they should have encoded; octets beyond ASCII came as ISO 8859-1. */
    private static String encoded(String location) {
        var text = new StringBuilder(location.length());
        for (int i = 0; i < location.length(); i++) {
            char c = location.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                text.append('%')
                        .append(Integer.toHexString(0x100 | (c & 0xff))
                                .substring(1)
                                .toUpperCase(Locale.ROOT));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static String visible(String text) {
        return encoded(text.length() > 200 ? text.substring(0, 200) + "..." : text);
    }

    /** {@return the text, without the user} */
    @Override
    public String toString() {
        return scheme + "://" + authority() + target;
    }
}
