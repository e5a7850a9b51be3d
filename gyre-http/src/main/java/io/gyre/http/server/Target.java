package io.gyre.http.server;

import io.gyre.http.Uri;
import io.gyre.http.UriEncoding;
import io.gyre.http.UriFlag;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request target and what it leads to. */
final class Target {
    private final byte[] bytes;
    private final String text;
    private final @Nullable Uri uri;
    private final String path;
    private final @Nullable Route route;

    private Target(byte[] bytes, String text, @Nullable Uri uri, String path, @Nullable Route route) {
        this.bytes = bytes;
        this.text = text;
        this.uri = uri;
        this.path = path;
        this.route = route;
    }

    /** {@return the target as it was sent} */
    byte[] bytes() {
        return bytes;
    }

    /** {@return the same as text} */
    String text() {
        return text;
    }

    /** {@return its parts; null for the target of a CONNECT} */
    @Nullable
    Uri uri() {
        return uri;
    }

    /** {@return the path, decoded; empty for a CONNECT} */
    String path() {
        return path;
    }

    /** {@return who answers; null if nobody is registered for the path} */
    @Nullable
    Route route() {
        return route;
    }

    /** {@return a target, or null if it is none} */
    static @Nullable Target of(byte[] bytes, boolean connect, Routes routes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (connect) {
            return new Target(bytes, text, null, "", null);
        }
        Uri uri = Uri.parse(text, UriFlag.NONCONFORMANT);
        String encoded = uri == null ? null : uri.path();
        if (uri == null || encoded == null || !isTarget(uri, encoded)) {
            return null;
        }
        String path = encoded.isEmpty() ? "/" : UriEncoding.decode(encoded, false);
        return new Target(bytes, text, uri, path, routes.find(path));
    }

    /** Origin form, absolute form, or the asterisk: RFC 9112, section 3.2. */
    private static boolean isTarget(Uri uri, String path) {
        return uri.scheme() != null ? uri.host() != null : path.startsWith("/") || path.equals("*");
    }
}
