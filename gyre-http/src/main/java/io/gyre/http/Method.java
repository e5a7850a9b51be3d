package io.gyre.http;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request method: {@code evhttp_cmd_type}, and {@code evhttp_ext_method} for those that are not among the constants. Where libevent uses
 * masks of bits, Gyre uses sets.
 *
 * @param name a token; methods are case-sensitive
 * @param hasBody whether a request is expected to have content, and says how long it is even if there is none:
 *     {@code EVHTTP_METHOD_HAS_BODY}
 */
public record Method(String name, boolean hasBody) {
    /** {@code EVHTTP_REQ_GET}. */
    public static final Method GET = new Method("GET", false);

    /** {@code EVHTTP_REQ_POST}. */
    public static final Method POST = new Method("POST", true);

    /** {@code EVHTTP_REQ_HEAD}: as GET, but the reply has no content. */
    public static final Method HEAD = new Method("HEAD", false);

    /** {@code EVHTTP_REQ_PUT}. */
    public static final Method PUT = new Method("PUT", true);

    /** {@code EVHTTP_REQ_DELETE}. */
    public static final Method DELETE = new Method("DELETE", false);

    /** {@code EVHTTP_REQ_OPTIONS}. */
    public static final Method OPTIONS = new Method("OPTIONS", false);

    /** {@code EVHTTP_REQ_TRACE}. */
    public static final Method TRACE = new Method("TRACE", false);

    /** {@code EVHTTP_REQ_CONNECT}: the target is an authority. */
    public static final Method CONNECT = new Method("CONNECT", false);

    /** {@code EVHTTP_REQ_PATCH}. */
    public static final Method PATCH = new Method("PATCH", true);

    /** {@code EVHTTP_REQ_PROPFIND}, RFC 4918. */
    public static final Method PROPFIND = new Method("PROPFIND", true);

    /** {@code EVHTTP_REQ_PROPPATCH}, RFC 4918. */
    public static final Method PROPPATCH = new Method("PROPPATCH", true);

    /** {@code EVHTTP_REQ_MKCOL}, RFC 4918. */
    public static final Method MKCOL = new Method("MKCOL", true);

    /** {@code EVHTTP_REQ_LOCK}, RFC 4918. */
    public static final Method LOCK = new Method("LOCK", true);

    /** {@code EVHTTP_REQ_UNLOCK}, RFC 4918. */
    public static final Method UNLOCK = new Method("UNLOCK", false);

    /** {@code EVHTTP_REQ_COPY}, RFC 4918. */
    public static final Method COPY = new Method("COPY", false);

    /** {@code EVHTTP_REQ_MOVE}, RFC 4918. */
    public static final Method MOVE = new Method("MOVE", false);

    /** All of the constants above, in libevent's order. */
    public static final List<Method> KNOWN = List.of(
            GET, POST, HEAD, PUT, DELETE, OPTIONS, TRACE, CONNECT, PATCH, PROPFIND, PROPPATCH, MKCOL, LOCK, UNLOCK,
            COPY, MOVE);

    /** What a server allows unless it is told otherwise. */
    public static final Set<Method> DEFAULT = Set.of(GET, POST, HEAD, PUT, DELETE);

    /** Refuses a name that is no token. */
    public Method {
        if (!Characters.isToken(name)) {
            throw new IllegalArgumentException(
                    "'" + Characters.visible(name) + "' is no method: use a token of RFC 9110");
        }
    }

    /** {@return the known method of that name, or null} */
    public static @Nullable Method find(String name) {
        for (int i = 0; i < KNOWN.size(); i++) {
            Method method = KNOWN.get(i);
            if (method.name.equals(name)) {
                return method;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return name;
    }
}
